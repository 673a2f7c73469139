import Glibc
import Toolbox

/// A logistic regression over standardised inputs; a missing input counts as its mean.
struct LogisticModel: Sendable {
    struct Term: Sendable {
        var weight: Double
        var mean: Double
        var scale: Double
    }

    let intercept: Double
    let terms: Flat<Term>

    @inline(__always)
    func margin(_ row: UnsafePointer<Double>) -> Double {
        var sum = intercept
        for index in 0..<terms.count { sum += part(index, row[index]) }
        return sum
    }

    @inline(__always)
    private func part(_ index: Int, _ value: Double) -> Double {
        let term = terms.base[index]
        return value.isNaN ? 0 : term.weight * (value - term.mean) / term.scale
    }

    func contributions(_ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {
        for index in 0..<terms.count { values[index] = part(index, row[index]) }
        values[terms.count] = intercept
    }

    @inline(__always)
    static func sigmoid(_ margin: Double) -> Double { 1 / (1 + exp(-margin)) }
}
