import Monitoring
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Shares of actions are compared with the same weekdays before.
@Suite struct ActionRatesTests {
    private static let day: Int64 = 86_400_000

    /// Decisions of accounts with habits: of a tenth, most are blocked; twice as many on weekends.
    private func add(
        _ rates: inout ActionRates, days: Range<Int>, seed: UInt64, rows: Int = 2000,
        blocked: Double = 1
    ) {
        for day in days {
            var random = SplitMix64(seed: seed, stream: UInt64(day))
            let isWeekend = [0, 6].contains(DriftReference.weekday(People.monday + day))
            // Five decisions of an account each go together.
            for place in 0..<rows / 5 {
                let share = random.chance(0.1) ? min(1, (isWeekend ? 0.6 : 0.3) * blocked) : 0
                for step in 0..<5 {
                    rates.add(
                        journey: "payment", action: random.chance(share) ? .block : .allow,
                        time: Int64(People.monday + day) * Self.day
                            + Int64(place * 5 + step) * Self.day / Int64(rows) + 1)
                }
            }
        }
    }

    private func alarms(_ rates: ActionRates, on day: Int, seed: UInt64) throws -> [WatchAlarm] {
        let table = People(seed: seed, rowsPerDay: 60).table(days: 0..<7)
        let watched = People.watched(try table.reference(), table)
        return WatchReport(
            model: "m", owner: "risk", watched: watched, chosen: [People.monday + day],
            actions: rates
        ).alarms.filter { $0.kind == .action }
    }

    @Test("Of quiet days hardly any alarms, weekends and accounts' habits notwithstanding")
    func quiet() throws {
        let seed = Seed.value
        var (alarmed, judged) = (0, 0)
        for round in 0..<20 {
            var rates = ActionRates()
            add(&rates, days: 0..<28, seed: seed &+ UInt64(round))
            for day in 14..<28 {
                judged += 1
                alarmed += try alarms(rates, on: day, seed: seed).isEmpty ? 0 : 1
            }
        }
        // 1 of 20 weeks of days would be 2; the limit of effect makes it none.
        #expect(judged == 280 && alarmed <= 2, "seed \(seed): \(alarmed)")
    }

    @Test("A share that changes alarms when the day is over, with what to do")
    func changed() throws {
        let seed = Seed.value
        for (blocked, day) in [(3.0, 21), (0.0, 26), (0.1, 22)] {
            var rates = ActionRates()
            add(&rates, days: 0..<day, seed: seed, rows: 6000)
            add(&rates, days: day..<day + 1, seed: seed, rows: 6000, blocked: blocked)
            let found = try alarms(rates, on: day, seed: seed)
            #expect(
                Set(found.map(\.id)) == ["action:payment/allow", "action:payment/block"],
                "seed \(seed): \(blocked)")
            #expect(found.allSatisfy { $0.owner == "risk" && $0.runbook.contains("a rule") })
        }
    }

    @Test("Where no weekday came before, or days are few, nothing is judged")
    func young() throws {
        var rates = ActionRates()
        add(&rates, days: 0..<6, seed: 1)
        add(&rates, days: 6..<7, seed: 1, blocked: 0)
        #expect(try alarms(rates, on: 6, seed: 1).isEmpty)
        #expect(rates.share(.block, of: "payment", on: People.monday + 6) == 0)
        #expect(rates.actions(of: "payment") == [.allow, .block])
        rates.forget(before: People.monday + 5)
        #expect(rates.share(.allow, of: "payment", on: People.monday) == nil)
    }
}
