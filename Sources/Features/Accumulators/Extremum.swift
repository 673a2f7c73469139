/// The least (or greatest) of a sliding window: a deque of the values that can still become it.
///
/// Each value is pushed and popped at most once: amortised O(1). (Lemire, "Streaming
/// maximum-minimum filter", 2006.) Values are whole numbers in the order of what they stand for,
/// see ``ValueForm/rank(_:)``; for the greatest, feed `~rank`. Plain memory: whoever holds it must
/// ``free()`` it.
package struct Extremum {
    struct Entry {
        var sequence: UInt64
        var value: Int64
    }

    var entries: UnsafeMutablePointer<Entry>?
    var capacity: UInt32
    var head: UInt32
    var count: UInt32

    /// Holds nothing, and no memory.
    package static var empty: Extremum { Extremum() }

    private init() {
        entries = nil
        capacity = 0
        head = 0
        count = 0
    }

    var bytes: Int { Int(capacity) * MemoryLayout<Entry>.stride }

    package mutating func free() {
        entries?.deallocate()
        self = .empty
    }

    /// The least value held.
    package var least: Int64? {
        count > 0 ? entries.unsafelyUnwrapped[Int(head)].value : nil
    }

    /// A value enters at the young end.
    package mutating func push(_ value: Int64, sequence: UInt64) {
        while count > 0, self[count - 1].value >= value { count -= 1 }
        if count == capacity { grow() }
        entries.unsafelyUnwrapped[index(count)] = Entry(sequence: sequence, value: value)
        count += 1
    }

    /// A value enters that never leaves, so only the least is kept.
    mutating func pushForGood(_ value: Int64) {
        if let least, least <= value { return }
        push(value, sequence: 0)
    }

    /// A value enters that leaves with all of its tile: one entry a tile is enough.
    ///
    /// - Parameter tile: rises with time.
    mutating func push(_ value: Int64, tile: UInt64) {
        if count > 0, self[count - 1].sequence == tile, self[count - 1].value <= value { return }
        push(value, sequence: tile)
    }

    /// All before `sequence` have left at the old end.
    package mutating func drop(before sequence: UInt64) {
        while count > 0, self[0].sequence < sequence {
            head = (head + 1) & (capacity - 1)
            count -= 1
        }
    }

    mutating func removeAll() { count = 0 }

    func index(_ offset: UInt32) -> Int { Int((head + offset) & (capacity - 1)) }

    private subscript(offset: UInt32) -> Entry { entries.unsafelyUnwrapped[index(offset)] }

    private mutating func grow() {
        let size = max(4, capacity * 2)
        let made = UnsafeMutablePointer<Entry>.allocate(capacity: Int(size))
        for offset in 0..<count { (made + Int(offset)).initialize(to: self[offset]) }
        entries?.deallocate()
        entries = made
        capacity = size
        head = 0
    }
}
