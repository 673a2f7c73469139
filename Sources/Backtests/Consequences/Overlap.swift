import Packs
import Rules
import Toolbox

/// How two rules fire together.
package struct Overlap: Codable, Sendable, Hashable {
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

    /// Of every two rules of one judgement that fire together at all, the most alike first, at most
    /// `limit`. O(rows · rules² / 64).
    package static func pairs(
        of judgement: Judgement, limit: Int, threads: Int
    ) -> [Overlap] {
        let rules = judgement.pack.rules.rules
        let all = bits(
            rules.indices.filter { judgement.rules.columns[$0] != nil }, judgement, threads
        ).filter { $0.count > 0 }
        let found = concurrently(Array(all.indices), threads: threads) { left -> [Overlap] in
            all[(left + 1)...].compactMap { other in
                let one = all[left]
                let both = zip(one.words, other.words).reduce(0) {
                    $0 + ($1.0 & $1.1).nonzeroBitCount
                }
                guard both > 0 else { return nil }
                return Overlap(
                    rule: rules[one.rule].id, other: rules[other.rule].id, both: both,
                    onlyRule: one.count - both, onlyOther: other.count - both,
                    jaccard: Double(both) / Double(one.count + other.count - both))
            }
        }.flatMap { $0 }
        let order = found.sorted { ($1.jaccard, $0.rule) < ($0.jaccard, $1.rule) }
        return Array(order.prefix(max(0, limit)))
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
