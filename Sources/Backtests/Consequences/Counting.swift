import CEL
import Decisions
import Models
import Packs
import Rules
import Toolbox
import Vocabulary

/// Counts what packs' decisions come to, all of them in one pass over the rows.
struct Counting {
    let ground: Ground
    let judgements: [Judgement]

    /// By judgement. O(rows · rules), on several threads.
    func tallies() throws -> [Tally] {
        let walk = ground.walk
        let blocks = ColumnFile.blockCount(rows: walk.rows)
        let parts = max(1, min(blocks, ground.threads))
        let sources = try ground.sources.columns(for: ground.amountSlots)
        let made = concurrently(Array(0..<parts), threads: ground.threads) {
            part -> Result<[Tally], any Error> in
            Result {
                let reader = RowReader(sources, stride: ground.pack.stride)
                let scratch = Scratch()
                var tallies = judgements.map { empty($0) }
                for block in blocks * part / parts..<blocks * (part + 1) / parts {
                    try reader.load(block: block)
                    let rows = rowsOf(block: block, of: walk.rows)
                    for index in tallies.indices {
                        count(rows, judgements[index], reader, scratch, &tallies[index])
                        countRules(rows, judgements[index], reader, scratch, &tallies[index])
                    }
                }
                return tallies
            }
        }
        var all = judgements.map { empty($0) }
        for part in made {
            for (index, tally) in try part.get().enumerated() { all[index].add(tally) }
        }
        return all
    }

    private func empty(_ judgement: Judgement) -> Tally {
        Tally(
            rules: judgement.pack.rules.rules.count, people: ground.people.count + 1,
            segments: ground.segments.columns.map { $0.words.count },
            partners: ground.partners.map { $0.names.count + 1 })
    }

    private func count(
        _ rows: Range<Int>, _ judgement: Judgement, _ reader: RowReader, _ scratch: Scratch,
        _ tally: inout Tally
    ) {
        let costs = ground.costs
        for row in rows {
            let mark = ground.truth.rows.base[row]
            let action = judgement.outcomes[row].action
            // Most rows are allowed, and a rank is looked for in a list.
            let rank = action == .allow ? 0 : action.rank
            let person = Int(ground.sessions.persons.base[row])
            tally.actions[rank].add(mark)
            if person != 0 { tally.actionPeople[rank].insert(person) }
            var isHurt = false
            var isCaught = false
            if action != .allow {
                if person != 0 { tally.metPeople.insert(person) }
                isCaught = mark == 1
                if isCaught { tally.caught += 1 }
                if mark != 1, costs.hurts.contains(action) {
                    isHurt = mark == 0
                    if isHurt { tally.hurt += 1 }
                    if ground.mayBeGood(person) { tally.hurtPeople.insert(person) }
                }
                if action > .review {
                    for (kind, partner) in ground.partners.enumerated() {
                        tally.withheld[kind][Int(partner.numbers.base[row])] += 1
                    }
                }
            }
            let cost = amount(row, rows.lowerBound, mark, action, reader, scratch, &tally)
            for (index, column) in ground.segments.columns.enumerated() {
                let value = Int(column.codes[row])
                tally.segments[index][value].marks.add(mark)
                if isCaught { tally.segments[index][value].caught += 1 }
                if isHurt { tally.segments[index][value].hurt += 1 }
                tally.segments[index][value].cost += cost
            }
        }
    }

    /// What the decision on a row costs, in millionths.
    @inline(__always)
    private func amount(
        _ row: Int, _ first: Int, _ mark: Int8, _ action: Action, _ reader: RowReader,
        _ scratch: Scratch, _ tally: inout Tally
    ) -> Int64 {
        if mark < 0 || (mark == 0 && action == .allow) { return 0 }
        guard let price = ground.costs.price(ofType: Int(ground.walk.types.base[row])) else {
            return 0
        }
        if mark == 1 {
            guard let missed = price.missed, !price.prevents.contains(action) else { return 0 }
            let cost = evaluate(missed, row, first, reader, scratch)
            tally.missedCost += cost
            return cost
        }
        guard let wrong = price.wrong[action.rank] else { return 0 }
        let cost = evaluate(wrong, row, first, reader, scratch)
        tally.wrongCost += cost
        return cost
    }

    private func evaluate(
        _ program: Program, _ row: Int, _ first: Int, _ reader: RowReader, _ scratch: Scratch
    ) -> Int64 {
        reader.fill(row - first)
        scratch.time = ground.walk.times.base[row]
        let number = program.evaluate(reader.row, scratch).asInput
        scratch.reset()
        return Counting.millionths(number)
    }

    /// An amount in millionths; nothing for one that cannot be had.
    static func millionths(_ number: Double) -> Int64 {
        guard number.isFinite, abs(number) < 1e12 else { return 0 }
        return Int64((number * Tally.millionths).rounded())
    }

    private func countRules(
        _ rows: Range<Int>, _ judgement: Judgement, _ reader: RowReader, _ scratch: Scratch,
        _ tally: inout Tally
    ) {
        for (rule, column) in judgement.rules.columns.enumerated() {
            guard let codes = column?.codes else { continue }
            for row in rows where codes[row] == RuleWords.fired {
                let mark = ground.truth.rows.base[row]
                let person = Int(ground.sessions.persons.base[row])
                tally.rules[rule].add(mark)
                if mark == 1,
                    let missed = ground.costs.price(ofType: Int(ground.walk.types.base[row]))?
                        .missed
                {
                    tally.ruleCosts[rule] += evaluate(
                        missed, row, rows.lowerBound, reader, scratch)
                }
                if person != 0 { tally.rulePeople[rule].insert(person) }
                if mark != 1, ground.mayBeGood(person) {
                    tally.ruleGoodPeople[rule].insert(person)
                }
            }
        }
    }
}
