import Toolbox
import Vocabulary

// Entities go in two ways. Without a limit, those with nothing left in any window are given back
// when the table would grow: nobody can tell. With a limit, when the bytes counted come above the
// group's share: those first, then the ones unseen for longest. What is forgotten changes features,
// so when and whom depends on nothing but the events the group has walked: not on batches, threads,
// snapshots, or questions among the events.

extension FeatureGroup {
    /// Parts of the share, in eighths, that are left after forgetting.
    private static let eighthsKept = 7

    /// An entity of a group with a share, as forgetting sees it.
    private struct Held {
        /// Of its youngest record.
        var time: Int64
        var key: UInt64
        var block: UnsafeMutableRawPointer
        var bytes: Int
    }

    /// Makes the entity of a row, and room for it. Amortised O(1).
    @inline(never)
    func addEntity(_ key: UInt64, _ batch: EventBatch, _ index: Int) -> UnsafeMutableRawPointer {
        if table.isFull, share == 0, cut == 0 {
            giveBackExpired(watermark: batch.watermarks[index])
            lookAgain(batch, behind: index)
        }
        return makeBlock(key)
    }

    /// Gives back all that has expired; where that is less than a quarter, the table grows, so that
    /// the next time is as many entities away as were looked at. O(entities).
    private func giveBackExpired(watermark: Int64) {
        guard let limit = expiry(watermark: watermark) else { return }
        let before = table.count
        forEachEntity { entity in
            if entity.hasExpired(at: limit) { giveBack(entity) }
        }
        memory.expired += before - table.count
        if table.count * 4 > before * 3 { table.grow() }
    }

    /// Counts what an event made of its entity, and forgets where that is above the share.
    @inline(never)
    func count(_ entity: EntityState, _ batch: EventBatch, _ index: Int) {
        let bytes = entity.bytesNeeded
        memory.counted += bytes - entity.counted.pointee
        entity.counted.pointee = bytes
        guard memory.counted > share else { return }
        forget(watermark: batch.watermarks[index])
        lookAgain(batch, behind: index)
    }

    /// Comes down to seven eighths of the share: gives back what has expired, then forgets the
    /// entities whose youngest record is oldest, ties by key. O(n log n) in the entities; as it
    /// makes room for an eighth of the share, that is O(log n) for each that comes.
    private func forget(watermark: Int64) {
        let limit = expiry(watermark: watermark)
        var held: [Held] = []
        held.reserveCapacity(table.count)
        forEachEntity { entity in
            if let limit, entity.hasExpired(at: limit) {
                memory.counted -= entity.counted.pointee
                memory.expired += 1
                giveBack(entity)
            } else {
                held.append(
                    Held(
                        time: entity.youngestTime, key: entity.header.pointee.key,
                        block: entity.block, bytes: entity.counted.pointee))
            }
        }
        let kept = share / 8 * FeatureGroup.eighthsKept
        held.sort { ($0.time, $0.key) < ($1.time, $1.key) }
        for entity in held {
            guard memory.counted > kept else { return }
            memory.counted -= entity.bytes
            memory.forgotten += 1
            giveBack(EntityState(block: entity.block, plan: plan.layout))
        }
    }

    /// A record of this time or earlier is in no window of any event to come; nil where nothing
    /// can be said.
    func expiry(watermark: Int64) -> Int64? {
        guard let reach = plan.reach, watermark > .min + reach + lateness else { return nil }
        return watermark - lateness - reach
    }

    /// Takes an entity out; its block may be used again. A snapshot on its way has it written
    /// first.
    private func giveBack(_ entity: EntityState) {
        if entity.header.pointee.cut < cut { keep(entity) }
        table.remove(entity.header.pointee.key)
        EntityState.freeSummaries(entity.block, plan: plan.layout)
        entity.header.pointee.ring.free()
        entity.header.pointee.key = 0
        memory.free.append(entity.block)
    }

    /// Hands out every entity there is; it may be given back.
    func forEachEntity(_ body: (EntityState) -> Void) {
        for index in 0..<blockCount {
            let entity = entity(index)
            if entity.header.pointee.key != 0 { body(entity) }
        }
    }
}

extension EntityState {
    /// Bytes counted for it, as of its last event that left a record; only in groups with a share.
    @inline(__always)
    var counted: UnsafeMutablePointer<Int> {
        state(plan.counted.unsafelyUnwrapped, Int.self)
    }

    /// Time of its youngest record. There always is one, since only an event that leaves one makes
    /// an entity.
    var youngestTime: Int64 {
        let ring = header.pointee.ring
        return ring.count > 0 ? ring.time(ring.end - 1, stride: plan.stride) : .min
    }

    /// Whether no event to come can tell it from one that was never seen.
    ///
    /// - Parameter limit: records of this time or earlier are in no window with an end.
    func hasExpired(at limit: Int64) -> Bool {
        guard youngestTime <= limit else { return false }
        for index in 0..<plan.cursorCount where plan.cursors[index].window == nil {
            let cursor = plan.cursors + index
            guard state(cursor.pointee.offset, CursorState.self).pointee.count == 0 else {
                return false
            }
            // What waits for its delay, or for an event that does not leave out the present.
            let ring = header.pointee.ring
            var sequence = max(
                state(cursor.pointee.spanOffset, SpanState.self).pointee.to, ring.start)
            while sequence < ring.end {
                if ring.record(sequence, stride: plan.stride)[1] & cursor.pointee.mask != 0 {
                    return false
                }
                sequence += 1
            }
        }
        return true
    }
}
