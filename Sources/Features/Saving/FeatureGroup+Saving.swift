import Toolbox

/// How far a group is in a snapshot.
final class GroupSaving {
    /// Snapshots begun so far.
    var number: UInt32 = 0
    var writer: StateWriter?
    /// Which group it is of its engine.
    var group: UInt32 = 0
    /// Blocks in the order they were made: the next to look at, and how many belong to it.
    var next = 0
    var end = 0
    /// Texts, in the same way.
    var textNext = 0
    var textEnd = 0
}

extension FeatureGroup {
    /// Texts written in one record.
    private static let textsMax = 1024

    /// A number that changes with all that tells how this group's state lies in memory.
    var fingerprint: UInt64 {
        var text = "\(plan.stride) \(plan.blockBytes) \(plan.retention)"
        for index in 0..<plan.spans.count { text += " \(plan.spans.base[index])" }
        for index in 0..<plan.cursors.count { text += " \(plan.cursors.base[index])" }
        for index in 0..<plan.accumulators.count { text += " \(plan.accumulators.base[index])" }
        for index in 0..<plan.columns.count {
            let column = plan.columns.base[index]
            text += " \(column.form) \(column.word) \(column.entity ?? -1)"
        }
        return Hash64.of(text)
    }

    /// Begins a snapshot of the group as it is now. O(1) in its entities.
    func beginSaving(to writer: StateWriter, group: UInt32) {
        saving.number += 1
        saving.writer = writer
        saving.group = group
        (saving.next, saving.end) = (0, blockCount)
        (saving.textNext, saving.textEnd) = (0, texts.count)
        cut = saving.number
        writer.put(fingerprint)
        writer.put(UInt64(table.count))
        writer.put(UInt64(saving.textEnd))
        writer.put(UInt64(memory.expired))
        writer.put(UInt64(memory.forgotten))
        writer.put(words, plan.stride * 8)
    }

    /// Writes what is still to be written, until the writer has `count` bytes.
    ///
    /// - Returns: whether all is written.
    func saveMore(until count: Int) -> Bool {
        guard let writer = saving.writer else { return true }
        while saving.textNext < saving.textEnd, writer.count < count {
            let end = min(saving.textNext + FeatureGroup.textsMax, saving.textEnd)
            StateRecord.texts(saving.group).put(to: writer)
            texts.save(saving.textNext..<end, to: writer)
            saving.textNext = end
        }
        while saving.next < saving.end, writer.count < count {
            let entity = entity(saving.next)
            let header = entity.header.pointee
            if header.key != 0, header.cut < cut { keep(entity) }
            saving.next += 1
        }
        return saving.next == saving.end && saving.textNext == saving.textEnd
    }

    /// Writes one entity as it is now, before anything changes it.
    @inline(never)
    func keep(_ entity: EntityState) {
        entity.header.pointee.cut = cut
        guard let writer = saving.writer else { return }
        StateRecord.entity(saving.group).put(to: writer)
        entity.save(to: writer)
    }

    func endSaving() {
        cut = 0
        saving.writer = nil
    }

    /// The entity in the block that was made as `index`th; without a key where there is none.
    func entity(_ index: Int) -> EntityState {
        let slab = blocks[index / FeatureGroup.slabBlocks]
        return EntityState(
            block: slab + index % FeatureGroup.slabBlocks * plan.blockBytes, plan: plan.layout)
    }

    // MARK: Restoring

    /// Reads what ``beginSaving(to:group:)`` wrote, into a group that has seen nothing.
    ///
    /// - Returns: entities and texts to come.
    func restoreHead(from reader: StateReader) -> (entities: UInt64, texts: UInt64) {
        reader.check(reader.take(UInt64.self) == fingerprint)
        let entities: UInt64 = reader.take()
        let texts: UInt64 = reader.take()
        memory.expired = Int(truncatingIfNeeded: reader.take(UInt64.self))
        memory.forgotten = Int(truncatingIfNeeded: reader.take(UInt64.self))
        reader.take(into: words, plan.stride * 8)
        return (entities, texts)
    }

    func restoreEntity(from reader: StateReader) {
        let key: UInt64 = reader.take()
        guard reader.check(key != 0 && table.find(key) == nil) else { return }
        let entity = EntityState(block: makeBlock(key), plan: plan.layout)
        entity.restore(from: reader)
        if share > 0 { memory.counted += entity.counted.pointee }
    }

    func restoreTexts(from reader: StateReader) { texts.restore(from: reader) }

    /// Entities and texts there are.
    var counts: (entities: UInt64, texts: UInt64) { (UInt64(table.count), UInt64(texts.count)) }
}

extension TextPool {
    var count: Int { texts.count }

    /// Writes some texts, each with its length.
    func save(_ range: Range<Int>, to writer: StateWriter) {
        writer.put(UInt32(range.count))
        for index in range {
            writer.put(UInt32(texts[index].count))
            if let base = texts[index].baseAddress { writer.put(base, texts[index].count) }
        }
    }

    /// Keeps the texts that were saved behind those that are there.
    func restore(from reader: StateReader) {
        let count: UInt32 = reader.take()
        for _ in 0..<count {
            let size = Int(reader.take(UInt32.self))
            guard reader.check(size <= TextPool.bytesMax) else { return }
            withUnsafeTemporaryAllocation(byteCount: max(1, size), alignment: 1) { room in
                reader.take(into: room.baseAddress.unsafelyUnwrapped, size)
                let text = UnsafeBufferPointer(
                    rebasing: UnsafeBufferPointer(room.bindMemory(to: UInt8.self))[..<size])
                let place = texts.count
                if reader.isGood { reader.check(index(of: text) == UInt64(place)) }
            }
            guard reader.isGood else { return }
        }
    }
}
