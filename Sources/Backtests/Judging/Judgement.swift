import CEL
import Decisions
package import Packs
import Rules
import Toolbox
import Vocabulary

/// What one pack decides on every row of a walk.
///
/// Rules that are as they were are remembered, the others evaluated; then the pack's own policy
/// decides. It is what a full replay decides, since nothing else has a part in it.
package final class Judgement: @unchecked Sendable {
    package let pack: Pack
    package let walk: Walk
    let sources: Sources
    package let rules: RuleOutcomes
    /// Whether models were asked now.
    package let askedModels: Bool
    /// By row.
    let outcomes: UnsafeMutablePointer<Outcome>

    /// - Precondition: the walk is one of this pack, or of another with the same walk hash.
    package init(_ pack: Pack, _ walk: Walk, threads: Int) throws {
        precondition(walk.manifest.walkHash == pack.walkHash)
        (self.pack, self.walk) = (pack, walk)
        var sources = Sources(walk, pack)
        askedModels = try sources.addScores(pack, walk, threads: threads)
        self.sources = sources
        rules = try RuleOutcomes(pack, walk, sources, threads: threads)
        outcomes = .allocate(capacity: max(1, walk.rows))
        outcomes.initialize(repeating: Outcome(score: 0), count: max(1, walk.rows))
        try decide(threads)
    }

    deinit { outcomes.deallocate() }

    private func decide(_ threads: Int) throws {
        let (pack, walk) = (pack, walk)
        let withholding = pack.policy.withholding
        let identities =
            withholding.trials.isEmpty ? nil : try walk.identities(threads: threads)
        let reads =
            pack.policy.journeys.joined().flatMap(\.condition.references)
            + withholding.trials.flatMap {
                $0.unitSlots.compactMap { $0 } + ($0.unless?.references ?? [])
            }
        let codes = rules.columns.map { $0?.codes }
        let orders = pack.schema.journeys.indices.map { pack.rules.indices(atJourney: $0) }
        let journeys = pack.schema.types.map(\.journey)
        let signals = pack.signalSlots
        nonisolated(unsafe) let outcomes = outcomes
        let flat = orders.map { order in
            Flat(order.compactMap { index in codes[index].map { (index, $0) } })
        }
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride, try sources.columns(for: reads)
        ) { reader, rows in
            let scratch = Scratch()
            var findings = Findings()
            for index in rows {
                reader.fill(index - rows.lowerBound)
                let journey = journeys[Int(walk.types.base[index])]
                for slot in signals { reader.row[slot] = .double(0) }
                let order = flat[journey]
                for place in 0..<order.count where order.base[place].1[index] == RuleWords.fired {
                    pack.rules.fire(order.base[place].0, reader.row, &findings)
                }
                findings.removeAll()
                scratch.time = walk.times.base[index]
                var outcome = pack.policy.decide(
                    row: reader.row, journey: journey, scratch: scratch)
                if let identities {
                    withholding.apply(
                        to: &outcome, row: reader.row, type: Int(walk.types.base[index]),
                        journey: journey,
                        identity: Hash128(
                            high: identities.high.base[index], low: identities.low.base[index]),
                        scratch: scratch)
                }
                outcomes[index] = outcome
                scratch.reset()
            }
        }
    }

    /// What the rules of a row's journey found, as the evaluator would have it. O(rules).
    func findings(_ row: Int, _ undecided: [[Findings.Undecided?]]) -> Findings {
        var findings = Findings()
        for index in pack.rules.indices(
            atJourney: pack.schema.types[Int(walk.types.base[row])].journey)
        {
            guard let code = rules.columns[index]?.codes[row], code != 0 else { continue }
            if code == RuleWords.fired {
                if pack.rules.rules[index].mode == .live {
                    findings.fired.append(index)
                } else {
                    findings.shadow.append(index)
                }
            } else if let item = undecided[index][Int(code)] {
                findings.undecided.append(item)
            }
        }
        return findings
    }

    /// Checks that another judgement has the same events in the same rows. O(rows).
    ///
    /// - Throws: ``Fault`` `unsupported` where the packs admit different events.
    package func checkRows(of other: Judgement, threads: Int) throws {
        let (mine, its) = (
            try walk.identities(threads: threads), try other.walk.identities(threads: threads)
        )
        let isSame =
            walk.rows == other.walk.rows && pack.schema.journeys == other.pack.schema.journeys
            && (0..<walk.rows).allSatisfy {
                mine.high.base[$0] == its.high.base[$0] && mine.low.base[$0] == its.low.base[$0]
            }
        guard isSame else {
            throw Fault(
                .unsupported,
                "The packs admit different events (\(walk.rows) and \(other.walk.rows)), so their "
                    + "decisions cannot be laid side by side.",
                fix: "Backtest each without --against, and compare the reports.")
        }
    }

    /// By rule and code: what was undecided.
    var undecidedWords: [[Findings.Undecided?]] {
        let names = Dictionary(
            pack.slotNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return rules.columns.enumerated().map { index, column in
            RuleWords.undecided(column?.words ?? [], rule: index, slots: names)
        }
    }
}
