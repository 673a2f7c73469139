import CMemory
import Toolbox
import Vocabulary

// Entities lie all over memory, and waiting for it takes longer than the arithmetic. So what a row
// will read is asked for while earlier rows are walked: first its slot in the table, then its
// entity's block, then the records at the ends of its windows.

extension FeatureGroup {
    /// How many rows ahead each is asked for.
    private enum Ahead {
        static let slot = 24
        static let block = 16
        static let records = 8
    }

    /// Bytes of a cache line.
    private static let lineBytes = 64

    /// Asks for what rows behind `index` will read. Changes nothing.
    @inline(__always)
    func lookAhead(_ batch: EventBatch, from index: Int) {
        if let key = key(ofRow: index + Ahead.slot, batch) { table.prefetch(key) }
        if let key = key(ofRow: index + Ahead.block, batch), let block = table.find(key) {
            var offset = 0
            while offset < plan.blockBytes {
                assay_prefetch(block + offset)
                offset += FeatureGroup.lineBytes
            }
        }
        if let key = key(ofRow: index + Ahead.records, batch), let block = table.find(key) {
            prefetchRecords(EntityState(block: block, plan: plan.layout))
        }
    }

    @inline(__always)
    private func key(ofRow index: Int, _ batch: EventBatch) -> UInt64? {
        guard index < batch.count, batch.admissions[index] == .accepted else { return nil }
        let key = key(of: batch.entities(index))
        return key == 0 ? nil : key
    }

    private func prefetchRecords(_ entity: EntityState) {
        let ring = entity.header.pointee.ring
        guard ring.count > 0 else { return }
        assay_prefetch(ring.record(ring.end, stride: plan.stride))
        assay_prefetch(ring.record(ring.start, stride: plan.stride))
        let cursors = plan.cursors.base
        for index in 0..<plan.cursors.count {
            let from = entity.state(cursors[index].offset, CursorState.self).pointee.from
            assay_prefetch(ring.record(from, stride: plan.stride))
        }
        for index in 0..<plan.accumulators.count
        where plan.accumulators.base[index].kind == .tally {
            entity.state(plan.accumulators.base[index].offset, Tally.self).pointee.prefetch()
        }
    }
}
