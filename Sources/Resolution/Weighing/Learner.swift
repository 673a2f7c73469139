import Glibc
import Toolbox

/// Learns a model from a table: `u` from random pairs, `m` by expectation and maximisation over the
/// pairs of each training rule, with the rule's own columns held out.
package struct Learner: Sendable {
    /// What one rule taught.
    package struct Pass: Sendable {
        package var rule: String
        /// Pairs of its blocks, and how many of them were looked at.
        package var pairs: Int
        package var sampled: Int
        /// The share of the same among them.
        package var share: Double
        package var rounds: Int
        package var heldOut: [String]
    }

    /// How often `u` is cleaned of the pairs that are the same, and `m` learnt anew.
    private static let cleanings = 2
    private static let piecePairs = 200_000

    private let table: RecordTable
    private let settings: ResolutionSettings
    private let isLink: Bool
    private let threads: Int
    private let comparers: Flat<Comparer>
    private let levelCounts: [Int]
    package private(set) var passes: [Pass] = []
    /// Comparisons that no rule leaves free; theirs is what was set out from.
    package private(set) var untaught: [String] = []
    package private(set) var randomPairs = 0

    package init(
        table: RecordTable, settings: ResolutionSettings, isLink: Bool, threads: Int
    ) {
        self.table = table
        self.settings = settings
        self.isLink = isLink
        self.threads = threads
        comparers = Flat(settings.comparisons.map { Comparer($0, table: table) })
        levelCounts = settings.comparisons.map(\.levels.count).map { $0 + 1 }
    }

    /// The model, with the share of the same as the training rules show it: a lower bound.
    package mutating func model(training: Blocking) -> MatchModel {
        let random = randomPatterns()
        randomPairs = random.pairs
        var u = Expectation(
            random, u: Learner.even(levelCounts), m: Learner.even(levelCounts), share: 1e-12,
            keepsU: false, roundsMax: 1
        ).u
        let patterns = training.rules.indices.map { (training.rules[$0], counted(training, $0)) }
        var m = Learner.start(levelCounts)
        var share = 1e-9
        for cleaning in 0...Learner.cleanings {
            (m, share) = learn(patterns, u: u)
            if cleaning < Learner.cleanings {
                // What is the same among the random pairs is weighed out of them.
                u =
                    Expectation(
                        random, u: u, m: m, share: share, keepsU: false, roundsMax: 1
                    ).u
            }
        }
        return MatchModel(
            settings: settings, isLink: isLink, share: share, threshold: 0.5, m: m, u: u,
            records: table.count)
    }

    /// One pass of each rule; `m` is their mean by the matches that each had.
    private mutating func learn(
        _ patterns: [(Blocks, PatternCounts)], u: [[Double]]
    ) -> ([[Double]], Double) {
        let start = Learner.start(levelCounts)
        var sums = levelCounts.map { [Double](repeating: 0, count: $0) }
        var weights = [Double](repeating: 0, count: levelCounts.count)
        var most = 1.0
        passes = []
        for (blocks, patterns) in patterns where patterns.pairs > 0 {
            let columns = blocks.rule.columns
            let heldOut = Set(
                settings.comparisons.indices.filter {
                    !columns.isDisjoint(with: settings.comparisons[$0].columns)
                })
            let learnt = Expectation(
                patterns, u: u, m: start, share: 0.1, heldOut: heldOut, keepsU: false)
            for place in levelCounts.indices where !heldOut.contains(place) {
                weights[place] += learnt.matches
                for level in sums[place].indices {
                    sums[place][level] += learnt.m[place][level] * learnt.matches
                }
            }
            most = max(most, learnt.share * Double(blocks.pairs))
            passes.append(
                Pass(
                    rule: blocks.rule.text, pairs: blocks.pairs, sampled: patterns.pairs,
                    share: learnt.share, rounds: learnt.rounds,
                    heldOut: heldOut.sorted().map { settings.comparisons[$0].column }))
        }
        untaught = weights.indices.filter { weights[$0] == 0 }.map {
            settings.comparisons[$0].column
        }
        let m = sums.indices.map { place in
            weights[place] == 0 ? start[place] : sums[place].map { $0 / weights[place] }
        }
        return (m, min(0.5, most / table.possiblePairs(isLink: isLink)))
    }

    /// Where learning sets out: nine tenths on the first level, each next a third of the rest.
    private static func start(_ levelCounts: [Int]) -> [[Double]] {
        levelCounts.map { count in
            var shares = (0..<count).map { $0 == 0 ? 0.9 : 0.1 * exp2(-Double($0)) }
            let total = shares.reduce(0, +)
            for level in shares.indices { shares[level] /= total }
            return shares
        }
    }

    private static func even(_ levelCounts: [Int]) -> [[Double]] {
        levelCounts.map { [Double](repeating: 1 / Double($0), count: $0) }
    }

    /// All pairs where they are few, else pairs drawn with the seed.
    private func randomPatterns() -> PatternCounts {
        let drawn = settings.limits.randomPairsMax
        let all = table.possiblePairs(isLink: isLink) <= Double(drawn)
        let pieces = Array(0..<64)
        let sources = table.sources
        let parts = concurrently(pieces, threads: threads) { piece in
            var counts = PatternCounts(levelCounts: levelCounts)
            let memory = LevelMemory(comparisons: comparers.count)
            if all {
                for right in stride(from: piece, to: table.count, by: 64) {
                    for left in 0..<right where !isLink || sources[left] != sources[right] {
                        counts.add(Scorer.pattern(comparers, left, right, memory))
                    }
                }
                return counts
            }
            var random = SplitMix64(seed: settings.seed, stream: UInt64(piece))
            var made = 0
            // Of two tables of very different size few draws hit both.
            for _ in 0..<(8 * drawn) where made < drawn / 64 {
                let left = random.below(table.count)
                let right = random.below(table.count)
                if left == right || (isLink && sources[left] == sources[right]) { continue }
                counts.add(Scorer.pattern(comparers, left, right, memory))
                made += 1
            }
            return counts
        }
        return Learner.sum(parts, levelCounts)
    }

    /// Combinations of levels of a rule's pairs, of about so many of them as are learnt from.
    private func counted(_ training: Blocking, _ rule: Int) -> PatternCounts {
        let blocks = training.rules[rule]
        let share = min(
            1, Double(settings.limits.trainingPairsMax) / Double(max(1, blocks.pairs)))
        let bound = share >= 1 ? UInt64.max : UInt64(share * 0x1p64)
        let seed = SplitMix64.mixed(settings.seed)
        let pieces = blocks.pieces(ofAbout: Learner.piecePairs)
        let parts = concurrently(pieces, threads: threads) { piece in
            var counts = PatternCounts(levelCounts: levelCounts)
            let memory = LevelMemory(comparisons: comparers.count)
            training.forEachPair(rule: rule, blocks: piece, isFresh: false) { left, right in
                let name = UInt64(left) << 32 | UInt64(right)
                if SplitMix64.mixed(name ^ seed) > bound { return }
                counts.add(Scorer.pattern(comparers, left, right, memory))
            }
            return counts
        }
        return Learner.sum(parts, levelCounts)
    }

    private static func sum(_ parts: [PatternCounts], _ levelCounts: [Int]) -> PatternCounts {
        var sum = PatternCounts(levelCounts: levelCounts)
        for part in parts { sum.add(part) }
        return sum
    }
}
