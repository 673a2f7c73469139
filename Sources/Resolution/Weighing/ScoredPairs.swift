import Toolbox

/// A pair that may be the same; the lesser record is `left`.
package struct ScoredPair: Sendable, Equatable {
    package var left: UInt32
    package var right: UInt32
    /// Bits, without the prior.
    package var evidence: Double

    package init(left: UInt32, right: UInt32, evidence: Double) {
        (self.left, self.right, self.evidence) = (left, right, evidence)
    }
}

/// All pairs that blocking makes, weighed: how much evidence they have, and those worth keeping.
package struct ScoredPairs: Sendable {
    /// Pairs with at least the evidence asked for, by left and right record.
    package private(set) var pairs: [ScoredPair] = []
    package private(set) var histogram = EvidenceHistogram()
    /// By rule: pairs that no rule before it made.
    package private(set) var fresh: [Int] = []

    private static let piecePairs = 500_000

    /// - Parameter progress: told how many pairs were weighed and which share that is.
    package init(
        _ blocking: Blocking, scorer: Scorer, evidenceMin: Double, threads: Int,
        progress: (Int, Double) -> Void = { _, _ in }
    ) {
        let comparisons = scorer.model.settings.comparisons.count
        let all = Double(max(1, blocking.pairs))
        var walked = 0
        for rule in blocking.rules.indices {
            var count = 0
            let pieces = blocking.rules[rule].pieces(ofAbout: ScoredPairs.piecePairs)
            // In groups, so that progress is told and what waits to be joined stays small.
            for start in stride(from: 0, to: pieces.count, by: 8 * threads) {
                let group = Array(pieces[start..<min(pieces.count, start + 8 * threads)])
                let parts = concurrently(group, threads: threads) { piece in
                    var part = ScoredPairs()
                    let memory = LevelMemory(comparisons: comparisons)
                    blocking.forEachPair(rule: rule, blocks: piece, isFresh: true) { left, right in
                        let evidence = scorer.evidence(left, right, memory)
                        part.histogram.add(evidence)
                        if evidence >= evidenceMin {
                            part.pairs.append(
                                ScoredPair(
                                    left: UInt32(left), right: UInt32(right), evidence: evidence))
                        }
                    }
                    return part
                }
                for part in parts {
                    pairs.append(contentsOf: part.pairs)
                    histogram.add(part.histogram)
                    count += part.histogram.pairs
                }
                let share = Double(start + group.count) / Double(pieces.count)
                progress(
                    histogram.pairs,
                    (Double(walked) + share * Double(blocking.rules[rule].pairs)) / all)
            }
            walked += blocking.rules[rule].pairs
            fresh.append(count)
        }
        pairs.sort { ($0.left, $0.right) < ($1.left, $1.right) }
    }

    private init() {}
}
