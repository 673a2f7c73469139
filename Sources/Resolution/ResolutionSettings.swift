/// What a run is told: how records are compared, which pairs, and when two are the same.
package struct ResolutionSettings: Codable, Sendable, Equatable {
    /// From which probability on a pair is the same.
    package enum Threshold: Codable, Sendable, Equatable {
        case probability(Double)
        /// The lowest at which so large a share of the pairs is expected to be right.
        case precision(Double)
        /// Where the expected F1 is highest.
        case bestF1
    }

    package var comparisons: [Comparison]
    package var blocking: [BlockingRule]
    /// Rules whose blocks the model learns from.
    package var training: [BlockingRule]
    /// Rules that only the same fulfil, and the share of the same that does; empty leaves the
    /// share of pairs that are the same to expectation and maximisation.
    package var certain: [BlockingRule] = []
    package var certainRecall = 0.7
    package var threshold = Threshold.bestF1
    /// Of a link: whether a record of one table is the same as at most one of the other.
    package var isOneToOne = false
    /// Texts in small letters that stand for no value.
    package var missing: [String] = ["null", "n/a", "nan", "none", "unknown", "-"]
    package var seed: UInt64 = 1
    package var limits = ResolutionLimits()

    package init(comparisons: [Comparison], blocking: [BlockingRule]) {
        self.comparisons = comparisons
        self.blocking = blocking
        training = blocking
    }

    /// Columns that are read, each once, with the kind of their values.
    package var columns: [(name: String, kind: ValueKind)] {
        var columns: [(name: String, kind: ValueKind)] = []
        for comparison in comparisons {
            columns.append((comparison.column, comparison.kind))
        }
        let others =
            comparisons.flatMap { comparison in
                comparison.columns.dropFirst().map { ($0, comparison.kind) }
            }
            + (blocking + training + certain).flatMap(\.parts).map {
                ($0.column, ValueKind.text)
            }
        for (name, kind) in others where !columns.contains(where: { $0.name == name }) {
            columns.append((name, kind))
        }
        return columns
    }
}

/// The bounds of a run.
package struct ResolutionLimits: Codable, Sendable, Equatable {
    /// Records of a block; a larger one is left out and told of.
    package var blockRecordsMax = 5000
    /// Pairs that are compared.
    package var pairsMax = 500_000_000
    /// Pairs that the model learns from: at random, and of each rule.
    package var randomPairsMax = 2_000_000
    package var trainingPairsMax = 2_000_000
    /// Records of one cluster; a larger one is taken apart.
    package var clusterRecordsMax = 100
    /// Pairs that are written have at least this probability.
    package var probabilityMin = 0.01

    package init() {}
}
