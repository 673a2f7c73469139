import Glibc
import Toolbox

/// Weighs pairs of a table by a model.
package struct Scorer: @unchecked Sendable {
    /// Bits that a rare or frequent value adds or takes at most.
    package static let frequencyBitsMax = 10.0

    package let model: MatchModel
    private let comparers: Flat<Comparer>
    private let base: UnsafePointer<Comparer>
    private let count: Int
    /// By comparison and level, 16 a comparison; 0 for the missing.
    private let weights: Flat<Double>
    /// By comparison: what a shared value adds, by its number; empty where it counts not.
    private let frequencies: [Flat<Double>]
    private let frequencyBases: Flat<UnsafePointer<Double>?>

    package init(_ model: MatchModel, table: RecordTable) {
        self.init(
            model, table: table,
            comparers: model.settings.comparisons.map {
                Comparer($0, table: table)
            })
    }

    init(_ model: MatchModel, table: RecordTable, comparers: [Comparer]) {
        self.model = model
        self.comparers = Flat(comparers)
        base = self.comparers.base
        count = comparers.count
        var weights = [Double](repeating: 0, count: 16 * comparers.count)
        for (place, levels) in model.levels.enumerated() {
            for (index, level) in levels.enumerated() { weights[place * 16 + index] = level.weight }
        }
        self.weights = Flat(weights)
        frequencies = zip(comparers, model.settings.comparisons).map { comparer, comparison in
            comparison.isByFrequency
                ? Flat(Scorer.frequencies(comparer.column.counts(ofFirst: model.records)))
                : Flat([])
        }
        frequencyBases = Flat(frequencies.map { $0.count == 0 ? nil : $0.base })
    }

    /// By value: log₂ of how much rarer it is than two values that agree are on average.
    private static func frequencies(_ counts: [UInt32]) -> [Double] {
        let present = Double(counts.dropFirst().reduce(0) { $0 + Int($1) })
        guard present > 0 else { return counts.map { _ in 0 } }
        var agreeing = 0.0
        for count in counts.dropFirst() {
            let share = Double(count) / present
            agreeing += share * share
        }
        return counts.enumerated().map { code, count in
            if code == 0 { return 0 }
            let bits = log2(agreeing * present / Double(max(1, count)))
            return min(max(bits, -frequencyBitsMax), frequencyBitsMax)
        }
    }

    /// Bits for two records being the same, without the prior. O(comparisons).
    @inline(__always)
    func evidence(_ left: Int, _ right: Int, _ memory: LevelMemory) -> Double {
        var sum = 0.0
        for place in 0..<count {
            let level = Int(base[place].level(left, right, memory, place))
            sum += weights.base[place * 16 + level]
            if level == 0, let added = frequencyBases.base[place] {
                sum += added[base[place].code(left)]
            }
        }
        return sum
    }

    /// Pairs of records, weighed.
    package func weighed(_ pairs: [(left: Int, right: Int)]) -> [ScoredPair] {
        let memory = LevelMemory(comparisons: count)
        return pairs.map {
            let (left, right) = (min($0.left, $0.right), max($0.left, $0.right))
            return ScoredPair(
                left: UInt32(left), right: UInt32(right), evidence: evidence(left, right, memory))
        }
    }

    /// The level of each comparison, and its bits.
    package func parts(_ left: Int, _ right: Int) -> (levels: [Int], bits: [Double]) {
        let memory = LevelMemory(comparisons: count)
        return parts(left, right, memory)
    }

    func parts(_ left: Int, _ right: Int, _ memory: LevelMemory) -> ([Int], [Double]) {
        var levels: [Int] = []
        var bits: [Double] = []
        for place in 0..<count {
            let level = Int(base[place].level(left, right, memory, place))
            var sum = weights.base[place * 16 + level]
            if level == 0, let added = frequencyBases.base[place] {
                sum += added[base[place].code(left)]
            }
            levels.append(level)
            bits.append(sum)
        }
        return (levels, bits)
    }

    /// The number of the pair's combination of levels.
    @inline(__always)
    static func pattern(
        _ comparers: Flat<Comparer>, _ left: Int, _ right: Int, _ memory: LevelMemory
    ) -> UInt64 {
        var pattern: UInt64 = 0
        var place = comparers.count
        while place > 0 {
            place -= 1
            let comparer = comparers.base + place
            let level = comparer.pointee.level(left, right, memory, place)
            pattern = pattern &* UInt64(comparer.pointee.missing + 1) &+ UInt64(level)
        }
        return pattern
    }
}
