import Glibc

/// What the times of one account's actions say about who acts: a person sleeps, pauses and varies.
///
/// The measures are those of RSC (Costa et al., KDD 2015) and of its neighbours: gaps between
/// consecutive actions binned by their logarithm, and what regularity leaves in the clock.
package struct TimingFeatures: Sendable, Equatable {
    /// Bins of gaps: bin b holds gaps g with 0.8 b ≤ log2(1 + g in seconds) < 0.8 (b + 1); the last
    /// holds all longer ones, from 108 days.
    package static let binCount = 30
    /// The fewest actions that say anything: below, ``init(times:)`` gives nil.
    package static let leastActions = 20
    /// The most actions read: the latest. What is older says nothing of who acts today.
    package static let actionLimit = 65_536
    /// A pause that ends a span of activity, in milliseconds; 4 h.
    package static let rest: Int64 = 14_400_000

    /// Actions read.
    package var actions: Int
    /// Share of the gaps in each bin, 0…1.
    package var gapShares: [Double]
    /// Entropy of those, in bits. Low is a machine's.
    package var gapEntropy: Double
    /// Share of the most common gap in whole seconds, 0…1. High is a machine's.
    package var commonGapShare: Double
    /// Entropy of the hour of the day (UTC), the minute of the hour, the second of the minute;
    /// bits.
    package var hourEntropy: Double
    package var minuteEntropy: Double
    package var secondEntropy: Double
    /// Σ |share of first digit of the gaps in seconds − log10(1 + 1/digit)|, 0…2.
    package var benfordDistance: Double
    /// (σ − μ) / (σ + μ) of the gaps, −1…1: −1 is a metronome (Goh and Barabási 2008).
    package var burstiness: Double
    /// Correlation of log(1 + gap) with the one before, −1…1.
    package var memory: Double
    /// The longest span without a pause of ``rest``, in hours.
    package var longestSpan: Double

    /// - Parameter times: in milliseconds since 1970, in any order.
    /// - Returns: nil for fewer than ``leastActions``.
    ///
    /// O(n log n).
    package init?(times: [Int64]) {
        guard times.count >= Self.leastActions else { return nil }
        let times = Array(times.sorted().suffix(Self.actionLimit))
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        let logs = gaps.map { log2(1 + Double($0) / 1000) }
        actions = times.count
        var bins = [Int](repeating: 0, count: Self.binCount)
        for value in logs { bins[min(Self.binCount - 1, Int(value / 0.8))] += 1 }
        gapShares = bins.map { Double($0) / Double(gaps.count) }
        gapEntropy = Self.entropy(bins)
        commonGapShare = Self.commonShare(gaps.map { ($0 + 500) / 1000 })
        hourEntropy = Self.entropy(Self.clock(times, unit: 3_600_000, count: 24))
        minuteEntropy = Self.entropy(Self.clock(times, unit: 60_000, count: 60))
        secondEntropy = Self.entropy(Self.clock(times, unit: 1_000, count: 60))
        benfordDistance = Self.benford(gaps)
        burstiness = Self.burstiness(gaps)
        memory = Self.correlation(Array(logs.dropLast()), Array(logs.dropFirst()))
        longestSpan = Self.longestSpan(times)
    }

    /// −Σ share · log2 share, in bits.
    static func entropy(_ counts: [Int]) -> Double {
        let total = Double(counts.reduce(0, +))
        guard total > 0 else { return 0 }
        return counts.reduce(0.0) {
            $1 == 0 ? $0 : $0 + Double($1) / total * log2(total / Double($1))
        }
    }

    private static func clock(_ times: [Int64], unit: Int64, count: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: count)
        for time in times {
            let place = (time / unit) % Int64(count)
            counts[Int(place < 0 ? place + Int64(count) : place)] += 1
        }
        return counts
    }

    private static func commonShare(_ seconds: [Int64]) -> Double {
        let sorted = seconds.sorted()
        var (most, run) = (0, 0)
        for index in sorted.indices {
            run = index > 0 && sorted[index] == sorted[index - 1] ? run + 1 : 1
            most = max(most, run)
        }
        return Double(most) / Double(max(1, seconds.count))
    }

    private static func benford(_ gaps: [Int64]) -> Double {
        var counts = [Int](repeating: 0, count: 10)
        for gap in gaps where gap >= 1_000 {
            var digit = gap / 1_000
            // At most 19 digits.
            while digit >= 10 { digit /= 10 }
            counts[Int(digit)] += 1
        }
        let total = Double(max(1, counts.reduce(0, +)))
        return (1...9).reduce(0.0) {
            $0 + abs(Double(counts[$1]) / total - log10(1 + 1 / Double($1)))
        }
    }

    private static func burstiness(_ gaps: [Int64]) -> Double {
        let mean = gaps.reduce(0.0) { $0 + Double($1) } / Double(gaps.count)
        let square = gaps.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (square / Double(gaps.count)).squareRoot()
        return deviation + mean == 0 ? -1 : (deviation - mean) / (deviation + mean)
    }

    /// 0 where either does not vary.
    static func correlation(_ first: [Double], _ second: [Double]) -> Double {
        let count = Double(first.count)
        let (meanFirst, meanSecond) = (first.reduce(0, +) / count, second.reduce(0, +) / count)
        var (product, squareFirst, squareSecond) = (0.0, 0.0, 0.0)
        for (one, other) in zip(first, second) {
            product += (one - meanFirst) * (other - meanSecond)
            squareFirst += (one - meanFirst) * (one - meanFirst)
            squareSecond += (other - meanSecond) * (other - meanSecond)
        }
        let whole = (squareFirst * squareSecond).squareRoot()
        return whole > 1e-12 ? product / whole : 0
    }

    private static func longestSpan(_ times: [Int64]) -> Double {
        var (longest, begin) = (Int64(0), times[0])
        for index in times.indices.dropFirst() {
            if times[index] - times[index - 1] >= rest { begin = times[index] }
            longest = max(longest, times[index] - begin)
        }
        return Double(longest) / 3_600_000
    }
}

extension TimingFeatures {
    /// Names of ``values``, in order.
    package static let names =
        [
            "gapEntropy", "commonGapShare", "hourEntropy", "minuteEntropy", "secondEntropy",
            "benfordDistance", "burstiness", "memory", "longestSpan",
        ] + (0..<binCount).map { "gapShare\($0)" }

    /// What the model reads: shares as their square roots, the span as its logarithm.
    package var values: [Double] {
        [
            gapEntropy, commonGapShare, hourEntropy, minuteEntropy, secondEntropy, benfordDistance,
            burstiness, memory, log2(1 + longestSpan),
        ] + gapShares.map { $0.squareRoot() }
    }
}
