import Packs
import Rules
import Toolbox

/// How two rules fire together.
package struct Overlap: Encodable, Sendable, Hashable {
    /// A changed or new rule of the candidate, and a rule of the pack it is compared with.
    package var rule: String
    package var other: String
    /// Events on which both fired, and only one of them.
    package var both: Int
    package var onlyRule: Int
    package var onlyOther: Int
    /// both / (both + onlyRule + onlyOther); 0 where neither fires.
    package var jaccard: Double

    /// Of each of some rules with every rule of the other pack that is not off. O(rows · rules/64)
    /// after O(rows) a rule.
    static func of(
        _ changed: [Int], in candidate: Judgement, with live: Judgement, threads: Int
    ) -> [Overlap] {
        let others = live.pack.rules.rules.indices.filter { live.rules.columns[$0] != nil }
        let left = bits(changed.filter { candidate.rules.columns[$0] != nil }, candidate, threads)
        let right = changed.isEmpty ? [] : bits(others, live, threads)
        return left.flatMap { one in
            right.map { other in
                let both = zip(one.words, other.words).reduce(0) {
                    $0 + ($1.0 & $1.1).nonzeroBitCount
                }
                let union = one.count + other.count - both
                return Overlap(
                    rule: candidate.pack.rules.rules[one.rule].id,
                    other: live.pack.rules.rules[other.rule].id, both: both,
                    onlyRule: one.count - both, onlyOther: other.count - both,
                    jaccard: union == 0 ? 0 : Double(both) / Double(union))
            }
        }
    }

    private struct Bits: Sendable {
        var rule: Int
        var words: [UInt64]
        var count: Int
    }

    private static func bits(_ rules: [Int], _ judgement: Judgement, _ threads: Int) -> [Bits] {
        let columns = judgement.rules.columns
        return concurrently(rules, threads: threads) { rule in
            guard let column = columns[rule] else { return Bits(rule: rule, words: [], count: 0) }
            var words = Array(repeating: UInt64(0), count: (column.count + 63) / 64)
            for index in words.indices {
                let end = min(64, column.count - index * 64)
                var word: UInt64 = 0
                for bit in 0..<end where column.codes[index * 64 + bit] == RuleWords.fired {
                    word |= 1 << UInt64(bit)
                }
                words[index] = word
            }
            return Bits(
                rule: rule, words: words, count: words.reduce(0) { $0 + $1.nonzeroBitCount })
        }
    }
}
