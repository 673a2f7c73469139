import CMemory

/// Entities by hash: open addressing with linear probing, one pointer an entity.
///
/// Lookup, insertion and removal O(1) expected; growth doubles and is O(entities).
struct EntityTable: ~Copyable {
    private struct Slot {
        /// 0 is an empty slot.
        var key: UInt64
        var block: UnsafeMutableRawPointer?
    }

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private(set) var count = 0

    init() {
        slots = .allocate(capacity: 1024)
        slots.initialize(repeating: Slot(key: 0, block: nil), count: 1024)
        mask = 1023
    }

    deinit { slots.deallocate() }

    /// Bytes of an entity's place, and of the empty places it has beside it on the average.
    static let bytesPerEntity = 32

    /// Whether one more makes it grow.
    var isFull: Bool { count * 4 >= (mask + 1) * 3 }

    var bytes: Int { (mask + 1) * MemoryLayout<Slot>.stride }

    /// Has memory bring the slot that finding `key` reads first.
    @inline(__always)
    func prefetch(_ key: UInt64) { assay_prefetch(slots + (Int(truncatingIfNeeded: key) & mask)) }

    @inline(__always)
    func find(_ key: UInt64) -> UnsafeMutableRawPointer? {
        var slot = Int(truncatingIfNeeded: key) & mask
        while slots[slot].key != key {
            if slots[slot].key == 0 { return nil }
            slot = (slot + 1) & mask
        }
        return slots[slot].block
    }

    /// Adds an entity that is not there yet.
    mutating func insert(_ key: UInt64, _ block: UnsafeMutableRawPointer) {
        if isFull { grow() }
        place(Slot(key: key, block: block))
        count += 1
    }

    /// Takes out an entity that is there. Later members of its run move back, so no marker is left
    /// behind. O(1) expected.
    mutating func remove(_ key: UInt64) {
        var hole = Int(truncatingIfNeeded: key) & mask
        while slots[hole].key != key { hole = (hole + 1) & mask }
        var probe = (hole + 1) & mask
        while slots[probe].key != 0 {
            let home = Int(truncatingIfNeeded: slots[probe].key) & mask
            if (probe &- home) & mask >= (probe &- hole) & mask {
                slots[hole] = slots[probe]
                hole = probe
            }
            probe = (probe + 1) & mask
        }
        slots[hole] = Slot(key: 0, block: nil)
        count -= 1
    }

    func forEach(_ body: (UInt64, UnsafeMutableRawPointer) -> Void) {
        for index in 0...mask {
            if let block = slots[index].block { body(slots[index].key, block) }
        }
    }

    private func place(_ entry: Slot) {
        var slot = Int(truncatingIfNeeded: entry.key) & mask
        while slots[slot].key != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    /// Doubles it. O(entities).
    mutating func grow() {
        let old = slots
        let oldCount = mask + 1
        slots = .allocate(capacity: oldCount * 2)
        slots.initialize(repeating: Slot(key: 0, block: nil), count: oldCount * 2)
        mask = oldCount * 2 - 1
        for index in 0..<oldCount where old[index].key != 0 { place(old[index]) }
        old.deallocate()
    }
}
