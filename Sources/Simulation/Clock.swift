/// Calendar arithmetic without Foundation.
enum Clock {
    static let secondsPerDay = 86_400
    static let secondsPerHour = 3_600

    /// Year, month and day of a day counted from 1970-01-01.
    ///
    /// `civil_from_days` of Howard Hinnant, "chrono-compatible low-level date algorithms".
    static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// Whether a day counted from 1970-01-01, a Thursday, is a Saturday or a Sunday.
    static func isWeekend(day: Int) -> Bool {
        (day + 3) % 7 >= 5
    }
}
