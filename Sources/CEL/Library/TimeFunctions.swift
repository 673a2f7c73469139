import Foundation

/// Making timestamps and durations, and reading their parts, possibly in a time zone.
enum TimeFunctions {
    static let functions: [Function] =
        conversions + timestampParts
        + [
            part("getHours", ofDuration: 3_600), part("getMinutes", ofDuration: 60),
            part("getSeconds", ofDuration: 1),
            Function(
                "getMilliseconds",
                .member("duration_get_milliseconds", [.duration], .int) { a, _ in
                    .int(Times.nanoseconds(of: a[0]) % 1_000_000_000 / 1_000_000)
                }),
        ]

    private static let conversions: [Function] = [
        Function(
            "timestamp", .global("timestamp_timestamp", [.timestamp], .timestamp) { a, _ in a[0] },
            .global("int_timestamp", [.int], .timestamp) { a, _ in
                Times.timestamp(a[0].asInt, 0)
            },
            .global("string_timestamp", [.string], .timestamp) { a, _ in
                CivilParts.timestamp(a[0].asBytes)
                    ?? .error(.invalidArgument, "not an RFC 3339 timestamp")
            }),
        Function(
            "duration", .global("duration_duration", [.duration], .duration) { a, _ in a[0] },
            .global("string_duration", [.string], .duration) { a, _ in
                CivilParts.duration(a[0].asBytes)
                    ?? .error(
                        .invalidArgument,
                        a[0].asBytes.contains(UInt8(ascii: "d"))
                            ? "not a duration such as 1h30m; a day is written 24h"
                            : "not a duration such as 1h30m")
            }),
    ]

    private static func part(_ name: String, ofDuration seconds: Int64) -> Function {
        Function(
            name,
            .member("duration_\(name)", [.duration], .int) { a, _ in
                .int(Times.nanoseconds(of: a[0]) / 1_000_000_000 / seconds)
            })
    }

    private static let timestampParts: [Function] = [
        part("getFullYear") { civil, _ in civil.year },
        part("getMonth") { civil, _ in civil.month - 1 },
        part("getDate") { civil, _ in civil.day },
        part("getDayOfMonth") { civil, _ in civil.day - 1 },
        part("getDayOfWeek") { civil, _ in civil.weekday },
        part("getDayOfYear") { civil, _ in civil.dayOfYear },
        part("getHours") { civil, _ in civil.second / 3_600 },
        part("getMinutes") { civil, _ in civil.second / 60 % 60 },
        part("getSeconds") { civil, _ in civil.second % 60 },
        part("getMilliseconds") { _, nanoseconds in Int64(nanoseconds / 1_000_000) },
    ]

    private static func part(
        _ name: String, _ read: @escaping @Sendable (CivilParts, UInt32) -> Int64
    ) -> Function {
        Function(
            name,
            .member("timestamp_\(name)", [.timestamp], .int) { a, _ in
                .int(read(CivilParts(seconds: a[0].asInt), a[0].aux))
            },
            .member("timestamp_\(name)_tz", [.timestamp, .string], .int) { a, scratch in
                guard let offset = scratch.zones.offset(of: a[1], at: a[0].asInt) else {
                    return .error(.invalidArgument, "there is no such time zone")
                }
                return .int(read(CivilParts(seconds: a[0].asInt &+ offset), a[0].aux))
            })
    }
}

/// Time zones by name, each looked up in the system's table once.
final class TimeZoneCache {
    /// Beyond this many the cache starts anew.
    private static let zonesMax = 512
    private var zones: [String: TimeZone] = [:]

    /// Seconds to add to UTC at an instant, for `America/New_York`, `+05:30`, `02:00` or `UTC`.
    func offset(of zone: Value, at seconds: Int64) -> Int64? {
        if let fixed = Self.fixedOffset(zone.asBytes) { return fixed }
        let name = zone.text
        if let known = zones[name] { return Self.offset(of: known, at: seconds) }
        guard let found = TimeZone(identifier: name) else { return nil }
        if zones.count >= Self.zonesMax { zones.removeAll() }
        zones[name] = found
        return Self.offset(of: found, at: seconds)
    }

    private static func offset(of zone: TimeZone, at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    private static func fixedOffset(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        if bytes.elementsEqual("UTC".utf8) || bytes.isEmpty { return 0 }
        var scanner = DigitScanner(bytes)
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        guard let hours = scanner.digits(2), scanner.take(":"), let minutes = scanner.digits(2),
            scanner.isAtEnd, hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isNegative ? -60 : 60)
    }
}
