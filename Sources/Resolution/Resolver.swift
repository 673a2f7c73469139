import Toolbox
import Vocabulary

/// The walk from records to who is the same: block, learn, weigh, choose the threshold, gather.
///
/// ```swift
/// let found = try Resolver(table: table, settings: settings, threads: 2).run()
/// found.clusters.roots[7]  // the least record that is the same as record 7
/// ```
package struct Resolver {
    private let table: RecordTable
    private let isLink: Bool
    private let threads: Int

    /// - Parameter table: closed.
    package init(table: RecordTable, isLink: Bool, threads: Int) {
        self.table = table
        self.isLink = isLink
        self.threads = threads
    }

    /// Learns a model and resolves by it.
    ///
    /// - Parameter progress: told of the stage, the pairs weighed, and their share.
    /// - Throws: ``Fault`` where there is nothing to learn from, or too many pairs.
    package func run(
        _ settings: ResolutionSettings, progress: (String, Int, Double) -> Void = { _, _, _ in }
    ) throws -> Resolved {
        try settings.check(table)
        guard table.possiblePairs(isLink: isLink) >= 1 else {
            throw Fault(
                .invalid, "There are no two records to compare.", fix: "Give at least two.")
        }
        progress("blocks", 0, 0)
        let training = try blocking(settings.training, settings, first: 0)
        progress("learning", 0, 0)
        var learner = Learner(table: table, settings: settings, isLink: isLink, threads: threads)
        let model = learner.model(training: training)
        let blocking =
            settings.training == settings.blocking
            ? training : try blocking(settings.blocking, settings, first: 0)
        var resolved = try resolve(model, blocking, share: nil, progress)
        resolved.passes = learner.passes
        resolved.untaught = learner.untaught
        resolved.randomPairs = learner.randomPairs
        return resolved
    }

    /// Resolves by a model that was learnt before; frequencies of values are those of the table's
    /// first ``MatchModel/records``.
    ///
    /// - Parameters:
    ///   - first: only pairs with a record from here on are made.
    ///   - kept: pairs of the records before it, as an earlier run by this model kept them.
    package func run(
        model: MatchModel, first: Int = 0, kept: [ScoredPair] = [],
        progress: (String, Int, Double) -> Void = { _, _, _ in }
    ) throws -> Resolved {
        try model.settings.check(table)
        progress("blocks", 0, 0)
        let blocking = try blocking(model.settings.blocking, model.settings, first: first)
        return try resolve(model, blocking, share: model.share, kept: kept, progress)
    }

    private func blocking(
        _ rules: [BlockingRule], _ settings: ResolutionSettings, first: Int
    ) throws -> Blocking {
        try Blocking(
            table: table, rules: rules, isLink: isLink, first: first, limits: settings.limits,
            threads: threads)
    }

    /// - Parameter share: of a model that is kept as it is; nil lets share and threshold follow.
    private func resolve(
        _ learnt: MatchModel, _ blocking: Blocking, share: Double?, kept: [ScoredPair] = [],
        _ progress: (String, Int, Double) -> Void
    ) throws -> Resolved {
        var model = learnt
        let settings = model.settings
        if share == nil, !settings.certain.isEmpty { model.share = try certainShare(settings) }
        // The share may still grow to four times what the best training rule showed.
        let room = share == nil && settings.certain.isEmpty ? 2.0 : 0
        let evidenceMin = model.evidence(probability: settings.limits.probabilityMin) - room
        progress("weighing", 0, 0)
        let scored = ScoredPairs(
            blocking, scorer: Scorer(model, table: table), evidenceMin: evidenceMin,
            threads: threads, progress: { progress("weighing", $0, $1) })
        if share == nil {
            if settings.certain.isEmpty {
                model.share = scored.histogram.share(
                    of: table.possiblePairs(isLink: isLink), start: model.share)
            }
            model.threshold = Resolver.threshold(
                settings.threshold, scored.histogram.thresholds(prior: model.prior))
        }
        let least = model.evidence(probability: settings.limits.probabilityMin)
        var pairs = kept + scored.pairs.filter { $0.evidence >= least }
        if !kept.isEmpty { pairs.sort { ($0.left, $0.right) < ($1.left, $1.right) } }
        progress("gathering", 0, 0)
        let bound = model.evidence(probability: model.threshold)
        let above = pairs.filter { $0.evidence >= bound }
        let links =
            isLink && settings.isOneToOne
            ? OneToOne.links(above, records: table.count) : above
        let clusters = Clusters(
            records: table.count, pairs: links,
            bridgeEvidence: model.evidence(
                probability: max(model.threshold, Resolver.bridgeProbability)),
            recordsMax: settings.limits.clusterRecordsMax)
        return Resolved(
            model: model, blocking: blocking, fresh: scored.fresh, histogram: scored.histogram,
            pairs: pairs, links: links, clusters: clusters)
    }

    /// A bridge that is itself as sure as this stays.
    package static let bridgeProbability = 0.999

    /// The share of the same by rules that only the same fulfil.
    private func certainShare(_ settings: ResolutionSettings) throws -> Double {
        let certain = try blocking(settings.certain, settings, first: 0)
        var pairs = 0
        for rule in certain.rules.indices {
            for piece in certain.rules[rule].pieces(ofAbout: 1_000_000) {
                certain.forEachPair(rule: rule, blocks: piece, isFresh: true) { _, _ in pairs += 1 }
            }
        }
        guard pairs > 0 else {
            throw Fault(
                .invalid, "No pair fulfils a rule of `certain`.",
                fix: "Leave `certain` out, or name columns that the same share.")
        }
        let share = Double(pairs) / settings.certainRecall / table.possiblePairs(isLink: isLink)
        return min(0.5, share)
    }

    private static func threshold(
        _ wanted: ResolutionSettings.Threshold, _ figures: [ThresholdFigures]
    ) -> Double {
        switch wanted {
        case .probability(let least): least
        case .precision(let least):
            figures.first { $0.precision >= least }?.probability ?? MatchModel.thresholdMax
        case .bestF1: figures.max { $0.f1 < $1.f1 }?.probability ?? 0.5
        }
    }
}

/// What a run found.
package struct Resolved: Sendable {
    package let model: MatchModel
    package let blocking: Blocking
    /// By rule: pairs that no rule before it made.
    package let fresh: [Int]
    package let histogram: EvidenceHistogram
    /// Pairs that are the same or may be, by left and right record.
    package let pairs: [ScoredPair]
    /// Of those, the ones that are the same.
    package let links: [ScoredPair]
    package let clusters: Clusters
    package var passes: [Learner.Pass] = []
    package var untaught: [String] = []
    package var randomPairs = 0
}
