import Toolbox
import Vocabulary

/// A figure with its interval of 95 %.
package struct Estimate: Encodable, Sendable, Hashable {
    package var value: Double
    package var low: Double
    package var high: Double
}

/// What an action from one threshold on would do.
package struct TuningPoint: Encodable, Sendable {
    package var threshold: Double
    /// Share of the bad events met, and bad people with an event met.
    package var caughtShare: Estimate
    package var badPeople: Int
    /// Good events met, and people known to be good with one.
    package var hurtEvents: Int
    package var goodPeople: Int
    /// Good sessions met, per 1,000 good sessions.
    package var friction: Estimate
    /// Missed, wrongly done, and the price of reviews or challenges; nil without costs.
    package var money: Estimate?
}

/// The whole curve over some span of time, every threshold that makes a difference.
package struct TuningCurve: Encodable, Sendable {
    package var points: [TuningPoint]
    package var people: Int
    package var badEvents: Int
    package var goodSessions: Int

    /// People are drawn anew so often for the intervals.
    static let draws = 200

    /// Everything at and above a step, of people each as often as they were drawn.
    private struct Sums {
        var bad = 0.0
        var sessions = 0.0
        var goodSessions = 0.0
        var saved = 0.0
        var wrong = 0.0
        var badTotal = 0.0
        var goodSessionTotal = 0.0
        var missed = 0.0

        var caughtShare: Double { badTotal == 0 ? 0 : bad / badTotal }
        var friction: Double {
            goodSessionTotal == 0 ? 0 : goodSessions / goodSessionTotal * 1000
        }

        func money(perSession: Double) -> Double {
            (missed - saved + wrong) / Tally.millionths + sessions * perSession
        }
    }

    /// O(draws · cells). People are drawn with weights of a Poisson of mean one, which is the
    /// bootstrap over people in one pass (Hanley, MacGibbon, 2006).
    ///
    /// - Parameter perSession: what one session that is met costs to handle; nil without costs.
    init(_ rows: TuningRows, perSession: Double?, seed: UInt64) {
        let real = TuningCurve.sums(rows) { _ in 1 }
        var random = SplitMix64(seed: seed)
        let drawn = (0..<TuningCurve.draws).map { _ in
            TuningCurve.sums(rows) { _ in TuningCurve.poisson(&random) }
        }
        var events: (bad: [Int], good: [Int]) = ([], [])
        let used = TuningCurve.steps(rows)
        let counts = TuningCurve.counts(rows, &events)
        points = used.map { step in
            func estimate(_ figure: (Sums) -> Double) -> Estimate {
                let sorted = drawn.map { figure($0[step]) }.sorted()
                let cut = TuningCurve.draws / 40
                return Estimate(
                    value: figure(real[step]), low: sorted[cut],
                    high: sorted[sorted.count - 1 - cut])
            }
            return TuningPoint(
                threshold: Double(step) / Double(TuningRows.steps),
                caughtShare: estimate(\.caughtShare), badPeople: counts[step].bad,
                hurtEvents: events.good[step], goodPeople: counts[step].good,
                friction: estimate(\.friction),
                money: perSession.map { cost in estimate { $0.money(perSession: cost) } })
        }
        people = rows.people.count
        badEvents = rows.people.reduce(0) { $0 + $1.bad }
        goodSessions = rows.people.reduce(0) { $0 + $1.goodSessions }
    }

    /// Steps at which something is met that the next one leaves, and the lowest above nothing.
    private static func steps(_ rows: TuningRows) -> [Int] {
        let used = Set(rows.people.flatMap { $0.cells.keys }).filter { $0 > 0 }
        return used.isEmpty ? [TuningRows.steps] : used.sorted()
    }

    private static func sums(_ rows: TuningRows, _ weight: (Int) -> Double) -> [Sums] {
        var sums = Array(repeating: Sums(), count: TuningRows.steps + 2)
        var whole = Sums()
        for (index, person) in rows.people.enumerated() {
            let weight = weight(index)
            if weight == 0 { continue }
            whole.badTotal += weight * Double(person.bad)
            whole.goodSessionTotal += weight * Double(person.goodSessions)
            whole.missed += weight * Double(person.missed)
            for (step, cell) in person.cells {
                sums[step].bad += weight * Double(cell.bad)
                sums[step].sessions += weight * Double(cell.sessions)
                sums[step].goodSessions += weight * Double(cell.goodSessions)
                sums[step].saved += weight * Double(cell.saved)
                sums[step].wrong += weight * Double(cell.wrong)
            }
        }
        for step in (0...TuningRows.steps).reversed() {
            sums[step].bad += sums[step + 1].bad
            sums[step].sessions += sums[step + 1].sessions
            sums[step].goodSessions += sums[step + 1].goodSessions
            sums[step].saved += sums[step + 1].saved
            sums[step].wrong += sums[step + 1].wrong
            sums[step].badTotal = whole.badTotal
            sums[step].goodSessionTotal = whole.goodSessionTotal
            sums[step].missed = whole.missed
        }
        return sums
    }

    /// People met at and above each step, and events into `events`.
    private static func counts(
        _ rows: TuningRows, _ events: inout (bad: [Int], good: [Int])
    ) -> [(bad: Int, good: Int)] {
        let steps = TuningRows.steps
        events = (Array(repeating: 0, count: steps + 2), Array(repeating: 0, count: steps + 2))
        var people = Array(repeating: (bad: 0, good: 0), count: steps + 2)
        for person in rows.people {
            for (step, cell) in person.cells {
                events.bad[step] += cell.bad
                events.good[step] += cell.good
            }
            if let top = person.cells.filter({ $0.value.bad > 0 }).keys.max() {
                people[top].bad += 1
            }
            if person.isGood, let top = person.cells.filter({ $0.value.good > 0 }).keys.max() {
                people[top].good += 1
            }
        }
        for step in (0...steps).reversed() {
            events.bad[step] += events.bad[step + 1]
            events.good[step] += events.good[step + 1]
            people[step].bad += people[step + 1].bad
            people[step].good += people[step + 1].good
        }
        return people
    }

    /// A draw of a Poisson of mean one, by its cumulative chances (Knuth, 1969).
    private static func poisson(_ random: inout SplitMix64) -> Double {
        let limit = 0.36787944117144233
        var product = Double(random.next() >> 11) * 0x1p-53
        var count = 0.0
        while product > limit {
            count += 1
            product *= Double(random.next() >> 11) * 0x1p-53
        }
        return count
    }
}
