import Glibc

/// A count, known or estimated.
package struct Estimate: Sendable, Hashable {
    package var count: Double
    /// The 95 % interval; the count itself where it is exact.
    package var least: Double
    package var most: Double

    package var isExact: Bool { least == most }

    package init(exactly count: Int) {
        (self.count, least, most) = (Double(count), Double(count), Double(count))
    }

    /// Of a total over blocks of which some were read, each a cluster of events.
    ///
    /// The ratio estimator of cluster samples (Cochran, 1977, 6.3) gives a variance; with it the
    /// sample is worth as many single events as would vary so much (Kish, 1965), and Wilson's
    /// interval (1927) of those is taken, as Korn and Graubard (1998) do: it stands also where
    /// little or nothing was found. Blocks spread evenly vary less than it assumes, so it is
    /// rather too wide. What lies in one block of very many may be missed, and is then beyond it.
    ///
    /// - Parameters:
    ///   - hits, squares, products: over the blocks read, of hits; of their squares; of hits times
    ///     events.
    ///   - sample: what was read of all.
    init(hits: Int, squares: Double, products: Double, sample: Sample) {
        guard !sample.isWhole, sample.events > 0 else {
            (count, least, most) = (Double(hits), Double(hits), Double(hits))
            return
        }
        let (n, m) = (Double(sample.events), Double(sample.blocks))
        let rate = min(1, Double(hits) / n)
        let spread = squares - 2 * rate * products + rate * rate * sample.squares
        let unread = max(0, 1 - n / Double(sample.eventsOfAll))
        let variance = m > 1 ? unread * m / (m - 1) * max(0, spread) / (n * n) : 1
        var worth = variance > 0 ? rate * (1 - rate) / variance : n / max(unread, 1e-9)
        // Never more than as many single events, drawn one by one.
        worth = max(1, min(worth, n / max(unread, 1e-9)))
        let (low, high) = Estimate.wilson(rate, worth, Estimate.quantile(max(1, m - 1)))
        let all = Double(sample.eventsOfAll)
        count = rate * all
        // What was seen is there.
        least = max(Double(hits), low * all)
        most = max(least, min(high * all, all - n + Double(hits)))
    }

    private static func wilson(_ p: Double, _ n: Double, _ z: Double) -> (Double, Double) {
        let middle = p + z * z / (2 * n)
        let width = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let whole = 1 + z * z / n
        return (max(0, (middle - width) / whole), min(1, (middle + width) / whole))
    }

    /// The 97.5 % quantile of Student's t, to 1 % from 3 degrees on (Cornish and Fisher, 1938).
    private static func quantile(_ degrees: Double) -> Double {
        if degrees < 2 { return 12.7 }
        let z = 1.96
        return z + (z * z * z + z) / (4 * degrees)
            + (5 * pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * degrees * degrees)
    }
}

/// How much of the blocks that may match was read.
package struct Sample: Sendable, Hashable {
    package var blocks = 0
    package var blocksOfAll = 0
    /// Events of the blocks read, and of all; of every time.
    package var events = 0
    package var eventsOfAll = 0
    /// Over the blocks read, of their events.
    var squares = 0.0

    package init() {}

    package var isWhole: Bool { blocks == blocksOfAll }
    package var share: Double {
        eventsOfAll == 0 ? 1 : Double(events) / Double(eventsOfAll)
    }

    mutating func add(_ count: Int) {
        blocks += 1
        events += count
        squares += Double(count) * Double(count)
    }

    mutating func merge(_ other: Sample) {
        blocks += other.blocks
        events += other.events
        squares += other.squares
    }
}

/// Hits by block, as ``Estimate`` needs them.
struct Hits: Sendable {
    private(set) var count = 0
    private var squares = 0.0
    private var products = 0.0
    private var inBlock = 0

    mutating func add() {
        count += 1
        inBlock += 1
    }

    /// Ends a block of so many events.
    mutating func endBlock(_ events: Int) {
        if inBlock == 0 { return }
        squares += Double(inBlock) * Double(inBlock)
        products += Double(inBlock) * Double(events)
        inBlock = 0
    }

    mutating func merge(_ other: Hits) {
        count += other.count
        squares += other.squares
        products += other.products
    }

    func estimate(_ sample: Sample) -> Estimate {
        Estimate(hits: count, squares: squares, products: products, sample: sample)
    }
}
