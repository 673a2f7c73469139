import CMemory
import Toolbox
import Vocabulary

// Entities lie all over memory, and waiting for it takes longer than the arithmetic. So what a row
// will read is asked for while earlier rows are walked: first its slot in the table, then its
// entity's block, then the records at the ends of its windows.

/// Keys and blocks of the rows of a batch, as far as they were looked for.
final class RowsAhead {
    /// 0 where the row is not walked.
    private(set) var keys: UnsafeMutablePointer<UInt64>
    /// nil where the entity was not there.
    private(set) var blocks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private var capacity = 64

    init() {
        keys = .allocate(capacity: capacity)
        blocks = .allocate(capacity: capacity)
    }

    deinit {
        keys.deallocate()
        blocks.deallocate()
    }

    /// Clears room for `count` rows.
    func begin(count: Int) {
        if count > capacity {
            keys.deallocate()
            blocks.deallocate()
            keys = .allocate(capacity: count)
            blocks = .allocate(capacity: count)
            capacity = count
        }
        keys.update(repeating: 0, count: count)
        blocks.update(repeating: nil, count: count)
    }
}

extension FeatureGroup {
    /// How many rows ahead each is asked for.
    private enum Ahead {
        static let slot = 24
        static let block = 16
        static let records = 8
        static let leaving = 4
    }

    /// Bytes of a cache line.
    private static let lineBytes = 64

    /// Asks for what rows behind `index` will read. Changes no state.
    @inline(__always)
    func lookAhead(_ batch: EventBatch, from index: Int) {
        let (count, keys, blocks) = (batch.count, ahead.keys, ahead.blocks)
        if index + Ahead.slot < count { table.prefetch(keys[index + Ahead.slot]) }
        let next = index + Ahead.block
        if next < count, keys[next] != 0, let block = table.find(keys[next]) {
            blocks[next] = block
            var offset = 0
            while offset < plan.blockBytes {
                assay_prefetch(block + offset)
                offset += FeatureGroup.lineBytes
            }
        }
        let near = index + Ahead.records
        if near < count, let block = blocks[near] {
            prefetchRecords(
                EntityState(block: block, plan: plan.layout), time: batch.times[near],
                batch.entities(near))
        }
        let nearest = index + Ahead.leaving
        if nearest < count, let block = blocks[nearest] {
            prefetchLeaving(
                EntityState(block: block, plan: plan.layout), time: batch.times[nearest])
        }
    }

    /// Looks for the rows behind `index` again, after entities were given back.
    func lookAgain(_ batch: EventBatch, behind index: Int) {
        let end = min(index + Ahead.block + 1, batch.count)
        for next in index + 1..<max(index + 1, end) {
            let key = ahead.keys[next]
            ahead.blocks[next] = key == 0 ? nil : table.find(key)
        }
    }

    /// The records at both ends of the windows, and what the row will be counted as.
    private func prefetchRecords(
        _ entity: EntityState, time: Int64, _ entities: UnsafeMutablePointer<UInt64>
    ) {
        let ring = entity.header.pointee.ring
        guard ring.count > 0 else { return }
        assay_prefetch(ring.record(ring.end, stride: plan.stride))
        let spans = plan.spans.base
        for index in 0..<plan.spans.count {
            guard let window = spans[index].window else { continue }
            let state = entity.state(spans[index].offset, SpanState.self).pointee
            // Only a window that something will leave reads its oldest record.
            if state.oldestTime <= time - spans[index].delay - window {
                assay_prefetch(ring.record(state.from, stride: plan.stride))
            }
        }
        for index in 0..<plan.accumulators.count {
            let accumulator = plan.accumulators.base + index
            guard accumulator.pointee.kind == .tally else { continue }
            let key = accumulator.pointee.entity < 0 ? 0 : entities[accumulator.pointee.entity]
            entity.state(accumulator.pointee.offset, Tally.self).pointee.prefetch(key)
        }
    }

    /// What the first record to leave each window was counted as.
    private func prefetchLeaving(_ entity: EntityState, time: Int64) {
        let ring = entity.header.pointee.ring
        let spans = plan.spans.base
        for index in 0..<plan.spans.count {
            guard let window = spans[index].window, spans[index].tile == 0 else { continue }
            let state = entity.state(spans[index].offset, SpanState.self).pointee
            guard state.oldestTime <= time - spans[index].delay - window, state.from < state.to
            else { continue }
            let record = ring.record(state.from, stride: plan.stride)
            for cursor in spans[index].cursors {
                for index in plan.cursors.base[cursor].accumulators {
                    let accumulator = plan.accumulators.base + index
                    guard accumulator.pointee.kind == .tally else { continue }
                    entity.state(accumulator.pointee.offset, Tally.self).pointee.prefetch(
                        record[accumulator.pointee.word])
                }
            }
        }
    }
}
