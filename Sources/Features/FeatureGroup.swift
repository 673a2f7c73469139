import CEL
import Toolbox
package import Vocabulary

/// All features of one entity key, and the state of every entity seen.
///
/// Goes through events in order on whatever thread calls it; two groups never touch each other's
/// memory, so they may run at once.
package final class FeatureGroup: @unchecked Sendable {
    let plan: GroupPlan
    private let lateness: Int64
    private var table = EntityTable()
    private var texts = TextPool()
    private let scratch: Scratch
    private let empty: UnsafeMutableRawPointer
    private let words: UnsafeMutablePointer<UInt64>
    /// Bytes of rings and summaries outside the blocks are counted when asked, not kept.
    private var blocks: [UnsafeMutableRawPointer] = []
    private var slab: UnsafeMutableRawPointer?
    private var slabUsed = 0
    private static let slabBlocks = 256

    init(
        key: [Int], definitions: [FeatureDefinition], typeCount: Int, latenessMilliseconds: Int64
    ) {
        plan = GroupPlanner(key: key, definitions: definitions, typeCount: typeCount).plan
        lateness = latenessMilliseconds
        scratch = Scratch()
        empty = .allocate(byteCount: plan.blockBytes, alignment: 16)
        EntityState.initialize(empty, plan: plan)
        words = .allocate(capacity: plan.stride)
    }

    deinit {
        table.forEach { _, block in
            EntityState.freeSummaries(block, plan: plan)
            EntityState(block: block, plan: plan).header.pointee.ring.free()
        }
        for block in blocks { block.deallocate() }
        empty.deallocate()
        words.deallocate()
    }

    /// Fills this group's feature slots of every admitted row, in order.
    package func walk(_ batch: EventBatch) {
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            walk(batch, index)
        }
    }

    private func walk(_ batch: EventBatch, _ index: Int) {
        let key = key(of: batch.entities(index))
        guard key != 0 else { return }
        let row = batch.row(index)
        let time = batch.times[index]
        let mask = fillWords(row, type: Int(batch.types[index]), time: time)
        guard let block = table.find(key) ?? (mask == 0 ? nil : makeBlock(key)) else {
            return read(EntityState(block: empty, plan: plan), row, time: time)
        }
        let entity = EntityState(block: block, plan: plan)
        if time >= entity.header.pointee.lastTime {
            walkInOrder(entity, row, time: time, mask: mask)
        } else {
            walkLate(entity, row, time: time, mask: mask)
        }
    }

    @inline(__always)
    private func key(of entities: UnsafeMutablePointer<UInt64>) -> UInt64 {
        var hash = entities[plan.key[0]]
        for part in plan.key.dropFirst() {
            let next = entities[part]
            if hash == 0 || next == 0 { return 0 }
            hash = Hash64.combine(hash, next)
        }
        return hash
    }

    private func walkInOrder(
        _ entity: EntityState, _ row: UnsafeMutablePointer<Value>, time: Int64, mask: UInt64
    ) {
        let header = entity.header
        header.pointee.lastTime = time
        let before = header.pointee.ring.end
        if mask != 0 {
            header.pointee.ring.append(stride: plan.stride).update(
                from: words, count: plan.stride)
        }
        let after = header.pointee.ring.end
        for cursor in plan.cursors {
            entity.advance(cursor, to: time, limit: cursor.includesPresent ? after : before)
        }
        read(entity, row, time: time)
        let horizon = time - plan.retention - lateness
        while header.pointee.ring.start < before,
            header.pointee.ring.time(header.pointee.ring.start, stride: plan.stride) <= horizon
        {
            header.pointee.ring.dropFirst()
        }
    }

    /// An event behind its entity's youngest: it enters where it belongs, and its own features are
    /// computed anew from the records up to its time. O(records held).
    private func walkLate(
        _ entity: EntityState, _ row: UnsafeMutablePointer<Value>, time: Int64, mask: UInt64
    ) {
        let header = entity.header
        let asOf = header.pointee.lastTime
        var present = header.pointee.ring.end
        if mask != 0 {
            present = header.pointee.ring.insert(time: time, stride: plan.stride)
            header.pointee.ring.record(present, stride: plan.stride).update(
                from: words, count: plan.stride)
            entity.adjust(forInsertedAt: present, time: time, asOf: asOf)
        }
        let copy = UnsafeMutableRawPointer.allocate(byteCount: plan.blockBytes, alignment: 16)
        defer { copy.deallocate() }
        EntityState.initialize(copy, plan: plan)
        let fresh = EntityState(block: copy, plan: plan)
        fresh.header.pointee.ring = header.pointee.ring
        for cursor in plan.cursors {
            let state = fresh.state(cursor.offset, CursorState.self)
            state.pointee.from = header.pointee.ring.start
            state.pointee.to = header.pointee.ring.start
            if cursor.window == nil {
                copyLifetime(cursor, from: entity, to: fresh)
            } else {
                fresh.advance(
                    cursor, to: time,
                    limit: mask == 0 || cursor.includesPresent
                        ? header.pointee.ring.end : present)
            }
        }
        read(fresh, row, time: time)
        for cursor in plan.cursors where cursor.window == nil {
            clearLifetime(cursor, of: fresh)
        }
        EntityState.freeSummaries(copy, plan: plan)
    }

    /// A window without end keeps no records to go back by: a late event reads it as it stands.
    private func copyLifetime(
        _ cursor: GroupPlan.Cursor, from entity: EntityState, to fresh: EntityState
    ) {
        fresh.state(cursor.offset, CursorState.self).pointee =
            entity.state(cursor.offset, CursorState.self).pointee
        for accumulator in cursor.accumulators {
            fresh.copyBytes(of: accumulator, from: entity)
        }
    }

    /// Forgets what was only borrowed, so that it is not freed twice.
    private func clearLifetime(_ cursor: GroupPlan.Cursor, of fresh: EntityState) {
        for accumulator in cursor.accumulators { fresh.clearBytes(of: accumulator) }
    }

    private func makeBlock(_ key: UInt64) -> UnsafeMutableRawPointer {
        let size = (plan.blockBytes + 15) & ~15
        if slab == nil || slabUsed == FeatureGroup.slabBlocks {
            let made = UnsafeMutableRawPointer.allocate(
                byteCount: size * FeatureGroup.slabBlocks, alignment: 16)
            blocks.append(made)
            slab = made
            slabUsed = 0
        }
        let block = slab.unsafelyUnwrapped + slabUsed * size
        slabUsed += 1
        EntityState.initialize(block, plan: plan)
        table.insert(key, block)
        return block
    }
}

extension FeatureGroup {
    /// Fills `words` with the record the event would leave, and returns its stream mask.
    private func fillWords(
        _ row: UnsafeMutablePointer<Value>, type: Int, time: Int64
    ) -> UInt64 {
        var mask: UInt64 = 0
        var filled: UInt64 = 0
        for index in plan.streams.indices where plan.streams[index].types[type] {
            let word = plan.streams[index].word
            if let filter = plan.streams[index].filter {
                let held = filter.evaluate(row, scratch)
                guard held.kind == .bool, held.asBool else { continue }
            }
            if word != 0 && filled & 1 << UInt64(word) == 0 {
                guard let value = self.word(of: plan.columns[word - 2], row) else { continue }
                words[word] = value
                filled |= 1 << UInt64(word)
            }
            mask |= 1 << UInt64(index)
        }
        scratch.reset()
        words[0] = UInt64(bitPattern: time)
        words[1] = mask
        return mask
    }

    private func word(
        of column: GroupPlan.Column, _ row: UnsafeMutablePointer<Value>
    ) -> UInt64? {
        let value =
            switch column.value.source {
            case .slot(let slot): row[slot]
            case .program(let program): program.evaluate(row, scratch)
            }
        switch (column.form, value.kind) {
        case (_, .absent), (_, .error), (_, .null): return nil
        case (.int, _), (.double, _), (.bool, _): return value.bits
        case (.timestamp, _):
            return UInt64(bitPattern: value.asInt * 1000 + Int64(value.aux / 1_000_000))
        case (.text, .string): return texts.index(of: value.asBytes)
        case (.text, _), (.identity, _): return value.identity
        }
    }

    /// Writes every feature's value for an event at `time`.
    private func read(_ entity: EntityState, _ row: UnsafeMutablePointer<Value>, time: Int64) {
        for output in plan.outputs {
            row[output.slot] = entity.read(output, time: time, texts: texts)
        }
    }

    /// Entities seen and bytes held for them.
    package var size: (entities: Int, bytes: Int) {
        var bytes = table.bytes + blocks.count * FeatureGroup.slabBlocks * plan.blockBytes
        table.forEach { _, block in
            bytes += EntityState(block: block, plan: plan).bytesOutside
        }
        return (table.count, bytes + texts.bytes)
    }
}
