package import Packs
import Synchronization
import Toolbox
package import Vocabulary

/// Where questions are answered: quickly from a sample, or wholly.
package final class QueryDesk: Sendable {
    private struct State {
        /// By the pack's hash; one at a time.
        var language: (hash: String, language: QueryLanguage)?
        /// Questions that are being answered.
        var quick = 0
        var full = 0

        subscript(effort: Effort) -> Int {
            get { effort == .quick ? quick : full }
            set { if effort == .quick { quick = newValue } else { full = newValue } }
        }
    }

    private enum Effort { case quick, full }

    package let limits: QueryLimits
    package let index: LogIndex
    private let store: any QueryStore
    private let state = Mutex(State())

    package init(store: any QueryStore, limits: QueryLimits = QueryLimits()) {
        (self.store, self.limits) = (store, limits)
        index = LogIndex(store: store, limits: limits)
    }

    /// The language of a pack's conditions; made once a pack.
    package func language(of pack: Pack) -> QueryLanguage {
        state.withLock { state in
            if let held = state.language, held.hash == pack.hash { return held.language }
            let made = QueryLanguage(pack: pack, limits: limits)
            state.language = (pack.hash, made)
            return made
        }
    }

    /// - Throws: as ``QueryPlan``.
    package func plan(_ question: Question, of pack: Pack) throws(Fault) -> QueryPlan {
        try QueryPlan(question, in: language(of: pack), limits: limits)
    }

    /// An answer from as many blocks as the budget allows, spread evenly over the range; exact
    /// where that is all of them.
    ///
    /// - Parameters:
    ///   - milliseconds: to read; nil for what the limits say.
    ///   - seed: of the order in which blocks are read; the same question reads in the same order
    ///     unless it is given.
    /// - Throws: ``Fault`` `limited` while too many questions are answered.
    package func quick(
        _ plan: QueryPlan, milliseconds: Int? = nil, seed: UInt64? = nil, blocksMax: Int = .max
    ) throws -> QueryAnswer {
        try enter(.quick, limits.quickAtOnceMax)
        defer { leave(.quick) }
        let start = monotonicNanoseconds()
        let all = UInt64(milliseconds ?? limits.quickMilliseconds) * 1_000_000
        let share: UInt64 = plan.question.compared == nil ? 100 : 70
        let tally = try scan(
            plan, plan.question.range, seed: seed,
            Scan.Budget(until: start + all * share / 100, blocksMax: blocksMax))
        let before = try plan.question.compared.map {
            try scan(
                plan, $0, seed: seed, Scan.Budget(until: start + all, blocksMax: blocksMax))
        }
        return try answer(plan, tally, before, since: start)
    }

    /// The exact answer.
    ///
    /// - Parameter goesOn: told how much was read, 0 to 1, after each block; false stops, and the
    ///   answer is then an estimate that says so.
    /// - Throws: ``Fault`` `limited` while another full answer is made.
    package func full(
        _ plan: QueryPlan, goesOn: @escaping @Sendable (Double) -> Bool = { _ in true }
    ) throws -> QueryAnswer {
        try enter(.full, limits.fullAtOnceMax)
        defer { leave(.full) }
        let start = monotonicNanoseconds()
        let until = start + UInt64(limits.fullSecondsMax) * 1_000_000_000
        let ranges = [plan.question.range] + (plan.question.compared.map { [$0] } ?? [])
        let counts = try ranges.map { try blocks(plan, $0).reduce(0) { $0 + $1.count } }
        let total = Double(max(1, counts.reduce(0, +)))
        var left = limits.fullEventsMax
        var tallies: [Tally] = []
        for (place, range) in ranges.enumerated() {
            let done = Double(counts[..<place].reduce(0, +))
            let budget = Scan.Budget(
                until: until, eventsMax: max(1, left),
                goesOn: { goesOn((done + Double($0)) / total) })
            tallies.append(try scan(plan, range, seed: nil, budget))
            left -= tallies[place].sample.events
        }
        var answer = try answer(
            plan, tallies[0], tallies.count > 1 ? tallies[1] : nil, since: start)
        if !answer.isExact {
            answer.stopped =
                monotonicNanoseconds() >= until
                ? "It was stopped after \(limits.fullSecondsMax) s."
                : left <= 0
                    ? "It was stopped after \(limits.fullEventsMax) events." : "It was stopped."
        }
        return answer
    }

    private func answer(
        _ plan: QueryPlan, _ tally: Tally, _ before: Tally?, since start: UInt64
    ) throws -> QueryAnswer {
        let (events, isCounted) = try events(in: plan.question.range)
        var answer = QueryAnswer(
            plan, tally, before: before,
            bars: Bars(of: plan.question.range, most: limits.barsMax), events: events,
            milliseconds: Int((monotonicNanoseconds() - start) / 1_000_000))
        answer.isEventsExact = isCounted
        return answer
    }

    /// Events of a range: of blocks that lie in it whole as the index says, of those at its ends as
    /// they are read; of these at most ``QueryLimits/edgeBlocksMax``, the others count whole.
    private func events(in range: Range<Int64>) throws -> (count: Int, isExact: Bool) {
        var count = 0
        var edges: [LogBlock] = []
        var left = 0
        for block in try index.blocks(in: range) {
            if block.isWithin(range) {
                count += block.count
            } else if edges.count < limits.edgeBlocksMax {
                edges.append(block)
            } else {
                left += block.count
            }
        }
        try store.readBlocks({ edges.popLast() }, naming: nil) { content, _ in
            count += content.decided.count { range.contains($0.time) }
            return true
        }
        return (count + left, left == 0)
    }

    private func scan(
        _ plan: QueryPlan, _ range: Range<Int64>, seed: UInt64?, _ budget: Scan.Budget
    ) throws -> Tally {
        let blocks = try blocks(plan, range)
        let scan = Scan(
            plan: plan, range: range, bars: Bars(of: range, most: limits.barsMax), store: store,
            limits: limits)
        return try scan.run(
            blocks, seed: seed ?? Hash64.of(plan.question.condition), budget)
    }

    private func enter(_ effort: Effort, _ most: Int) throws(Fault) {
        let isFree = state.withLock { state in
            guard state[effort] < most else { return false }
            state[effort] += 1
            return true
        }
        guard isFree else {
            throw Fault(
                .limited, "\(most) such questions are being answered already.",
                fix: "Ask again in a moment.")
        }
    }

    private func leave(_ effort: Effort) {
        state.withLock { $0[effort] -= 1 }
    }
}

extension QueryDesk {
    /// Blocks that may have matches in the range, in order.
    private func blocks(_ plan: QueryPlan, _ range: Range<Int64>) throws -> [LogBlock] {
        var blocks = try index.blocks(in: range)
        guard let narrowing = plan.narrowing, !blocks.isEmpty else { return blocks }
        if let account = narrowing.account {
            let found = try store.sequences(ofAccount: account, limit: limits.sequencesMax)
            // Where there are more, what is beyond the bound could be anywhere before.
            let first = found.count < limits.sequencesMax ? 0 : found.last ?? 0
            blocks = QueryDesk.kept(blocks, reaching: 1, found.reversed(), from: first)
        }
        if let action = narrowing.action {
            let found = try store.decisionBlocks(with: action, limit: limits.blocksMax)
            blocks = QueryDesk.kept(blocks, reaching: QueryDesk.decisionsMax, found, from: 0)
        }
        return blocks
    }

    /// Decisions a block of them has at most.
    private static let decisionsMax: Int64 = 256

    /// Blocks that meet one of the stretches `reaching` long that begin at the sequences, and those
    /// that lie before `first`. Both in order. O(blocks + sequences).
    private static func kept(
        _ blocks: [LogBlock], reaching: Int64, _ sequences: [Int64], from first: Int64
    ) -> [LogBlock] {
        var at = 0
        return blocks.filter { block in
            let end = block.firstSequence + Int64(block.count)
            while at < sequences.count, sequences[at] + reaching <= block.firstSequence { at += 1 }
            return block.firstSequence < first || (at < sequences.count && sequences[at] < end)
        }
    }

    /// The latest events that match.
    package struct Latest: Sendable {
        /// The latest first.
        package var rows: [QueryRow]
        /// To go on before this sequence; nil where there are no more.
        package var next: Int64?
        /// Event time down to which it was looked, milliseconds since 1970; nil where all was.
        package var lookedTo: Int64?
    }

    /// The latest that match, before a sequence: at most `limit`, and as far back as the budget
    /// reaches.
    ///
    /// - Throws: ``Fault`` `limited` while too many questions are answered.
    package func latest(
        _ plan: QueryPlan, before sequence: Int64 = .max, limit: Int = 50,
        milliseconds: Int? = nil
    ) throws -> Latest {
        try enter(.quick, limits.quickAtOnceMax)
        defer { leave(.quick) }
        let until =
            monotonicNanoseconds()
            + UInt64(milliseconds ?? limits.latestMilliseconds) * 1_000_000
        let all = try blocks(plan, plan.question.range)
        var open = all.filter { $0.firstSequence < sequence }
        let reader = LatestReader(plan, limit: min(limit, limits.rowsMax), before: sequence)
        var isFirst = true
        try store.readBlocks(
            {
                guard isFirst || monotonicNanoseconds() < until else { return nil }
                isFirst = false
                return open.popLast()
            }, naming: plan.narrowing?.entityKey
        ) { content, isPassedOver in
            if !isPassedOver { reader.take(content) }
            return !reader.isFull
        }
        let isAll = open.isEmpty && !reader.isFull
        let rest = reader.isFull ? reader.rows.last?.sequence : nil
        return Latest(
            rows: reader.rows,
            next: isAll
                ? nil
                : rest ?? open.last.map { $0.firstSequence + Int64($0.count) },
            lookedTo: isAll ? nil : reader.rows.last?.time ?? open.last?.latest)
    }
}
