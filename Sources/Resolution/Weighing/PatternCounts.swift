import Toolbox

/// How often each combination of levels was seen.
package struct PatternCounts: Sendable {
    /// Levels of each comparison, `other` included; one more is the missing.
    let levelCounts: [Int]
    private var counts: [UInt64: Int] = [:]

    package init(levelCounts: [Int]) { self.levelCounts = levelCounts }

    /// Whether so many combinations have numbers of 63 bits.
    package static func fits(_ levelCounts: [Int]) -> Bool {
        levelCounts.reduce(1.0) { $0 * Double($1 + 1) } < 0x1p62
    }

    mutating func add(_ pattern: UInt64, count: Int = 1) { counts[pattern, default: 0] += count }

    mutating func add(_ others: PatternCounts) {
        for (pattern, count) in others.counts { add(pattern, count: count) }
    }

    /// A pattern of levels, with the number of levels for the missing; for tests.
    package mutating func add(levels: [Int], count: Int) {
        var pattern: UInt64 = 0
        for (level, levels) in zip(levels, levelCounts).reversed() {
            pattern = pattern * UInt64(levels + 1) + UInt64(level)
        }
        add(pattern, count: count)
    }

    package var pairs: Int { counts.values.reduce(0, +) }

    /// Levels of all patterns, pattern by pattern, and their counts; in one order always.
    func spread() -> (levels: [UInt8], counts: [Double]) {
        var levels: [UInt8] = []
        var held: [Double] = []
        levels.reserveCapacity(counts.count * levelCounts.count)
        for (pattern, count) in counts.sorted(by: { $0.key < $1.key }) {
            var rest = pattern
            for bound in levelCounts {
                levels.append(UInt8(rest % UInt64(bound + 1)))
                rest /= UInt64(bound + 1)
            }
            held.append(Double(count))
        }
        return (levels, held)
    }
}
