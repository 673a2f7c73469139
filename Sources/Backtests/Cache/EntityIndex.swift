import Foundation
import Toolbox
import Vocabulary

/// The entities of one kind that a log names, numbered from one in the order they came.
struct EntityIndex: ~Copyable {
    private var slots: UnsafeMutablePointer<UInt32>
    private var slotCount = 1 << 12
    private(set) var hashes: [UInt64] = []
    private(set) var names = ByteWriter()
    private(set) var ends: [UInt64] = []

    init() {
        slots = .allocate(capacity: 1 << 12)
        slots.initialize(repeating: 0, count: 1 << 12)
    }

    deinit { slots.deallocate() }

    /// The number of an entity, and whether it is new; then its name is to follow. Amortised O(1).
    mutating func number(of hash: UInt64) -> (number: UInt32, isNew: Bool) {
        var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
        while slots[slot] != 0 {
            if hashes[Int(slots[slot]) - 1] == hash { return (slots[slot], false) }
            slot = (slot + 1) & (slotCount - 1)
        }
        hashes.append(hash)
        slots[slot] = UInt32(hashes.count)
        if hashes.count * 2 > slotCount { grow() }
        return (UInt32(hashes.count), true)
    }

    /// Names the entity that is new.
    mutating func name(_ text: String) {
        names.append(text)
        ends.append(UInt64(names.count))
    }

    private mutating func grow() {
        slots.deallocate()
        slotCount *= 2
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
        for (place, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = UInt32(place + 1)
        }
    }

    /// Writes count, hashes, ends of names, and names; how many bytes.
    func write(to path: String) throws -> Int {
        var data = Data()
        withUnsafeBytes(of: UInt64(hashes.count)) { data.append(contentsOf: $0) }
        hashes.withUnsafeBytes { data.append(contentsOf: $0) }
        ends.withUnsafeBytes { data.append(contentsOf: $0) }
        data.append(contentsOf: names.bytes)
        try data.write(to: URL(fileURLWithPath: path))
        return data.count
    }
}

/// The entities of one kind in a cache: hashes and names by number, from one; 0 is none.
struct EntityList: Sendable {
    let count: Int
    private let data: Data

    init(path: String) throws {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped),
            data.count >= 8
        else { throw ColumnFile.torn(path) }
        let count = Int(data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
        guard data.count >= 8 + count * 16 else { throw ColumnFile.torn(path) }
        (self.data, self.count) = (data, count)
    }

    /// By number; 0 for none.
    var hashes: [UInt64] {
        data.withUnsafeBytes { bytes in
            [0]
                + (0..<count).map {
                    bytes.loadUnaligned(fromByteOffset: 8 + $0 * 8, as: UInt64.self)
                }
        }
    }

    func name(_ number: Int) -> String {
        guard number > 0, number <= count else { return "" }
        return data.withUnsafeBytes { bytes in
            func end(_ place: Int) -> Int {
                place < 0
                    ? 0
                    : Int(
                        bytes.loadUnaligned(
                            fromByteOffset: 8 + (count + place) * 8, as: UInt64.self))
            }
            let start = 8 + count * 16
            return String(
                decoding: bytes[start + end(number - 2)..<start + end(number - 1)], as: UTF8.self)
        }
    }
}
