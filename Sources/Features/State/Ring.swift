/// The records of one entity in order of event time, addressed by a sequence that never repeats.
///
/// A record is `stride` words: time, the mask of streams it belongs to, then the values. The
/// capacity is a power of two, so a sequence finds its record by masking. Plain memory: whoever
/// holds a ring must ``free()`` it.
package struct Ring {
    var words: UnsafeMutablePointer<UInt64>?
    /// Sequence of the oldest record.
    package var start: UInt64
    /// Sequence after the youngest record.
    package var end: UInt64
    var capacity: UInt32

    /// Holds nothing, and no memory.
    package static var empty: Ring { Ring(words: nil, start: 0, end: 0, capacity: 0) }

    var count: Int { Int(end - start) }

    func bytes(stride: Int) -> Int { Int(capacity) * stride * 8 }

    package mutating func free() {
        words?.deallocate()
        self = .empty
    }

    /// The words of the record with `sequence`, which must be in `start..<end`.
    @inline(__always)
    package func record(_ sequence: UInt64, stride: Int) -> UnsafeMutablePointer<UInt64> {
        words.unsafelyUnwrapped
            + Int(truncatingIfNeeded: sequence & UInt64(capacity &- 1)) * stride
    }

    @inline(__always)
    func time(_ sequence: UInt64, stride: Int) -> Int64 {
        Int64(bitPattern: record(sequence, stride: stride)[0])
    }

    /// Room for one more record at the young end; the caller fills its words.
    @inline(__always)
    package mutating func append(stride: Int) -> UnsafeMutablePointer<UInt64> {
        if count == Int(capacity) { grow(stride: stride) }
        end += 1
        return record(end - 1, stride: stride)
    }

    /// Room for a record of `time` behind all of its time or earlier; returns its sequence.
    ///
    /// O(records younger than `time`).
    package mutating func insert(time: Int64, stride: Int) -> UInt64 {
        _ = append(stride: stride)
        var sequence = end - 1
        while sequence > start, self.time(sequence - 1, stride: stride) > time {
            record(sequence, stride: stride).update(
                from: record(sequence - 1, stride: stride), count: stride)
            sequence -= 1
        }
        return sequence
    }

    /// Forgets the oldest record.
    @inline(__always)
    package mutating func dropFirst() { start += 1 }

    @inline(never)
    private mutating func grow(stride: Int) {
        let size = max(4, capacity * 2)
        let made = UnsafeMutablePointer<UInt64>.allocate(capacity: Int(size) * stride)
        var sequence = start
        while sequence < end {
            let target = made + Int(truncatingIfNeeded: sequence & UInt64(size - 1)) * stride
            target.update(from: record(sequence, stride: stride), count: stride)
            sequence += 1
        }
        words?.deallocate()
        words = made
        capacity = size
    }
}
