import CEL
import Toolbox
package import Vocabulary

/// Features of one entity key, and the state of every entity seen.
///
/// Goes through events in order on whatever thread calls it; two groups never touch each other's
/// memory, so they may run at once.
package final class FeatureGroup: @unchecked Sendable {
    let plan: GroupPlan
    let lateness: Int64
    /// Bytes that may be counted for its entities; 0 where there is no limit.
    let share: Int
    let memory = GroupMemory()
    @exclusivity(unchecked) var table = EntityTable()
    let texts = TextPool()
    private let scratch: Scratch
    private let empty: UnsafeMutableRawPointer
    let words: UnsafeMutablePointer<UInt64>
    /// Of the batch being walked.
    let ahead = RowsAhead()
    /// Memory of the entities' blocks, ``slabBlocks`` each.
    var blocks: [UnsafeMutableRawPointer] = []
    private var slab: UnsafeMutableRawPointer?
    private var slabUsed = 0
    static let slabBlocks = 256
    /// While a snapshot is taken its number, else 0: entities below it are not yet in it.
    @exclusivity(unchecked) var cut: UInt32 = 0
    let saving = GroupSaving()

    /// - Parameter share: bytes its entities may need; nil for no limit.
    init(_ planner: GroupPlanner, latenessMilliseconds: Int64, share: Int? = nil) {
        plan = GroupPlan(planner)
        lateness = latenessMilliseconds
        self.share = share ?? 0
        scratch = Scratch()
        empty = .allocate(byteCount: plan.blockBytes, alignment: 16)
        EntityState.initialize(empty, plan: plan.layout)
        words = .allocate(capacity: plan.stride)
        words.initialize(repeating: 0, count: plan.stride)
    }

    deinit {
        table.forEach { _, block in
            EntityState.freeSummaries(block, plan: plan.layout)
            EntityState(block: block, plan: plan.layout).header.pointee.ring.free()
        }
        for block in blocks { block.deallocate() }
        empty.deallocate()
        words.deallocate()
    }

    /// Fills this group's feature slots of every admitted row, in order.
    package func walk(_ batch: EventBatch) {
        ahead.begin(count: batch.count)
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            ahead.keys[index] = key(of: batch.entities(index))
        }
        for index in 0..<batch.count {
            lookAhead(batch, from: index)
            let key = ahead.keys[index]
            if key != 0 { walk(batch, index, key: key) }
        }
    }

    private func walk(_ batch: EventBatch, _ index: Int, key: UInt64) {
        let row = batch.row(index)
        let time = batch.times[index]
        let mask = fillWords(batch, index, row, time: time)
        // It may have come since it was looked for ahead.
        let held = ahead.blocks[index] ?? table.find(key)
        guard let block = held ?? (mask == 0 ? nil : addEntity(key, batch, index)) else {
            return read(EntityState(block: empty, plan: plan.layout), row, time: time)
        }
        let entity = EntityState(block: block, plan: plan.layout)
        if entity.header.pointee.cut < cut { keep(entity) }
        if time >= entity.header.pointee.lastTime {
            walkInOrder(entity, row, time: time, mask: mask)
        } else {
            walkLate(entity, row, time: time, mask: mask)
        }
        evict(entity, before: min(time, batch.watermarks[index]))
        if share > 0, mask != 0 { count(entity, batch, index) }
    }

    @inline(__always)
    func key(of entities: UnsafeMutablePointer<UInt64>) -> UInt64 {
        var hash = entities[plan.key.base[0]]
        for index in 1..<max(1, plan.key.count) {
            let next = entities[plan.key.base[index]]
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
        let spans = plan.spans.base
        for index in 0..<plan.spans.count {
            entity.advance(
                spans + index, to: time, limit: spans[index].includesPresent ? after : before)
        }
        read(entity, row, time: time)
    }

    /// Forgets records that no event from `time` on, or late by less than the lateness, can reach.
    @inline(__always)
    private func evict(_ entity: EntityState, before time: Int64) {
        guard time > .min + plan.retention + lateness else { return }
        let header = entity.header
        for index in 0..<plan.folding.count {
            entity.fold(
                plan.cursors.base[plan.folding.base[index]], horizon: time - lateness)
        }
        let horizon = time - plan.retention - lateness
        guard header.pointee.oldestTime <= horizon else { return }
        while header.pointee.ring.count > 1,
            header.pointee.ring.time(header.pointee.ring.start, stride: plan.stride) <= horizon
        {
            header.pointee.ring.dropFirst()
        }
        let ring = header.pointee.ring
        header.pointee.oldestTime =
            ring.count > 1 ? ring.time(ring.start, stride: plan.stride) : .min
    }

    /// An event behind its entity's youngest: every window goes back to the event's time, the event
    /// enters where it belongs and is computed there, and the windows come forward again.
    /// O(records younger than it, and for some summaries those in the window).
    private func walkLate(
        _ entity: EntityState, _ row: UnsafeMutablePointer<Value>, time: Int64, mask: UInt64
    ) {
        let header = entity.header
        header.pointee.oldestTime = .min
        let spans = plan.spans.base
        for index in 0..<plan.spans.count { entity.rewind(spans + index, to: time) }
        let before: UInt64
        var after: UInt64
        if mask == 0 {
            before = header.pointee.ring.end
            after = before
        } else {
            before = header.pointee.ring.insert(time: time, stride: plan.stride)
            after = before + 1
            header.pointee.ring.record(before, stride: plan.stride).update(
                from: words, count: plan.stride)
        }
        for index in 0..<plan.spans.count {
            entity.advance(
                spans + index, to: time, limit: spans[index].includesPresent ? after : before)
        }
        read(entity, row, time: time)
        after = header.pointee.ring.end
        for index in 0..<plan.spans.count {
            entity.advance(spans + index, to: header.pointee.lastTime, limit: after)
        }
    }

    func makeBlock(_ key: UInt64) -> UnsafeMutableRawPointer {
        let block = memory.free.popLast() ?? freshBlock()
        EntityState.initialize(block, plan: plan.layout)
        EntityState(block: block, plan: plan.layout).begin(key, cut: saving.number)
        table.insert(key, block)
        return block
    }

    private func freshBlock() -> UnsafeMutableRawPointer {
        let size = plan.blockBytes
        if slab == nil || slabUsed == FeatureGroup.slabBlocks {
            let made = UnsafeMutableRawPointer.allocate(
                byteCount: size * FeatureGroup.slabBlocks, alignment: 16)
            blocks.append(made)
            slab = made
            slabUsed = 0
        }
        defer { slabUsed += 1 }
        return slab.unsafelyUnwrapped + slabUsed * size
    }

    /// Blocks made, with an entity or not.
    var blockCount: Int {
        blocks.isEmpty ? 0 : (blocks.count - 1) * FeatureGroup.slabBlocks + slabUsed
    }
}

extension FeatureGroup {
    /// Fills `words` with the record the event would leave, and returns its stream mask.
    @inline(__always)
    private func fillWords(
        _ batch: EventBatch, _ index: Int, _ row: UnsafeMutablePointer<Value>, time: Int64
    ) -> UInt64 {
        var mask: UInt64 = 0
        var filled: UInt64 = 0
        let marks = batch.marks(index)
        let entities = batch.entities(index)
        for stream in plan.streams(ofType: Int(batch.types[index])) {
            if stream.bit >= 0, marks[Int(stream.bit >> 6)] & 1 << UInt64(stream.bit & 63) == 0 {
                continue
            }
            if stream.column >= 0, filled & 1 << UInt64(stream.column) == 0 {
                let place = plan.columns.base + Int(stream.column)
                guard let value = word(of: place, row, entities, time: time) else { continue }
                words[place.pointee.word] = value
                filled |= 1 << UInt64(stream.column)
            }
            mask |= stream.mask
        }
        words[0] = UInt64(bitPattern: time)
        words[1] = mask
        return mask
    }

    @inline(__always)
    private func word(
        of column: UnsafePointer<GroupPlan.Column>, _ row: UnsafeMutablePointer<Value>,
        _ entities: UnsafeMutablePointer<UInt64>, time: Int64
    ) -> UInt64? {
        if let entity = column.pointee.entity {
            return entities[entity] == 0 ? nil : entities[entity]
        }
        guard let slot = column.pointee.slot else { return computed(column, row, time: time) }
        return word(row[slot], column.pointee.form)
    }

    @inline(never)
    private func computed(
        _ column: UnsafePointer<GroupPlan.Column>, _ row: UnsafeMutablePointer<Value>, time: Int64
    ) -> UInt64? {
        scratch.time = time
        let value = column.pointee.program.unsafelyUnwrapped._withUnsafeGuaranteedRef {
            $0.evaluate(row, scratch)
        }
        defer { scratch.reset() }
        return word(value, column.pointee.form)
    }

    @inline(__always)
    private func word(_ value: Value, _ form: ValueForm) -> UInt64? {
        switch (form, value.kind) {
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
        let outputs = plan.outputs.base
        for index in 0..<plan.outputs.count {
            let output = outputs + index
            let value = entity.read(output, time: time, present: words)
            row[output.pointee.slot] =
                output.pointee.form == .text && value.kind == .uint ? text(value.bits) : value
        }
    }

    private func text(_ index: UInt64) -> Value {
        index == TextPool.notKept ? .absent : .string(texts.text(index))
    }

    /// Entities seen and bytes held for them.
    package var size: (entities: Int, bytes: Int) {
        var bytes = table.bytes + blocks.count * FeatureGroup.slabBlocks * plan.blockBytes
        table.forEach { _, block in
            bytes += EntityState(block: block, plan: plan.layout).bytesOutside
        }
        return (table.count, bytes + texts.bytes)
    }
}
