import Foundation

extension ResolutionReport {
    private struct Rule: Encodable {
        var rule: String
        var pairs: Int
        var fresh: Int
        var leftOut: [Large]
    }

    private struct Large: Encodable {
        var value: String
        var records: Int
        var pairs: Int
    }

    private struct Pass: Encodable {
        var rule: String
        var pairs: Int
        var sampled: Int
        var share: Double
        var rounds: Int
        var heldOut: [String]
    }

    private struct Whole: Encodable {
        var records: Int
        var possiblePairs: Double
        var comparedPairs: Int
        var samePairs: Int
        var share: Double
        var threshold: Double
        var clusters: Int
        var clusteredRecords: Int
        var largestCluster: Int
        var bridgesCut: Int
        var refusedRows: Int
        var seconds: Double
        var peakBytes: Int
        var blocking: [Rule]
        var training: [Pass]
        var untaught: [String]
        var thresholds: [ThresholdFigures]
        var warnings: [String]
    }

    /// The same for programs, keys in order of the alphabet.
    package func json() throws -> String {
        let sizes = clustered
        let whole = Whole(
            records: table.count,
            possiblePairs: table.possiblePairs(isLink: resolved.model.isLink),
            comparedPairs: resolved.histogram.pairs, samePairs: resolved.links.count,
            share: resolved.model.share, threshold: resolved.model.threshold,
            clusters: sizes.clusters, clusteredRecords: sizes.records,
            largestCluster: sizes.largest, bridgesCut: resolved.clusters.cuts.count,
            refusedRows: refused, seconds: seconds, peakBytes: peakBytes,
            blocking: zip(resolved.blocking.rules, resolved.fresh).map { blocks, fresh in
                Rule(
                    rule: blocks.rule.text, pairs: blocks.pairs, fresh: fresh,
                    leftOut: blocks.large.map {
                        Large(value: $0.value, records: $0.records, pairs: $0.pairs)
                    })
            },
            training: resolved.passes.map {
                Pass(
                    rule: $0.rule, pairs: $0.pairs, sampled: $0.sampled, share: $0.share,
                    rounds: $0.rounds, heldOut: $0.heldOut)
            },
            untaught: resolved.untaught, thresholds: thresholds, warnings: warnings)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(whole), as: UTF8.self) + "\n"
    }
}
