/// A sum of numbers that does not depend on their order: whole parts and fractions in integers.
///
/// Adding and taking away again is exact, so a sliding sum never drifts, and a replay, a recovery
/// or another order of the same events gives the same bits. Fractions are held to 2^-64; what a
/// double has below that is dropped from each value in the same way every time.
package struct ExactSum: Sendable, Hashable {
    private var whole: Int128 = 0
    /// In units of 2^-64.
    private var fraction: Int128 = 0

    /// Doubles from this magnitude on are not taken; 2^27 of the largest still fit.
    package static let bound = 0x1p100

    package init() {}

    /// Adds `value` once (`sign` 1) or takes it back (`sign` -1); false when it does not fit.
    @inline(__always)
    package mutating func add(_ value: Double, sign: Int64) -> Bool {
        guard value.magnitude < ExactSum.bound else { return false }
        let truncated = value.rounded(.towardZero)
        if truncated.magnitude < 0x1p53 {
            whole += Int128(Int64(truncated) * sign)
        } else {
            whole += Int128(truncated) * Int128(sign)
        }
        let rest = value - truncated
        if rest != 0 { fraction += Int128(rest * 0x1p64) * Int128(sign) }
        return true
    }

    /// Adds the product of two numbers with no rounding but below 2^-64.
    @inline(__always)
    package mutating func add(product left: Double, _ right: Double, sign: Int64) -> Bool {
        let product = left * right
        return add(product, sign: sign) && add((-product).addingProduct(left, right), sign: sign)
    }

    /// As ``add(_:sign:)`` for a whole number, none of which is too large.
    @inline(__always)
    package mutating func add(_ value: Int64, sign: Int64) {
        whole += Int128(value) * Int128(sign)
    }

    /// Adds all that another sum holds (`sign` 1), or takes it back (`sign` -1).
    package mutating func merge(_ other: ExactSum, sign: Int64) {
        whole += other.whole * Int128(sign)
        fraction += other.fraction * Int128(sign)
    }

    /// The nearest double, to within a unit in the last place.
    package var double: Double {
        let floor = whole &+ fraction >> 64
        let rest = UInt64(truncatingIfNeeded: fraction)
        guard let near = Int64(exactly: floor) else { return wide(floor, rest) }
        // Below zero the fraction is taken from above, so that small sums keep their digits.
        if near < 0, rest != 0 {
            return Double(near + 1) - Double(0 &- rest) * 0x1p-64
        }
        return Double(near) + Double(rest) * 0x1p-64
    }

    /// Apart, because the standard library's way from 128 bits to a double is slow.
    @inline(never)
    private func wide(_ floor: Int128, _ rest: UInt64) -> Double {
        if floor < 0, rest != 0 {
            return Double(floor + 1) - Double(0 &- rest) * 0x1p-64
        }
        return Double(floor) + Double(rest) * 0x1p-64
    }

    /// The sum as an int, if it has no fraction and fits.
    package var int: Int64? { fraction == 0 ? Int64(exactly: whole) : nil }
}
