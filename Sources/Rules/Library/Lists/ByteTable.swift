import Toolbox

/// An immutable table from byte strings to numbers: open addressing over one pool of bytes.
///
/// Complexity: lookup O(key); building O(all keys). At most 2³² bytes of keys.
final class ByteTable: Sendable {
    private struct Slot {
        /// 0 in an empty slot.
        var hash: UInt64 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
        var value: Int64 = 0
    }
    private let slots: Flat<Slot>
    private let pool: Flat<UInt8>
    private let mask: Int
    let count: Int

    /// - Parameter merging: makes one value of two for the same key.
    init(_ entries: [(key: [UInt8], value: Int64)], merging: (Int64, Int64) -> Int64) {
        var capacity = 8
        while capacity < entries.count * 2 { capacity *= 2 }
        let mask = capacity - 1
        var slots = Array(repeating: Slot(), count: capacity)
        var pool: [UInt8] = []
        pool.reserveCapacity(entries.reduce(0) { $0 + $1.key.count })
        var count = 0
        for entry in entries {
            entry.key.withUnsafeBufferPointer { key in
                let hash = Hash64.of(key)
                let place = slots.withUnsafeBufferPointer { slots in
                    pool.withUnsafeBufferPointer {
                        Self.place(of: key, hash, slots.baseAddress, $0.baseAddress, mask)
                    }
                }
                if slots[place].hash != 0 {
                    slots[place].value = merging(slots[place].value, entry.value)
                    return
                }
                slots[place] = Slot(
                    hash: hash, start: UInt32(pool.count), count: UInt32(key.count),
                    value: entry.value)
                pool.append(contentsOf: key)
                count += 1
            }
        }
        self.slots = Flat(slots)
        self.pool = Flat(pool)
        self.mask = mask
        self.count = count
    }

    /// The value of a key; nil without one.
    subscript(key: UnsafeBufferPointer<UInt8>) -> Int64? {
        let place = Self.place(of: key, Hash64.of(key), slots.base, pool.base, mask)
        return slots.base[place].hash == 0 ? nil : slots.base[place].value
    }

    private static func place(
        of key: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slots: UnsafePointer<Slot>?,
        _ pool: UnsafePointer<UInt8>?, _ mask: Int
    ) -> Int {
        guard let slots else { return 0 }
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0 {
            let slot = slots[place]
            if slot.hash == hash, Int(slot.count) == key.count {
                let held = UnsafeBufferPointer(
                    start: pool.map { $0 + Int(slot.start) }, count: key.count)
                if held.elementsEqual(key) { return place }
            }
            place = (place + 1) & mask
        }
        return place
    }
}
