import Toolbox

/// A time as pages show it, by the template `time`: `{{#at}}{{>time}}{{/at}}`.
package struct Moment: Sendable, Hashable {
    /// Such as `2026-11-22T19:45:07Z`.
    package let iso: String
    /// Such as `22 Nov 2026 19:45:07 UTC`.
    package let full: String
    /// Such as `3 h ago`, `in 2 d`, `now`; when it is far the date with hour and minute, UTC, such
    /// as `30 Mar 2026 23:57`.
    package let words: String

    /// Such as `30 Mar 2026 23:57`.
    package let minute: String

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameters: milliseconds since 1970.
    package init(_ at: Int64, now: Int64) {
        let days = Moment.floor(at, 86_400_000)
        let date = CivilTime.date(days: days)
        let second = (at - days * 86_400_000) / 1000
        let clock = [second / 3600, second / 60 % 60, second % 60].map(Moment.two)
            .joined(separator: ":")
        iso = "\(date.year)-\(Moment.two(date.month))-\(Moment.two(date.day))T\(clock)Z"
        let day = "\(date.day) \(Moment.months[Int(date.month) - 1]) \(date.year)"
        full = "\(day) \(clock) UTC"
        minute = "\(day) \(clock.prefix(5))"
        let away = now - at
        guard away.magnitude < 14 * 86_400_000 else {
            words = minute
            return
        }
        let span = Moment.span(Int64(away.magnitude))
        words = away.magnitude < 5_000 ? "now" : away > 0 ? "\(span) ago" : "in \(span)"
    }

    /// Such as `45 s`, `12 min`, `3 h`, `5 d`.
    ///
    /// - Parameter milliseconds: 0 and more.
    package static func span(_ milliseconds: Int64) -> String {
        switch milliseconds {
        case ..<60_000: "\(milliseconds / 1000) s"
        case ..<3_600_000: "\(milliseconds / 60_000) min"
        case ..<172_800_000: "\(milliseconds / 3_600_000) h"
        default: "\(milliseconds / 86_400_000) d"
        }
    }

    static func two(_ number: some BinaryInteger) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
