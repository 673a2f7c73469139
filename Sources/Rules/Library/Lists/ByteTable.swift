import Toolbox

/// An immutable table from byte strings to numbers: open addressing over one pool of bytes.
///
/// Complexity: lookup O(key); building O(all keys). At most 2³² bytes of keys.
final class ByteTable: @unchecked Sendable {
    private struct Slot {
        /// 0 in an empty slot.
        var hash: UInt64 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
        var value: Int64 = 0
    }
    private var slots: [Slot]
    private var pool: [UInt8] = []
    private let mask: Int
    private(set) var count = 0

    /// - Parameter merging: makes one value of two for the same key.
    init(_ entries: [(key: [UInt8], value: Int64)], merging: (Int64, Int64) -> Int64) {
        var capacity = 8
        while capacity < entries.count * 2 { capacity *= 2 }
        slots = Array(repeating: Slot(), count: capacity)
        mask = capacity - 1
        pool.reserveCapacity(entries.reduce(0) { $0 + $1.key.count })
        for entry in entries {
            entry.key.withUnsafeBufferPointer { key in
                let hash = Hash64.of(key)
                let place = place(of: key, hash)
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
    }

    /// The value of a key; nil without one.
    subscript(key: UnsafeBufferPointer<UInt8>) -> Int64? {
        let slot = slots[place(of: key, Hash64.of(key))]
        return slot.hash == 0 ? nil : slot.value
    }

    private func place(of key: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].hash != 0, !holds(slots[place], key, hash) {
            place = (place + 1) & mask
        }
        return place
    }

    private func holds(
        _ slot: Slot, _ key: UnsafeBufferPointer<UInt8>, _ hash: UInt64
    ) -> Bool {
        guard slot.hash == hash, Int(slot.count) == key.count else { return false }
        let start = Int(slot.start)
        return pool[start..<start + key.count].elementsEqual(key)
    }
}
