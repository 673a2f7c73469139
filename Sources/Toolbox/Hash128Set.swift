import CMemory

/// An open-addressed set of 128-bit identities; sixteen bytes a slot.
///
/// Complexity: insertion and lookup O(1) expected; growth doubles and is O(count).
package struct Hash128Set: ~Copyable {
    /// Owns ``slots``; a snapshot may hold it too.
    private(set) var memory: Hash128Slots
    private var slots: UnsafeMutablePointer<Hash128>
    private var mask: Int
    package private(set) var count = 0

    /// - Parameter capacity: slots to begin with; rounded up to a power of two.
    package init(capacity: Int = 1024) {
        var size = 16
        while size < capacity { size *= 2 }
        memory = Hash128Slots(count: size)
        slots = memory.base
        mask = size - 1
    }

    /// Bytes held.
    package var bytes: Int { (mask + 1) * MemoryLayout<Hash128>.stride }

    /// Adds `identity`; false when it was there already.
    package mutating func insert(_ identity: Hash128) -> Bool {
        if count * 4 >= (mask + 1) * 3 { grow() }
        let slot = Hash128Set.slot(of: identity, slots: slots, mask: mask)
        if slots[slot].high != 0 { return false }
        slots[slot] = identity
        count += 1
        return true
    }

    /// Has memory bring what asking for `identity` will read.
    @inline(__always)
    package func prefetch(_ identity: Hash128) {
        assay_prefetch(slots + (Int(truncatingIfNeeded: identity.low) & mask))
    }

    package func contains(_ identity: Hash128) -> Bool {
        slots[Hash128Set.slot(of: identity, slots: slots, mask: mask)].high != 0
    }

    /// Empties the set and keeps its memory, unless a snapshot still reads that.
    package mutating func removeAll() {
        if isKnownUniquelyReferenced(&memory) {
            slots.update(repeating: Hash128(high: 0, low: 0), count: mask + 1)
        } else {
            memory = Hash128Slots(count: mask + 1)
            slots = memory.base
        }
        count = 0
    }

    private static func slot(
        of identity: Hash128, slots: UnsafeMutablePointer<Hash128>, mask: Int
    ) -> Int {
        var slot = Int(truncatingIfNeeded: identity.low) & mask
        while slots[slot].high != 0 && slots[slot] != identity { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = memory
        memory = Hash128Slots(count: old.count * 2)
        slots = memory.base
        mask = memory.count - 1
        for index in 0..<old.count where old.base[index].high != 0 {
            let slot = Hash128Set.slot(of: old.base[index], slots: slots, mask: mask)
            slots[slot] = old.base[index]
        }
    }
}
