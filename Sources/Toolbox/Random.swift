/// A seeded source of random numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
///
/// Every draw uses only integer steps and operations IEEE 754 rounds exactly, never `log` or
/// `exp`, so a seed gives the same numbers on every machine.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// The stream that `seed` names.
    @inlinable
    package init(seed: UInt64) { state = seed }

    /// An independent stream for each (`stream`, `step`) of one seed, such as a person and a day.
    @inlinable
    package init(seed: UInt64, stream: UInt64, step: UInt64 = 0) {
        state = Self.mixed(Self.mixed(Self.mixed(seed) ^ stream) ^ step)
    }

    /// The next 64 bits.
    @inlinable
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.finished(state)
    }

    /// A well-spread hash of one number; different numbers never collide.
    @inlinable
    package static func mixed(_ value: UInt64) -> UInt64 {
        finished(value &+ 0x9e37_79b9_7f4a_7c15)
    }

    @inlinable
    static func finished(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}

extension SplitMix64 {
    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    @inlinable
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in 0 ..< `bound` by multiply and shift (Lemire 2019); `bound` must be positive.
    ///
    /// The bias is below `bound` / 2⁶⁴.
    @inlinable
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a draw needs at least one outcome")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Uniform in `range`, both ends included.
    @inlinable
    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True with the given probability.
    @inlinable
    package mutating func chance(_ probability: Double) -> Bool {
        unit() < probability
    }

    /// A whole number whose mean is `mean`: its floor, or one more.
    @inlinable
    package mutating func rounded(_ mean: Double) -> Int {
        Int(mean + unit())
    }

    /// Successes among `trials` of equal probability, with the given mean. O(trials).
    @inlinable
    package mutating func binomial(trials: Int, mean: Double) -> Int {
        var successes = 0
        for _ in 0..<trials where chance(mean / Double(trials)) { successes += 1 }
        return successes
    }

    /// Exponential with mean 1, by comparisons alone (von Neumann 1951).
    @inlinable
    package mutating func exponential() -> Double {
        var whole = 0.0
        while true {
            let first = unit()
            var last = first
            var runLength = 1
            while true {
                let following = unit()
                if following >= last { break }
                last = following
                runLength += 1
            }
            if runLength % 2 == 1 { return whole + first }
            whole += 1
        }
    }

    /// Close to normal with mean 0 and deviation 1: twelve uniforms less six, so within ±6.
    @inlinable
    package mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }

    /// Pareto with exponent 2 and least value 1, cut at `limit`: most are near 1, a few are large.
    @inlinable
    package mutating func heavyTail(limit: Double) -> Double {
        min(limit, 1 / (1 - unit()).squareRoot())
    }
}

/// Draws an index with probability in proportion to its weight. O(1) a draw (Vose 1991).
package struct WeightedChoice: Sendable {
    @usableFromInline let keep: [Double]
    @usableFromInline let other: [Int32]

    /// - Parameter weights: at least one, none negative, and not all zero.
    package init(weights: [Double]) {
        let total = weights.reduce(0, +)
        precondition(total > 0, "a choice needs a positive weight")
        var share = weights.map { $0 * Double(weights.count) / total }
        var other = (0..<weights.count).map { Int32($0) }
        var small = share.indices.filter { share[$0] < 1 }
        var large = share.indices.filter { share[$0] >= 1 }
        while let low = small.last, let high = large.last {
            small.removeLast()
            other[low] = Int32(high)
            share[high] -= 1 - share[low]
            if share[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        for index in small where other[index] == Int32(index) { share[index] = 1 }
        keep = share
        self.other = other
    }

    /// Zipf–Mandelbrot popularity with exponent 1: rank r weighs 1 / (r + 1 + `flattening`).
    package init(ranks count: Int, flattening: Double) {
        self.init(weights: (0..<count).map { 1 / (Double($0) + 1 + flattening) })
    }

    /// An index drawn with the stream `random`.
    @inlinable
    package func draw(_ random: inout SplitMix64) -> Int {
        let index = random.below(keep.count)
        return random.unit() < keep[index] ? index : Int(other[index])
    }
}
