import CMemory
import Glibc
import Toolbox

/// How often each value stands in a window; answers distinct, top share, Herfindahl index and
/// entropy in O(1).
///
/// Entropy is H = log2 n − (Σ c·log2 c)/n. The sum is kept in integers (2^-32 units), so adding
/// and removing never drifts; so is Σ c². The top count is kept by a histogram of counts, since one
/// change moves the maximum by at most one. Sum and histogram are kept only where asked for. Plain
/// memory: whoever holds a tally must ``free()`` it.
package struct Tally {
    /// What is asked of a tally beside how many values differ.
    struct Wants: OptionSet {
        let rawValue: Int64

        /// The count of the most common value.
        static let top = Wants(rawValue: 1)
        static let entropy = Wants(rawValue: 2)
    }

    struct Slot {
        /// 0 is an empty slot.
        var key: UInt64
        var count: UInt32
    }

    var slots: UnsafeMutablePointer<Slot>?
    var histogram: UnsafeMutablePointer<UInt32>?
    var capacity: UInt32
    var histogramCapacity: UInt32
    package var distinct: UInt32
    var top: UInt32
    var total: Int64
    var weighted: Int64
    /// Σ c²; a tally of 2^32 events still fits.
    var squares: UInt64
    let wants: Wants

    /// An empty tally that answers everything.
    package static var empty: Tally { Tally([.top, .entropy]) }

    init(_ wants: Wants) {
        self.wants = wants
        slots = nil
        histogram = nil
        capacity = 0
        histogramCapacity = 0
        distinct = 0
        top = 0
        total = 0
        weighted = 0
        squares = 0
    }

    /// Has memory bring what counting `key` will read first.
    @inline(__always)
    func prefetch(_ key: UInt64) {
        guard let slots else { return }
        assay_prefetch(slots + Tally.home(of: key, mask: Int(capacity) - 1))
        if let histogram { assay_prefetch(histogram) }
    }

    /// The slot in which looking for `key` begins.
    @inline(__always)
    private static func home(of key: UInt64, mask: Int) -> Int {
        Int(truncatingIfNeeded: Hash64.mix(key, 0x9E37_79B9_7F4A_7C15)) & mask
    }

    /// Bytes held outside the struct.
    var bytes: Int {
        Int(capacity) * MemoryLayout<Slot>.stride + Int(histogramCapacity) * 4
    }

    package mutating func free() {
        slots?.deallocate()
        histogram?.deallocate()
        self = Tally(wants)
    }

    /// Count of the most common value / n; only where `top` is asked for.
    package var topShare: Double? { total > 0 ? Double(top) / Double(total) : nil }

    /// Σ share², from 1 / distinct (all alike) to 1 (one value).
    package var herfindahl: Double? {
        total > 0 ? Double(squares) / (Double(total) * Double(total)) : nil
    }

    /// Bits; only where `entropy` is asked for.
    package var entropy: Double? {
        guard total > 0 else { return nil }
        guard distinct > 1 else { return 0 }
        let count = Double(total)
        let bits = log2(count) - Double(weighted) * 0x1p-32 / count
        return bits > 0 ? bits : 0
    }

    /// Counts `key` once more. O(1) expected.
    package mutating func add(_ key: UInt64) {
        if distinct * 4 >= capacity * 3 { grow() }
        let slot = find(key)
        let before = slots.unsafelyUnwrapped[slot].count
        if before == 0 {
            slots.unsafelyUnwrapped[slot].key = key
            distinct += 1
        }
        let after = before + 1
        slots.unsafelyUnwrapped[slot].count = after
        total += 1
        squares += UInt64(before) + UInt64(after)
        if wants.contains(.top) { count(before: before, after: after) }
        if wants.contains(.entropy) { weighted += Tally.weight(after) - Tally.weight(before) }
    }

    /// A value is counted once more than before.
    private mutating func count(before: UInt32, after: UInt32) {
        if after >= histogramCapacity { growHistogram() }
        if before > 0 { histogram.unsafelyUnwrapped[Int(before)] -= 1 }
        histogram.unsafelyUnwrapped[Int(after)] += 1
        if after > top { top = after }
    }

    /// Takes back one ``add(_:)`` of `key`. O(1) expected.
    package mutating func remove(_ key: UInt64) {
        let slot = find(key)
        let before = slots.unsafelyUnwrapped[slot].count
        precondition(before > 0, "A tally only gives back what it was given")
        let after = before - 1
        if wants.contains(.top) {
            histogram.unsafelyUnwrapped[Int(before)] -= 1
            if after > 0 { histogram.unsafelyUnwrapped[Int(after)] += 1 }
            if before == top && histogram.unsafelyUnwrapped[Int(before)] == 0 { top -= 1 }
        }
        slots.unsafelyUnwrapped[slot].count = after
        total -= 1
        squares -= UInt64(before) + UInt64(after)
        if wants.contains(.entropy) { weighted += Tally.weight(after) - Tally.weight(before) }
        if after == 0 {
            distinct -= 1
            close(slot)
        }
    }

    func find(_ key: UInt64) -> Int {
        let mask = Int(capacity) - 1
        let slots = slots.unsafelyUnwrapped
        var slot = Tally.home(of: key, mask: mask)
        while slots[slot].count != 0 && slots[slot].key != key { slot = (slot + 1) & mask }
        return slot
    }

    /// Empties a slot by moving later members of its run back, so no marker is left behind.
    private func close(_ emptied: Int) {
        let mask = Int(capacity) - 1
        let slots = slots.unsafelyUnwrapped
        var hole = emptied
        var probe = (hole + 1) & mask
        while slots[probe].count != 0 {
            let home = Tally.home(of: slots[probe].key, mask: mask)
            if (probe &- home) & mask >= (probe &- hole) & mask {
                slots[hole] = slots[probe]
                slots[probe].count = 0
                hole = probe
            }
            probe = (probe + 1) & mask
        }
        slots[hole].count = 0
    }

    @inline(never)
    private mutating func grow() {
        let old = slots
        let oldCapacity = Int(capacity)
        capacity = max(4, capacity * 2)
        let made = UnsafeMutablePointer<Slot>.allocate(capacity: Int(capacity))
        made.initialize(repeating: Slot(key: 0, count: 0), count: Int(capacity))
        slots = made
        for index in 0..<oldCapacity where old.unsafelyUnwrapped[index].count != 0 {
            made[find(old.unsafelyUnwrapped[index].key)] = old.unsafelyUnwrapped[index]
        }
        old?.deallocate()
    }

    @inline(never)
    mutating func growHistogram() {
        let size = max(4, histogramCapacity * 2)
        let made = UnsafeMutablePointer<UInt32>.allocate(capacity: Int(size))
        made.initialize(repeating: 0, count: Int(size))
        if let old = histogram {
            made.update(from: old, count: Int(histogramCapacity))
            old.deallocate()
        }
        histogram = made
        histogramCapacity = size
    }

    private static let weights: [Int64] = (0..<4096).map { scaled(UInt32($0)) }

    /// c·log2 c in units of 2^-32.
    @inline(__always)
    static func weight(_ count: UInt32) -> Int64 {
        count < 4096 ? weights[Int(count)] : scaled(count)
    }

    private static func scaled(_ count: UInt32) -> Int64 {
        guard count > 1 else { return 0 }
        let value = Double(count)
        return Int64((value * log2(value) * 0x1p32).rounded())
    }
}
