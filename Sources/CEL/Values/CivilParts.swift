import Toolbox

/// A time of day on a date, as `getFullYear()` and its kin read it, and the text forms of times.
struct CivilParts {
    let year: Int64
    /// 1...12
    let month: Int64
    /// 1...31
    let day: Int64
    /// Seconds into the day.
    let second: Int64
    /// 0 for Sunday.
    let weekday: Int64
    /// 0 for the first of January.
    let dayOfYear: Int64

    private static let secondsPerDay: Int64 = 86_400

    /// The parts of seconds since the epoch, for an offset from UTC already added.
    init(seconds: Int64) {
        let into = seconds % Self.secondsPerDay
        second = into < 0 ? into + Self.secondsPerDay : into
        let days = (seconds - second) / Self.secondsPerDay
        (year, month, day) = CivilTime.date(days: days)
        weekday = ((days + 4) % 7 + 7) % 7
        dayOfYear = days - CivilTime.days(year: year, month: 1, day: 1)
    }

    // MARK: Text

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func fraction(_ nanoseconds: UInt32) -> String {
        if nanoseconds == 0 { return "" }
        var digits = padded(Int64(nanoseconds), 9)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }

    /// RFC 3339 in UTC with as many fraction digits as are needed.
    static func text(ofTimestamp value: Value) -> String {
        let civil = CivilParts(seconds: value.asInt)
        let date = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
        let minutes = civil.second / 60
        let time =
            "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)):\(padded(civil.second % 60, 2))"
        return "\(date)T\(time)\(fraction(value.aux))Z"
    }

    /// Seconds with as many fraction digits as are needed, as in `1.5s`.
    static func text(ofDuration value: Value) -> String {
        guard value.asInt < 0, value.aux > 0 else {
            return "\(value.asInt)\(fraction(value.aux))s"
        }
        // Floor form: -1.5 s is held as -2 s and half a second.
        return "-\(-(value.asInt + 1))\(fraction(1_000_000_000 - value.aux))s"
    }

    /// A timestamp from RFC 3339 text; nil if it is not of that form.
    static func timestamp(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
        guard let time = CivilTime(rfc3339: bytes, separators: .letter) else { return nil }
        return Times.timestamp(time.seconds, Int64(time.nanoseconds))
    }

    /// A duration from text such as `1h30m`, `-1.5s` or `0`; nil if it is not of that form.
    static func duration(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
        var scanner = DigitScanner(bytes)
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        if scanner.rest == 1, scanner.take("0") { return Times.duration(0, 0) }
        var total: Int64 = 0
        repeat {
            guard let part = scanner.durationPart() else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            if overflow || part == .max {
                return .error(.overflow, "a duration is at most 292 years")
            }
            total = sum
        } while !scanner.isAtEnd
        return Times.duration(nanoseconds: isNegative ? -total : total)
    }
}

/// Reads digits and fixed characters off the front of a text.
struct DigitScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }
    var rest: Int { bytes.count - index }

    mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == wanted.value else { return false }
        index += 1
        return true
    }

    /// Exactly `count` digits.
    mutating func digits(_ count: Int) -> Int64? {
        guard rest >= count else { return nil }
        var number: Int64 = 0
        for _ in 0..<count {
            guard isDigit(bytes[index]) else { return nil }
            number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return number
    }

    /// One or more digits after a point, in billionths; digits past the ninth are dropped.
    mutating func fraction() -> Int64? {
        var number: Int64 = 0
        var seen = 0
        while index < bytes.count, isDigit(bytes[index]) {
            if seen < 9 { number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0")) }
            seen += 1
            index += 1
        }
        guard seen > 0 else { return nil }
        for _ in min(seen, 9)..<9 { number *= 10 }
        return number
    }

    /// A number and its unit in nanoseconds; saturates rather than overflows.
    mutating func durationPart() -> Int64? {
        var whole: Int64 = 0
        var seen = 0
        var isTooLarge = false
        while index < bytes.count, isDigit(bytes[index]) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
            whole = product &+ Int64(bytes[index] - UInt8(ascii: "0"))
            isTooLarge = isTooLarge || overflow || whole < 0
            seen += 1
            index += 1
        }
        var billionths: Int64 = 0
        if take(".") {
            if let parsed = fraction() {
                billionths = parsed
            } else if seen == 0 {
                return nil
            }
        } else if seen == 0 {
            return nil
        }
        guard let unit = unit() else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        if isTooLarge || overflow { return .max }
        let part = Int64(Double(billionths) * (Double(unit) / 1e9))
        let (sum, outside) = product.addingReportingOverflow(part)
        return outside ? .max : sum
    }

    private mutating func unit() -> Int64? {
        if take("n") { return take("s") ? 1 : nil }
        if take("u") { return take("s") ? 1_000 : nil }
        if rest >= 2, bytes[index] == 0xC2 || bytes[index] == 0xCE {
            index += 2
            return take("s") ? 1_000 : nil
        }
        if take("m") { return take("s") ? 1_000_000 : 60_000_000_000 }
        if take("s") { return 1_000_000_000 }
        return take("h") ? 3_600_000_000_000 : nil
    }
}
