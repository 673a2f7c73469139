package import CEL
package import Toolbox

/// What became of one row of a batch.
package enum Admission: UInt8, Sendable {
    /// To be decided.
    case accepted
    /// Its (source, id) was seen before; it changes nothing.
    case duplicate
    /// It became a dead letter after it was read (in the future, too late).
    case refused
}

/// The rows of a few hundred to a few thousand events, read and ready to be walked.
///
/// One event is a batch of one: live and replay use the same rows. Memory is allocated once and
/// reused; text is kept in `arena` until ``reset()``. Not thread-safe, but different rows may be
/// written by different threads.
package final class EventBatch: @unchecked Sendable {
    package let capacity: Int
    /// Slots in a row: the event's, then features', then whatever rules and policy add.
    package let stride: Int
    package let entityCount: Int
    /// Words of marks in a row.
    package let markWords: Int
    @exclusivity(unchecked) package private(set) var count = 0

    package let rows: UnsafeMutablePointer<Value>
    /// Event time, milliseconds since 1970-01-01T00:00:00Z.
    package let times: UnsafeMutablePointer<Int64>
    /// When the row was received, milliseconds since 1970; no event is later than that by much.
    package let received: UnsafeMutablePointer<Int64>
    /// How far event time had surely come when the row was admitted, milliseconds since 1970.
    package let watermarks: UnsafeMutablePointer<Int64>
    /// Index into the schema's types.
    package let types: UnsafeMutablePointer<UInt16>
    /// Identity of (source, id).
    package let identities: UnsafeMutablePointer<Hash128>
    /// `entityCount` hashes a row; 0 where the event names no such entity.
    package let entities: UnsafeMutablePointer<UInt64>
    package let admissions: UnsafeMutablePointer<Admission>
    /// `markWords` words a row: which conditions of the features hold, a bit each.
    private let marks: UnsafeMutablePointer<UInt64>
    /// One-based line in the input.
    package let lines: UnsafeMutablePointer<Int>
    /// The event as it was sent, for the log and for replay.
    package let texts: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>

    /// Owns every byte that the rows point at, `texts` aside.
    package let arena: Arena
    package var deadLetters: [DeadLetter] = []
    /// Fields no schema knows, with how often they were met.
    package var unknownFields: [String: Int] = [:]
    /// Name of the file or route the rows came through.
    package var input = ""
    /// Time of receipt for the rows committed next, milliseconds since 1970.
    package var receivedAt: Int64 = 0

    package init(capacity: Int, stride: Int, entityCount: Int, markWords: Int) {
        self.capacity = capacity
        self.stride = stride
        self.entityCount = max(1, entityCount)
        self.markWords = markWords
        rows = .allocate(capacity: capacity * stride)
        times = .allocate(capacity: capacity)
        received = .allocate(capacity: capacity)
        watermarks = .allocate(capacity: capacity)
        types = .allocate(capacity: capacity)
        identities = .allocate(capacity: capacity)
        entities = .allocate(capacity: capacity * max(1, entityCount))
        admissions = .allocate(capacity: capacity)
        marks = .allocate(capacity: capacity * markWords)
        lines = .allocate(capacity: capacity)
        texts = .allocate(capacity: capacity)
        arena = Arena(blockBytes: 256 * 1024)
    }

    deinit {
        rows.deallocate()
        times.deallocate()
        received.deallocate()
        watermarks.deallocate()
        types.deallocate()
        identities.deallocate()
        entities.deallocate()
        admissions.deallocate()
        marks.deallocate()
        lines.deallocate()
        texts.deallocate()
    }

    /// Forgets every row; values read from this batch are invalid from here on.
    package func reset() {
        count = 0
        arena.reset()
        deadLetters.removeAll(keepingCapacity: true)
        unknownFields.removeAll(keepingCapacity: true)
    }

    /// The slots of one row.
    @inline(__always)
    package func row(_ index: Int) -> UnsafeMutablePointer<Value> { rows + index * stride }

    /// The entity hashes of one row.
    @inline(__always)
    package func entities(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        entities + index * entityCount
    }

    /// The marks of one row; filled when it is admitted.
    @inline(__always)
    package func marks(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        marks + index * markWords
    }

    /// Clears the next row and returns it; it counts only after ``commit(_:)``.
    package func begin() -> UnsafeMutablePointer<Value> {
        precondition(count < capacity, "A batch takes at most \(capacity) events")
        let row = row(count)
        UnsafeMutableRawPointer(row).initializeMemory(
            as: UInt8.self, repeating: 0, count: stride * MemoryLayout<Value>.stride)
        entities(count).update(repeating: 0, count: entityCount)
        return row
    }

    /// Keeps the row begun last.
    package func commit(
        time: Int64, type: Int, identity: Hash128, line: Int, text: UnsafeBufferPointer<UInt8>
    ) {
        times[count] = time
        received[count] = receivedAt
        types[count] = UInt16(truncatingIfNeeded: type)
        identities[count] = identity
        admissions[count] = .accepted
        lines[count] = line
        texts[count] = text
        count += 1
    }
}
