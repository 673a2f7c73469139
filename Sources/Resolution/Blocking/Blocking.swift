import Toolbox
import Vocabulary

/// All pairs that are compared: of every rule those that no rule before it makes.
package struct Blocking: Sendable {
    package let rules: [Blocks]
    private let sources: Flat<UInt8>
    private let isLink: Bool
    private let first: Int

    /// - Parameter first: only pairs with a record from here on are made.
    /// - Throws: ``Fault`` `tooLarge` where the rules together make more than `pairsMax` pairs.
    package init(
        table: RecordTable, rules: [BlockingRule], isLink: Bool, first: Int = 0,
        limits: ResolutionLimits, threads: Int
    ) throws {
        self.isLink = isLink
        self.first = first
        sources = Flat(table.sources)
        self.rules = concurrently(rules, threads: threads) {
            Blocks(
                $0, table: table, isLink: isLink, first: first,
                recordsMax: limits.blockRecordsMax)
        }
        let pairs = self.rules.reduce(0) { $0 + $1.pairs }
        guard pairs <= limits.pairsMax else {
            let worst = self.rules.max { $0.pairs < $1.pairs }!
            throw Fault(
                .tooLarge,
                "The blocking rules make \(pairs.grouped) pairs; at most "
                    + "\(limits.pairsMax.grouped) are compared.",
                fix: "`\(worst.rule.text)` alone makes \(worst.pairs.grouped): let its records "
                    + "agree on more, or raise `limits.pairs`.")
        }
    }

    /// Pairs with those of several rules counted for each.
    package var pairs: Int { rules.reduce(0) { $0 + $1.pairs } }

    /// Calls `body` with every pair of some blocks of a rule, the lesser record first.
    ///
    /// - Parameter isFresh: passes over pairs that a rule before this one makes.
    @inline(__always)
    func forEachPair(
        rule: Int, blocks: Range<Int>, isFresh: Bool, _ body: (Int, Int) -> Void
    ) {
        let held = rules[rule]
        let before = isFresh ? rules[..<rule].map(\.keys.base) : []
        before.withUnsafeBufferPointer { before in
            for block in blocks {
                let start = held.starts[block]
                let end = held.starts[block + 1]
                for later in start + 1..<end {
                    let right = Int(held.members.base[later])
                    if right < first { continue }
                    for earlier in start..<later {
                        let left = Int(held.members.base[earlier])
                        if isLink, sources.base[left] == sources.base[right] { continue }
                        if Blocking.isMade(left, right, before) { continue }
                        body(left, right)
                    }
                }
            }
        }
    }

    /// Whether some of these rules makes the pair too.
    @inline(__always)
    private static func isMade(
        _ left: Int, _ right: Int, _ rules: UnsafeBufferPointer<UnsafePointer<UInt64>>
    ) -> Bool {
        for keys in rules where keys[left] == keys[right] && keys[left] != 0 { return true }
        return false
    }
}
