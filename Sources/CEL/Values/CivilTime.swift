/// Calendar arithmetic in the proleptic Gregorian calendar, and the text forms of times.
struct CivilTime {
    var year: Int64
    /// 1...12
    var month: Int64
    /// 1...31
    var day: Int64
    /// Seconds into the day.
    var second: Int64
    /// 0 for Sunday.
    var weekday: Int64
    /// 0 for the first of January.
    var dayOfYear: Int64

    static let secondsPerDay: Int64 = 86_400

    /// The civil time of seconds since the epoch, for an offset from UTC already added.
    init(seconds: Int64) {
        var days = seconds / Self.secondsPerDay
        second = seconds % Self.secondsPerDay
        if second < 0 {
            second += Self.secondsPerDay
            days -= 1
        }
        // Eras of 400 years from 0000-03-01, so that a leap day is the last day of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfShifted = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfShifted + 2) / 153
        day = dayOfShifted - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = ((days + 4) % 7 + 7) % 7
        dayOfYear = days - Self.days(year: year, month: 1, day: 1)
    }

    /// Days from the epoch to a date.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
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
        let civil = CivilTime(seconds: value.asInt)
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
        var scanner = DigitScanner(bytes)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2),
            scanner.take("-"), let day = scanner.digits(2), scanner.takeAny("Tt"),
            let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2),
            scanner.take(":"), let second = scanner.digits(2)
        else { return nil }
        var nanoseconds: Int64 = 0
        if scanner.take(".") {
            guard let parsed = scanner.fraction() else { return nil }
            nanoseconds = parsed
        }
        var offset: Int64 = 0
        if !scanner.takeAny("Zz") {
            let isNegative = scanner.take("-")
            guard isNegative || scanner.take("+"), let hours = scanner.digits(2),
                scanner.take(":"), let minutes = scanner.digits(2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (isNegative ? -60 : 60)
        }
        guard scanner.isAtEnd, (1...12).contains(month), day >= 1,
            day <= daysIn(month: month, of: year), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = days(year: year, month: month, day: day)
        let seconds = days * secondsPerDay + hour * 3_600 + minute * 60 + second - offset
        return Times.timestamp(seconds, nanoseconds)
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        if month == 2 { return isLeap ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
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

    mutating func takeAny(_ wanted: StaticString) -> Bool {
        guard index < bytes.count else { return false }
        for place in 0..<wanted.utf8CodeUnitCount where wanted.utf8Start[place] == bytes[index] {
            index += 1
            return true
        }
        return false
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
