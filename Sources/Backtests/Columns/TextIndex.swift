import Toolbox

/// The different texts of a block, each once, in the order they came. O(bytes) a text.
struct TextIndex: ~Copyable {
    private static let slotCount = BlockLayout.rows * 2

    /// Places of entries by hash, from one; 0 is empty.
    private let slots: UnsafeMutablePointer<UInt32>
    private let hashes: UnsafeMutablePointer<UInt64>
    private(set) var ends: [UInt32] = []
    private(set) var starts: [UInt32] = []
    private(set) var bytes: [UInt8] = []

    init() {
        slots = .allocate(capacity: TextIndex.slotCount)
        slots.initialize(repeating: 0, count: TextIndex.slotCount)
        hashes = .allocate(capacity: BlockLayout.rows)
    }

    deinit {
        slots.deallocate()
        hashes.deallocate()
    }

    var count: Int { ends.count }

    mutating func removeAll() {
        if ends.isEmpty { return }
        slots.update(repeating: 0, count: TextIndex.slotCount)
        ends.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The place of a text, which is added where it is new.
    mutating func place(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = Hash64.of(text)
        var slot = Int(truncatingIfNeeded: hash) & (TextIndex.slotCount - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if hashes[place] == hash, isEqual(place, text) { return UInt32(place) }
            slot = (slot + 1) & (TextIndex.slotCount - 1)
        }
        let place = ends.count
        slots[slot] = UInt32(place + 1)
        hashes[place] = hash
        starts.append(UInt32(bytes.count))
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
        let spare = BlockLayout.whole(bytes.count) - bytes.count
        if spare > 0 { bytes.append(contentsOf: repeatElement(0, count: spare)) }
        return UInt32(place)
    }

    private func isEqual(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let (start, end) = (Int(starts[place]), Int(ends[place]))
        guard end - start == text.count else { return false }
        return bytes.withUnsafeBufferPointer { held in
            UnsafeBufferPointer(rebasing: held[start..<end]).elementsEqual(text)
        }
    }
}
