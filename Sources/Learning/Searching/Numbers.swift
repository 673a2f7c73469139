import Foundation

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// A number to three digits, as people would write it.
func shortened(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let size = pow(10, 2 - floor(log10(abs(value))))
    return (value * size).rounded() / size
}
