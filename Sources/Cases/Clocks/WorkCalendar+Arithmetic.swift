import Toolbox
package import Vocabulary

extension WorkCalendar {
    private static let day: Int64 = 86_400_000
    private static let minute: Int64 = 60_000
    /// Days that one sum walks at most; beyond them a calendar counts every hour.
    package static let daysMax = 3660

    /// When so many working milliseconds have passed since a time: the first instant up to which
    /// they are over. O(days between), at most ``daysMax``.
    ///
    /// - Parameters:
    ///   - start: milliseconds since 1970.
    ///   - span: milliseconds; the start itself for 0 and less.
    package func due(from start: Int64, working span: Int64) -> Int64 {
        guard span > 0 else { return start }
        let offset = Int64(offsetMinutes) * Self.minute
        let local = start + offset
        let first = Self.day(of: local)
        let off = Set(holidays)
        var left = span
        for number in first..<first + Int64(Self.daysMax) {
            for (from, to) in hours(of: number, but: off) {
                let begin = max(local, from)
                guard to > begin else { continue }
                if left <= to - begin { return begin + left - offset }
                left -= to - begin
            }
        }
        return (first + Int64(Self.daysMax)) * Self.day - offset + left
    }

    /// Working milliseconds from a time to another; 0 where that is not later.
    /// O(days between), at most ``daysMax``.
    package func working(from start: Int64, to end: Int64) -> Int64 {
        guard end > start else { return 0 }
        let offset = Int64(offsetMinutes) * Self.minute
        let (local, last) = (start + offset, end + offset)
        let (first, final) = (Self.day(of: local), Self.day(of: last))
        let off = Set(holidays)
        let walked = min(final, first + Int64(Self.daysMax) - 1)
        var sum: Int64 = 0
        for number in first...walked {
            for (from, to) in hours(of: number, but: off) {
                sum += max(0, min(to, last) - max(from, local))
            }
        }
        return sum + (walked < final ? last - (walked + 1) * Self.day : 0)
    }

    /// The working hours of a day, in local milliseconds, in order.
    ///
    /// - Parameter number: days since 1970-01-01, which was a Thursday.
    private func hours(
        of number: Int64, but off: Set<String>
    ) -> [(from: Int64, to: Int64)] {
        if !off.isEmpty, off.contains(Self.date(of: number)) { return [] }
        let weekday = Int((number + 3) % 7 + 7) % 7
        guard days.indices.contains(weekday) else { return [] }
        return days[weekday].map {
            (
                number * Self.day + Int64($0.from) * Self.minute,
                number * Self.day + Int64($0.to) * Self.minute
            )
        }
    }

    private static func day(of local: Int64) -> Int64 {
        local >= 0 ? local / day : (local - day + 1) / day
    }

    /// Such as `2026-12-25`.
    private static func date(of number: Int64) -> String {
        let date = CivilTime.date(days: number)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }
}
