/// Sums of numbers that do not depend on their order: 128-bit fixed point, 64 bits of fraction.
///
/// Every double of magnitude 2^-12 to 2^62 is held exactly; smaller ones lose what lies below
/// 2^-64. Adding and taking away again is exact, so a sliding sum never drifts and a replay, a
/// recovery or another order of the same events gives the same bits.
package enum FixedPoint {
    /// Magnitudes from here on do not fit.
    package static let bound = 0x1p62

    /// `value` times 2^64, or nil when it does not fit.
    @inline(__always)
    package static func from(_ value: Double) -> Int128? {
        guard value.magnitude < bound else { return nil }
        guard value.isNormal else { return 0 }
        let shift = Int(value.exponent) - 52 + 64
        let significand = Int128(value.significandBitPattern | 1 << 52)
        guard shift > -64 else { return 0 }
        let magnitude = shift >= 0 ? significand << Int128(shift) : significand >> Int128(-shift)
        return value < 0 ? -magnitude : magnitude
    }

    @inline(__always)
    package static func from(_ value: Int64) -> Int128 { Int128(value) << 64 }

    /// The nearest double.
    @inline(__always)
    package static func toDouble(_ sum: Int128) -> Double { Double(sum) * 0x1p-64 }
}
