import Glibc

/// Where a series changes its level: optimal partitioning (Jackson et al., IEEE Signal Processing
/// Letters 2005) of a weighted mean, with a penalty of 3 log n for a change (near Zhang and
/// Siegmund's modified BIC, Biometrics 2007), and noise told by the differences of neighbours, so
/// that a level that moves does not count as noise.
///
/// ```swift
/// ChangePoints.of([5, 6, 5, 6, 5, 19, 20, 18, 19, 20].map { .count($0) }) // [5]
/// ```
package enum ChangePoints {
    /// One day's or hour's number, brought to a scale on which its noise is the same at any level.
    package struct Point: Sendable, Hashable {
        package var value: Double
        /// 1 / variance under pure chance; 0 for a point that says nothing.
        package var weight: Double

        package init(value: Double, weight: Double) { (self.value, self.weight) = (value, weight) }

        /// How many: 2√(x + 3/8), of variance 1 (Anscombe, Biometrika 1948).
        package static func count(_ count: Int) -> Point {
            Point(value: 2 * (Double(max(0, count)) + 0.375).squareRoot(), weight: 1)
        }

        /// Some of all: the arc sine of the root (Freeman and Tukey 1950), of variance 1 / n.
        package static func share(_ hits: Int, of count: Int) -> Point {
            guard count > 0 else { return Point(value: 0, weight: 0) }
            let share = (Double(hits) + 0.375) / (Double(count) + 0.75)
            return Point(value: 2 * asin(share.squareRoot()), weight: Double(count) + 0.5)
        }

        /// A level or a median, above 0, of so many.
        package static func level(_ level: Double, of count: Int = 1) -> Point {
            guard level.isFinite, count > 0 else { return Point(value: 0, weight: 0) }
            return Point(value: log(max(1e-6, level)), weight: Double(count))
        }
    }

    /// Points at most; earlier ones are let be.
    package static let most = 800
    /// Points that a level lasts at least.
    package static let shortest = 3

    /// Places at which a new level begins, rising. O(n²), n at most ``most``.
    ///
    /// - Parameter season: points after which a pattern repeats, such as 7 for days; medians are
    ///   taken off where there are four rounds of it; 1 for none.
    package static func of(_ points: [Point], season: Int = 1) -> [Int] {
        let dropped = max(0, points.count - most)
        let points = unseasoned(Array(points.dropFirst(dropped)), season)
        guard points.count >= 2 * shortest else { return [] }
        let noise = noise(of: points)
        let penalty = 3 * log(Double(points.count)) * noise
        return places(Sums(points), penalty: penalty).map { $0 + dropped }
    }

    /// Sums up to a place, so that the cost of any stretch is told at once.
    package struct Sums: Sendable {
        private var weights = [0.0]
        private var values = [0.0]
        private var squares = [0.0]

        package init(_ points: [Point]) {
            for (place, point) in points.enumerated() {
                weights.append(weights[place] + point.weight)
                values.append(values[place] + point.weight * point.value)
                squares.append(squares[place] + point.weight * point.value * point.value)
            }
        }

        package var count: Int { weights.count - 1 }

        /// What the points of `from..<to` lie from their mean, squared and weighed.
        package func cost(_ from: Int, _ to: Int) -> Double {
            let weight = weights[to] - weights[from]
            guard weight > 0 else { return 0 }
            let value = values[to] - values[from]
            return max(0, squares[to] - squares[from] - value * value / weight)
        }
    }

    /// The partition that costs the least, a penalty for each change. O(n²).
    package static func places(_ sums: Sums, penalty: Double) -> [Int] {
        guard sums.count >= shortest else { return [] }
        var least = [-penalty] + [Double](repeating: .infinity, count: sums.count)
        var before = [Int](repeating: 0, count: sums.count + 1)
        for end in shortest...sums.count {
            for begin in 0...(end - shortest) {
                let cost = least[begin] + sums.cost(begin, end) + penalty
                if cost < least[end] { (least[end], before[end]) = (cost, begin) }
            }
        }
        var places: [Int] = []
        var place = before[sums.count]
        while place > 0 {
            places.append(place)
            place = before[place]
        }
        return places.reversed()
    }

    /// The variance beyond chance, at least 1: by the median of neighbours' differences.
    static func noise(of points: [Point]) -> Double {
        let known = points.filter { $0.weight > 0 }
        let steps = zip(known, known.dropFirst()).map { one, next in
            abs(next.value - one.value) / (1 / one.weight + 1 / next.weight).squareRoot()
        }
        guard let middle = median(steps) else { return 1 }
        let deviation = middle / 0.6744897501960817
        return max(1, deviation * deviation)
    }

    private static func unseasoned(_ points: [Point], _ season: Int) -> [Point] {
        guard season > 1, points.count >= 4 * season else { return points }
        let known = points.filter { $0.weight > 0 }.map(\.value)
        guard let middle = median(known) else { return points }
        let usual = (0..<season).map { place in
            let same = stride(from: place, to: points.count, by: season)
                .filter { points[$0].weight > 0 }.map { points[$0].value }
            return median(same) ?? middle
        }
        return points.enumerated().map { place, point in
            Point(value: point.value - usual[place % season] + middle, weight: point.weight)
        }
    }

    /// Nil for none. O(n log n).
    package static func median(_ numbers: [Double]) -> Double? {
        guard !numbers.isEmpty else { return nil }
        let sorted = numbers.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}
