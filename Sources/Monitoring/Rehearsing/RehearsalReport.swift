/// What a rehearsal came to.
package struct RehearsalReport: Sendable, Codable {
    /// Pairs of a reference and a later week, and in how many anything alarmed.
    package var weeks = 0
    package var alarmedWeeks = 0
    package var days = 0
    package var alarmedDays = 0
    /// Weeks in which the plain rule would alarm: PSI of any input's day above 0.1.
    package var plainAlarmedWeeks = 0
    package var comparisons = 0
    /// By kind and subject: days on which it alarmed.
    package var falseAlarms: [String: Int] = [:]
    package var shifts: [ShiftFigures] = []

    /// One shift of one subject.
    package struct ShiftFigures: Sendable, Codable {
        package var shift: String
        /// The input, `score`, or empty for the rows as such.
        package var subject: String
        /// Whether a watch must know of it within a day.
        package var must: Bool
        package var tried = 0
        /// When no row was changed by it, such as zeros of what is zero.
        package var empty = 0
        /// Alarmed when the first day was over; within seven days.
        package var onFirstDay = 0
        package var withinWeek = 0
        /// Days until the alarm, the sum over those within seven days.
        package var daysToAlarm = 0
    }

    mutating func add(_ shift: Shift, _ subject: String, must: Bool, _ days: Int?) {
        let place =
            shifts.firstIndex { $0.shift == shift.name && $0.subject == subject }
            ?? shifts.endIndex
        if place == shifts.endIndex {
            shifts.append(ShiftFigures(shift: shift.name, subject: subject, must: must))
        }
        if days == 0 {
            shifts[place].empty += 1
            return
        }
        shifts[place].tried += 1
        guard let days else { return }
        shifts[place].withinWeek += 1
        shifts[place].daysToAlarm += days
        if days == 1 { shifts[place].onFirstDay += 1 }
    }
}
