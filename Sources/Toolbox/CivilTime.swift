/// Instants as whole seconds since 1970-01-01T00:00:00Z and nanoseconds, and their RFC 3339 text.
///
/// Days are counted in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", 2013).
package struct CivilTime: Sendable, Hashable {
    package var seconds: Int64
    /// 0..<1,000,000,000.
    package var nanoseconds: UInt32

    package init(seconds: Int64, nanoseconds: UInt32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Seconds of the years 1 to 9999, which RFC 3339 can write.
    package static let writableSeconds: ClosedRange<Int64> =
        -62_135_596_800...253_402_300_799

    /// From milliseconds since 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        seconds = remainder < 0 ? quotient - 1 : quotient
        nanoseconds = UInt32((remainder < 0 ? remainder + 1000 : remainder) * 1_000_000)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, fractions dropped.
    @inlinable
    package var milliseconds: Int64 { seconds * 1000 + Int64(nanoseconds / 1_000_000) }

    /// Days from 1970-01-01 to a civil date; months 1...12, days 1...31.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The civil date `days` after 1970-01-01.
    package static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// What may stand between date and time.
    package enum Separators: Sendable {
        /// `T` or `t`, as the grammar has it.
        case letter
        /// A space too, as its note allows.
        case letterOrSpace
    }

    /// Reads RFC 3339, such as `2026-03-02T00:00:08.25+01:00`; nil when it is not.
    ///
    /// Text without an offset is refused unless `assumingUTC`.
    package init?(
        rfc3339 text: UnsafeBufferPointer<UInt8>, separators: Separators = .letterOrSpace,
        assumingUTC: Bool = false
    ) {
        guard text.count >= 19, text.count <= 64, text[4] == 0x2D, text[7] == 0x2D,
            text[10] == 0x54 || text[10] == 0x74
                || (text[10] == 0x20 && separators == .letterOrSpace),
            text[13] == 0x3A, text[16] == 0x3A,
            let year = CivilTime.number(text, 0, 4), let month = CivilTime.number(text, 5, 2),
            let day = CivilTime.number(text, 8, 2), let hour = CivilTime.number(text, 11, 2),
            let minute = CivilTime.number(text, 14, 2), let second = CivilTime.number(text, 17, 2),
            (1...12).contains(month), hour < 24, minute < 60, second < 60,
            day >= 1, day <= CivilTime.daysInMonth(year: year, month: month)
        else { return nil }
        var index = 19
        guard let fraction = CivilTime.fraction(text, &index),
            let offset = CivilTime.offset(text, &index, assumingUTC: assumingUTC),
            index == text.count
        else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        nanoseconds = fraction
    }

    package init?(rfc3339 text: String, assumingUTC: Bool = false) {
        var text = text
        guard let time = text.withUTF8({ CivilTime(rfc3339: $0, assumingUTC: assumingUTC) })
        else { return nil }
        self = time
    }

    /// RFC 3339 in UTC, with as many digits of a second as are needed in groups of three.
    package var rfc3339: String {
        var writer = ByteWriter(capacity: 32)
        write(to: &writer)
        return writer.text
    }

    /// Appends the RFC 3339 text without allocating.
    package func write(to writer: inout ByteWriter) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let date = CivilTime.date(days: days)
        CivilTime.pad(date.year, 4, &writer)
        writer.append(byte: 0x2D)
        CivilTime.pad(date.month, 2, &writer)
        writer.append(byte: 0x2D)
        CivilTime.pad(date.day, 2, &writer)
        writer.append(byte: 0x54)
        CivilTime.pad(rest / 3600, 2, &writer)
        writer.append(byte: 0x3A)
        CivilTime.pad(rest / 60 % 60, 2, &writer)
        writer.append(byte: 0x3A)
        CivilTime.pad(rest % 60, 2, &writer)
        writeFraction(to: &writer)
        writer.append(byte: 0x5A)
    }

    private func writeFraction(to writer: inout ByteWriter) {
        guard nanoseconds > 0 else { return }
        writer.append(byte: 0x2E)
        if nanoseconds % 1_000_000 == 0 {
            CivilTime.pad(Int64(nanoseconds / 1_000_000), 3, &writer)
        } else if nanoseconds % 1000 == 0 {
            CivilTime.pad(Int64(nanoseconds / 1000), 6, &writer)
        } else {
            CivilTime.pad(Int64(nanoseconds), 9, &writer)
        }
    }

    private static func pad(_ value: Int64, _ width: Int, _ writer: inout ByteWriter) {
        var bound: Int64 = 10
        for _ in 1..<width {
            if value < bound { writer.append(byte: 0x30) }
            bound *= 10
        }
        writer.append(value)
    }

    private static func daysInMonth(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func number(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int
    ) -> Int64? {
        var value: Int64 = 0
        for index in start..<start + count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func fraction(
        _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) -> UInt32? {
        guard index < text.count, text[index] == 0x2E else { return 0 }
        index += 1
        let start = index
        var value: UInt32 = 0
        var scale: UInt32 = 1_000_000_000
        while index < text.count, text[index] &- 0x30 < 10 {
            scale /= 10
            value += UInt32(text[index] - 0x30) * scale
            index += 1
        }
        return index > start ? value : nil
    }

    private static func offset(
        _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, assumingUTC: Bool
    ) -> Int64? {
        guard index < text.count else { return assumingUTC ? 0 : nil }
        if text[index] == 0x5A || text[index] == 0x7A {
            index += 1
            return 0
        }
        guard text[index] == 0x2B || text[index] == 0x2D, index + 6 <= text.count,
            text[index + 3] == 0x3A, let hours = number(text, index + 1, 2), hours < 24,
            let minutes = number(text, index + 4, 2), minutes < 60
        else { return nil }
        let sign: Int64 = text[index] == 0x2B ? 1 : -1
        index += 6
        return sign * (hours * 3600 + minutes * 60)
    }
}
