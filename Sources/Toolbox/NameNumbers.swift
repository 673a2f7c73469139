import Glibc

/// Numbers for names, from 0 in the order they first come; and the names again by their numbers.
///
/// A name costs its bytes, 8 for where it ends and 16 to 32 in an open-addressed table. Names are
/// compared whole, so equal hashes do no harm.
///
/// ```swift
/// var names = NameNumbers()
/// names.number(of: "ann")  // 0
/// names.number(of: "bob")  // 1
/// names.number(of: "ann")  // 0
/// names.name(1)            // "bob"
/// ```
package struct NameNumbers: Sendable {
    /// The most names; the place of a name in the table comes from 32 bits of its hash.
    package static let limit = Int(Int32.max)

    /// 0 is free; else 32 bits of the name's hash, then its number plus one.
    private var slots = [UInt64](repeating: 0, count: 64)
    private var bytes: [UInt8] = []
    /// Where each name ends in `bytes`.
    private var ends: [Int] = []

    package init() {}

    package var count: Int { ends.count }

    /// The name's number, a new one if it has none. O(bytes), amortised.
    ///
    /// A name beyond ``limit`` is a programmer's error: whoever reads names bounds them first.
    package mutating func number(of name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if 2 * (count + 1) > slots.count { grow() }
        let hash = Hash64.of(name)
        let place = place(of: name, hash)
        if slots[place] != 0 { return UInt32(truncatingIfNeeded: slots[place]) - 1 }
        precondition(count < NameNumbers.limit, "names have numbers of 31 bits")
        slots[place] = hash & NameNumbers.tag | UInt64(count + 1)
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        return UInt32(count - 1)
    }

    package mutating func number(of name: String) -> UInt32 {
        var name = name
        return name.withUTF8 { number(of: $0) }
    }

    /// The name's number if it has one. O(bytes).
    package func find(_ name: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let found = slots[place(of: name, Hash64.of(name))]
        return found == 0 ? nil : UInt32(truncatingIfNeeded: found) - 1
    }

    /// The name that has a number below ``count``.
    package func name(_ number: UInt32) -> String {
        withName(number) { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the bytes of the name that has a number below ``count``.
    @inline(__always)
    package func withName<Answer>(
        _ number: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
    ) -> Answer {
        let number = Int(number)
        let start = number > 0 ? ends[number - 1] : 0
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<ends[number]]))
        }
    }

    private static let tag: UInt64 = 0xffff_ffff_0000_0000

    /// The slot that holds the name, or the free one where it would go.
    @inline(__always)
    private func place(of name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        var place = home(of: hash)
        // At most half of the slots are taken, so a free one comes.
        while true {
            let slot = slots[place]
            if slot == 0 { return place }
            if (slot ^ hash) & NameNumbers.tag == 0,
                isName(UInt32(truncatingIfNeeded: slot) - 1, name)
            {
                return place
            }
            place = (place + 1) & (slots.count - 1)
        }
    }

    /// Where the search for a hash begins: as many of its first bits as count the slots.
    @inline(__always)
    private func home(of hash: UInt64) -> Int {
        Int(hash >> UInt64(64 - slots.count.trailingZeroBitCount))
    }

    @inline(__always)
    private func isName(_ number: UInt32, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        withName(number) { held in
            held.count == name.count
                && (name.isEmpty || memcmp(held.baseAddress!, name.baseAddress!, name.count) == 0)
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: 2 * old.count)
        for slot in old where slot != 0 {
            var place = home(of: slot)
            while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }
}
