import Glibc

/// Numbers kept as counts by buckets that widen by ``growth``, so that any quantile is told within
/// 5 % and days can be added up: DDSketch (Masson, Rim and Lee, VLDB 2019).
package struct SpanSketch: Sendable, Hashable {
    /// The upper end of a bucket over its lower end.
    package static let growth = 1.1
    /// Numbers below count as this.
    package static let least = 1e-3
    /// Numbers above count as this.
    package static let most = 1e9

    /// By bucket, never 0.
    package private(set) var counts: [Int: Int]

    package init(_ counts: [Int: Int] = [:]) { self.counts = counts.filter { $0.value > 0 } }

    /// The bucket of a number.
    package static func bucket(_ number: Double) -> Int {
        let number = min(most, max(least, number.isFinite ? number : most))
        return Int((log(number) / log(growth)).rounded(.up))
    }

    package mutating func add(_ number: Double) {
        counts[SpanSketch.bucket(number), default: 0] += 1
    }

    package mutating func add(_ other: SpanSketch) {
        counts.merge(other.counts) { $0 + $1 }
    }

    package var count: Int { counts.values.reduce(0, +) }

    /// - Parameter share: 0...1, such as 0.5 for the median.
    /// - Returns: nil where there are no numbers. O(buckets log buckets).
    package func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let place = Int((Double(count) * share).rounded(.up)).clamped(to: 1...count)
        var passed = 0
        for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
            passed += count
            if passed >= place {
                // The middle of the bucket by which the error is the least to both sides.
                return 2 * pow(SpanSketch.growth, Double(bucket)) / (1 + SpanSketch.growth)
            }
        }
        return nil
    }
}

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self {
        min(range.upperBound, max(range.lowerBound, self))
    }
}
