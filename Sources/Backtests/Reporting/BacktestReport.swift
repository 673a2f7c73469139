import CEL
import Decisions
import Packs
import Rules
import Toolbox
import Vocabulary

/// What a candidate would have done beside the pack that decides now.
package struct BacktestReport: Codable, Sendable {
    package struct PackName: Codable, Sendable {
        package var name: String
        package var version: String
        package var hash: String
    }

    package struct ActionLine: Codable, Sendable {
        package var action: String
        package var events: Marks
        package var people: Int
    }

    package struct RuleLine: Codable, Sendable {
        package var rule: String
        package var mode: String
        /// as it was, changed, new or removed.
        package var change: String
        package var events: Marks
        package var people: Int
        /// People not known to be bad on whom it fired at an event not known to be bad.
        package var goodPeople: Int
        /// What the bad events it fired on cost where nothing meets them, in the unit of money.
        package var stake: Double
    }

    package struct Money: Codable, Sendable {
        package var missed: Double
        package var wrong: Double
        package var reviews: Double
        package var challenges: Double
        package var total: Double
    }

    package struct SegmentLine: Codable, Sendable {
        package var value: String
        package var events: Marks
        package var caught: Int
        package var hurt: Int
        package var cost: Double
    }

    package struct PartnerLine: Codable, Sendable {
        package var kind: String
        package var name: String
        package var withheldBefore: Int
        package var withheldAfter: Int
    }

    /// What one pack's decisions come to.
    package struct Side: Codable, Sendable {
        package var pack: PackName
        /// Bad events that any action but allow met; nil without labels, as the next two.
        package var caught: Int?
        package var missed: Int?
        /// Good events that an action hurt.
        package var hurt: Int?
        package var peopleMet: Int
        /// People not known to be bad whom an action hurt.
        package var goodPeopleHurt: Int
        package var friction: Friction
        package var money: Money?
        package var actions: [ActionLine]
        package var rules: [RuleLine]
        /// By segment.
        package var segments: [String: [SegmentLine]]
    }

    package var events: Int
    package var labels: String
    package var unit: String
    package var before: Side
    package var after: Side
    package var changes: Changes
    package var overlap: [Overlap]
    package var partners: [PartnerLine]
    /// By ring: its people met by the candidate and not before.
    package var ringsNewlyMet: [String: Int] = [:]
    package var peopleNewlyMet: [String]
    package var peopleNoLongerMet: [String]
    /// What was made now, the rest being remembered.
    package var evaluatedRules: [String]

    static let listMax = 20
}

extension BacktestReport {
    /// Compares two judgements on the same rows. O(rows).
    ///
    /// - Parameter ring: the ring an account is in, by its name; nil where none is known.
    package init(
        _ ground: Ground, before: Judgement, after: Judgement, ring: (String) -> String?
    ) throws {
        let tallies = try Counting(ground: ground, judgements: [before, after]).tallies()
        let changed = BacktestReport.changed(before, after)
        events = ground.walk.rows
        labels = ground.labelWords
        unit = ground.costs.unit
        self.before = BacktestReport.side(ground, before, tallies[0], changed.old)
        self.after = BacktestReport.side(ground, after, tallies[1], changed.new)
        changes = try Changes(ground, before: before, after: after)
        overlap = Overlap.of(
            after.pack.rules.rules.indices.filter { changed.new[$0] != "as it was" }, in: after,
            with: before, threads: ground.threads)
        partners = BacktestReport.partners(ground, tallies)
        let new = tallies[1].metPeople.subtracting(tallies[0].metPeople).numbers
        let gone = tallies[0].metPeople.subtracting(tallies[1].metPeople).numbers
        peopleNewlyMet = new.prefix(BacktestReport.listMax).map { ground.people.name($0) }
        peopleNoLongerMet = gone.prefix(BacktestReport.listMax).map { ground.people.name($0) }
        for person in new {
            if let ring = ring(ground.people.name(person)) { ringsNewlyMet[ring, default: 0] += 1 }
        }
        evaluatedRules = after.rules.evaluated.map { after.pack.rules.rules[$0].id }
    }

    /// How each rule of either pack stands to the other's.
    private static func changed(
        _ before: Judgement, _ after: Judgement
    ) -> (old: [String], new: [String]) {
        let closures = (Closures(before.pack), Closures(after.pack))
        func content(_ judgement: Judgement, _ closures: Closures, _ index: Int) -> [String] {
            let rule = judgement.pack.rules.rules[index]
            return [
                closures.rule(index), rule.mode.rawValue, "\(rule.weight)",
                judgement.pack.rules.signals[rule.signal], judgement.pack.walkHash,
            ]
        }
        var old: [String: [String]] = [:]
        for (index, rule) in before.pack.rules.rules.enumerated() {
            old[rule.id] = content(before, closures.0, index)
        }
        let new = after.pack.rules.rules.enumerated().map { index, rule in
            guard let held = old[rule.id] else { return "new" }
            return held == content(after, closures.1, index) ? "as it was" : "changed"
        }
        let words = Dictionary(
            zip(after.pack.rules.rules.map(\.id), new), uniquingKeysWith: { first, _ in first })
        return (before.pack.rules.rules.map { words[$0.id] ?? "removed" }, new)
    }

    private static func side(
        _ ground: Ground, _ judgement: Judgement, _ tally: Tally, _ changes: [String]
    ) -> Side {
        let pack = judgement.pack
        let friction = Friction(ground, judgement)
        let bad = tally.actions.reduce(0) { $0 + $1.bad }
        let rules = pack.rules.rules.enumerated().map { index, rule in
            RuleLine(
                rule: rule.id, mode: rule.mode.rawValue, change: changes[index],
                events: tally.rules[index], people: tally.rulePeople[index].count,
                goodPeople: tally.ruleGoodPeople[index].count,
                stake: Double(tally.ruleCosts[index]) / Tally.millionths)
        }
        return Side(
            pack: PackName(name: pack.name, version: pack.version, hash: pack.hash),
            caught: ground.hasLabels ? tally.caught : nil,
            missed: ground.hasLabels ? bad - tally.caught : nil,
            hurt: ground.hasLabels ? tally.hurt : nil, peopleMet: tally.metPeople.count,
            goodPeopleHurt: tally.hurtPeople.count, friction: friction,
            money: money(ground, tally, friction),
            actions: Action.allCases.map { action in
                ActionLine(
                    action: action.rawValue, events: tally.actions[action.rank],
                    people: tally.actionPeople[action.rank].count)
            },
            rules: rules, segments: segments(ground, tally))
    }

    private static func money(_ ground: Ground, _ tally: Tally, _ friction: Friction) -> Money? {
        let costs = ground.costs
        guard !costs.unit.isEmpty, ground.hasLabels else { return nil }
        var money = Money(
            missed: Double(tally.missedCost) / Tally.millionths,
            wrong: Double(tally.wrongCost) / Tally.millionths,
            reviews: Double(friction.reviewed) * costs.review,
            challenges: Double(friction.challenged) * costs.challenge, total: 0)
        money.total = money.missed + money.wrong + money.reviews + money.challenges
        return money
    }

    private static func segments(_ ground: Ground, _ tally: Tally) -> [String: [SegmentLine]] {
        var lines: [String: [SegmentLine]] = [:]
        for (index, name) in ground.segments.names.enumerated() {
            lines[name] = zip(ground.segments.columns[index].words, tally.segments[index])
                .filter { $0.1.marks.events > 0 }
                .map { word, tally in
                    SegmentLine(
                        value: word, events: tally.marks, caught: tally.caught, hurt: tally.hurt,
                        cost: Double(tally.cost) / Tally.millionths)
                }
                .sorted { ($1.events.events, $0.value) < ($0.events.events, $1.value) }
        }
        return lines
    }

    /// Partners of whose events most more or less are withheld.
    private static func partners(_ ground: Ground, _ tallies: [Tally]) -> [PartnerLine] {
        ground.partners.enumerated().flatMap { place, partner in
            let (old, new) = (tallies[0].withheld[place], tallies[1].withheld[place])
            let changed = old.indices.dropFirst().filter { old[$0] != new[$0] }
            let order = changed.sorted {
                (abs(new[$1] - old[$1]), $0) < (abs(new[$0] - old[$0]), $1)
            }
            return order.prefix(listMax).map { number in
                PartnerLine(
                    kind: ground.pack.schema.entities[partner.kind],
                    name: partner.names.name(number), withheldBefore: Int(old[number]),
                    withheldAfter: Int(new[number]))
            }
        }
    }
}
