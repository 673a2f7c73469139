import CEL
import Synchronization
import Toolbox
import Vocabulary

/// Reads blocks of one range on some threads, and counts what matches.
struct Scan: Sendable {
    let plan: QueryPlan
    let range: Range<Int64>
    let bars: Bars
    let store: any QueryStore
    let limits: QueryLimits

    /// When to stop.
    struct Budget: Sendable {
        /// On ``monotonicNanoseconds()``.
        var until: UInt64
        var blocksMax = Int.max
        var eventsMax = Int.max
        /// Told after each block, with events so far; false stops.
        var goesOn: @Sendable (_ events: Int) -> Bool = { _ in true }
    }

    /// What threads share.
    private struct Shared {
        var order: ReadingOrder
        var blocks = 0
        var events = 0
        var isStopped = false
    }

    /// - Parameters:
    ///   - blocks: those that may have matches.
    ///   - seed: of the order in which they are read.
    func run(_ blocks: [LogBlock], seed: UInt64, _ budget: Budget) throws -> Tally {
        let shared = Mutex(
            Shared(order: ReadingOrder(count: blocks.count, seed: seed)))
        let next: @Sendable () -> Int? = {
            shared.withLock { shared in
                // One is read whatever the time, so that there is something to say.
                guard !shared.isStopped, shared.blocks < budget.blocksMax,
                    shared.events < budget.eventsMax,
                    shared.blocks == 0 || monotonicNanoseconds() < budget.until,
                    let index = shared.order.take()
                else { return nil }
                shared.blocks += 1
                shared.events += blocks[index].count
                if !budget.goesOn(shared.events) { shared.isStopped = true }
                return shared.isStopped ? nil : index
            }
        }
        let threads = min(limits.threadsMax, max(1, blocks.count))
        let results = concurrently(Array(0..<threads), threads: threads) { _ in
            Result { try count(blocks, next) }
        }
        var tally = Tally(plan, bars: bars, limits: limits)
        for result in results { tally.merge(try result.get(), rowsMax: limits.rowsMax) }
        tally.sample.blocksOfAll = blocks.count
        tally.sample.eventsOfAll = blocks.reduce(0) { $0 + $1.count }
        return tally
    }

    private func count(_ blocks: [LogBlock], _ next: () -> Int?) throws -> Tally {
        var tally = Tally(plan, bars: bars, limits: limits)
        let reader = RowReader(plan.language)
        let scratch = Scratch()
        var writer = ByteWriter(capacity: 256)
        var at = 0
        try store.readBlocks(
            {
                guard let index = next() else { return nil }
                at = index
                return blocks[index]
            }, naming: plan.narrowing?.entityKey
        ) { content, isPassedOver in
            let before = tally.matches.count
            if !isPassedOver { count(content, at, reader, scratch, &writer, &tally) }
            let events = blocks[at].count
            tally.sample.add(events)
            if tally.matches.count > before {
                tally.matches.endBlock(events)
                for place in tally.actions.indices { tally.actions[place].endBlock(events) }
            }
            return true
        }
        tally.finish()
        return tally
    }

    private func count(
        _ content: BlockContent, _ block: Int, _ reader: RowReader, _ scratch: Scratch,
        _ writer: inout ByteWriter, _ tally: inout Tally
    ) {
        content.texts.withUnsafeBufferPointer { texts in
            content.bytes.withUnsafeBufferPointer { bytes in
                for index in content.ranges.indices where index < content.decided.count {
                    let decided = content.decided[index]
                    guard range.contains(decided.time) else { continue }
                    if let action = plan.narrowing?.action, action.rank != Int(decided.rank) {
                        tally.looked += 1
                        continue
                    }
                    tally.looked += 1
                    guard let row = reader.row(index, of: content, texts, bytes) else {
                        tally.unread += 1
                        continue
                    }
                    guard matches(row, decided.time, scratch, &tally) else { continue }
                    take(row, index, content, block, reader, scratch, &writer, &tally)
                }
            }
        }
    }

    private func matches(
        _ row: UnsafePointer<Value>, _ time: Int64, _ scratch: Scratch, _ tally: inout Tally
    ) -> Bool {
        guard let condition = plan.condition else { return true }
        scratch.reset()
        scratch.time = time
        let value = condition.evaluate(row, scratch)
        if value.isError { tally.undecided += 1 }
        return value.isTrue
    }

    private func take(
        _ row: UnsafePointer<Value>, _ index: Int, _ content: BlockContent, _ block: Int,
        _ reader: RowReader, _ scratch: Scratch, _ writer: inout ByteWriter, _ tally: inout Tally
    ) {
        let decided = content.decided[index]
        let events = content.place.count
        let rank = Int(decided.rank)
        let bar = bars.index(decided.time)
        tally.matches.add()
        tally.actions[rank].add()
        tally.actionBars[rank * bars.count + bar] += 1
        for place in plan.fields.indices {
            tally.fields[place].add(
                row[plan.fields[place].slot], block: block, blockEvents: events, bar: 0, &writer)
        }
        if let group = plan.group {
            scratch.reset()
            scratch.time = decided.time
            tally.group?.add(
                group.evaluate(row, scratch), block: block, blockEvents: events, bar: bar,
                &writer)
        }
        let hashes = reader.batch.entities(0)
        for kind in tally.distinct.indices where hashes[kind] != 0 {
            tally.distinct[kind].add(hashes[kind])
        }
        let sequence = content.place.firstSequence + Int64(index)
        keep(row, index, sequence, content, &tally)
    }

    /// Keeps the latest rows met: they are shown where nothing later was looked for.
    private func keep(
        _ row: UnsafePointer<Value>, _ index: Int, _ sequence: Int64, _ content: BlockContent,
        _ tally: inout Tally
    ) {
        let most = Scan.rowsKept
        if tally.rows.count >= most {
            guard let last = tally.rows.last, sequence > last.sequence else { return }
            tally.rows.removeLast()
        }
        let made = QueryRow(row, at: index, of: content, plan.language)
        let at = tally.rows.firstIndex { $0.sequence < sequence } ?? tally.rows.count
        tally.rows.insert(made, at: at)
    }

    /// Rows a thread keeps.
    private static let rowsKept = 25
}
