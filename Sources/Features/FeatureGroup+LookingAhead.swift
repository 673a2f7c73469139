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
                EntityState(block: block, plan: plan.layout), time: batch.times[near])
        }
    }

    /// - Parameter time: of the row that will be walked.
    private func prefetchRecords(_ entity: EntityState, time: Int64) {
        let ring = entity.header.pointee.ring
        guard ring.count > 0 else { return }
        assay_prefetch(ring.record(ring.end, stride: plan.stride))
        let cursors = plan.cursors.base
        for index in 0..<plan.cursors.count {
            guard let window = cursors[index].window else { continue }
            let state = entity.state(cursors[index].offset, CursorState.self).pointee
            // Only a window that something will leave reads its oldest record.
            if state.oldestTime <= time - cursors[index].delay - window {
                assay_prefetch(ring.record(state.from, stride: plan.stride))
            }
        }
        for index in 0..<plan.accumulators.count
        where plan.accumulators.base[index].kind == .tally {
            entity.state(plan.accumulators.base[index].offset, Tally.self).pointee.prefetch()
        }
    }
}
