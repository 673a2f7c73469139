import Cases
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct CalendarTests {
    private static let minute: Int64 = 60_000

    /// Whether a minute is one of work, by looking it up.
    private func works(_ calendar: WorkCalendar, minute: Int64) -> Bool {
        let local = minute + Int64(calendar.offsetMinutes)
        var day = local / 1440
        if local % 1440 < 0 { day -= 1 }
        let text = CivilTime(seconds: day * 86_400).rfc3339.prefix(10)
        if calendar.holidays.contains(String(text)) { return false }
        // 1970-01-05 was a Monday.
        var weekday = Int((day - 4) % 7)
        if weekday < 0 { weekday += 7 }
        let ofDay = Int(local - day * 1440)
        return calendar.days[weekday].contains { ($0.from..<$0.to).contains(ofDay) }
    }

    /// The naive oracle: minute by minute.
    private func due(_ calendar: WorkCalendar, from start: Int64, minutes: Int64) -> Int64 {
        var (left, at) = (minutes, start)
        while left > 0 {
            if works(calendar, minute: at) { left -= 1 }
            at += 1
        }
        return at
    }

    private func calendar(_ random: inout SplitMix64) -> WorkCalendar {
        var days: [[WorkCalendar.Hours]] = []
        for _ in 0..<7 {
            var (hours, from) = ([WorkCalendar.Hours](), 0)
            for _ in 0..<random.below(3) {
                let start = from + random.below(400)
                let end = min(1440, start + 1 + random.below(400))
                guard start < end else { break }
                hours.append(WorkCalendar.Hours(from: start, to: end))
                from = end
            }
            days.append(hours)
        }
        if days.allSatisfy(\.isEmpty) { days[2] = [WorkCalendar.Hours(from: 540, to: 1020)] }
        let holidays = (0..<random.below(6)).map { _ in
            String(
                CivilTime(seconds: 1_767_225_600 + Int64(random.below(30)) * 86_400).rfc3339
                    .prefix(10))
        }
        return WorkCalendar(
            name: "any", offsetMinutes: random.below(1681) - 840, days: days, holidays: holidays)
    }

    @Test("When a clock is due is what counting every minute says")
    func oracle() {
        var random = Seed.random(81)
        for _ in 0..<200 {
            let calendar = calendar(&random)
            let start = 29_453_760 + Int64(random.below(20_000))
            let minutes = Int64(1 + random.below(3000))
            let expected = due(calendar, from: start, minutes: minutes)
            let found = calendar.due(
                from: start * Self.minute, working: minutes * Self.minute)
            #expect(found == expected * Self.minute, "\(calendar) \(start) \(Seed.hint)")
            let back = calendar.working(from: start * Self.minute, to: found)
            #expect(back == minutes * Self.minute, "\(Seed.hint)")
            let later = start + Int64(random.below(10_000))
            let worked = (start..<later).count { works(calendar, minute: $0) }
            let counted = calendar.working(
                from: start * Self.minute, to: later * Self.minute)
            #expect(counted == Int64(worked) * Self.minute, "\(Seed.hint)")
        }
    }

    @Test("Five levels of lateness, each at its share of the promised time")
    func levels() throws {
        var definition = CasesDefinition.usual
        definition.queues[3].firstTouch = 100 * Office.hour
        definition.queues[3].close = 1000 * Office.hour
        let office = try Office(definition)
        let one = try office.open("u1")
        let at: [(Int64, ClockState)] = [
            (0, .onTrack), (74, .onTrack), (75, .atRisk), (99, .atRisk), (100, .breach1),
            (109, .breach1), (110, .breach2), (149, .breach2), (150, .breach3), (199, .breach3),
            (200, .breach4), (299, .breach4), (300, .breach5), (9000, .breach5),
        ]
        for (hours, state) in at {
            office.clock = Office.start + hours * Office.hour
            #expect(try office.work { $0.clock(of: one) } == state, "\(hours) h")
        }
    }
}
