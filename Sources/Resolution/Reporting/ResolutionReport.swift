import Toolbox

/// What a run tells people and programs about itself.
package struct ResolutionReport {
    let resolved: Resolved
    let table: RecordTable
    package var seconds = 0.0
    package var peakBytes = 0
    package var refused = 0

    package init(_ resolved: Resolved, table: RecordTable) {
        self.resolved = resolved
        self.table = table
    }

    /// Thresholds that are shown: those of these probabilities, and the chosen one.
    static let shownProbabilities = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999]

    var thresholds: [ThresholdFigures] {
        let all = resolved.histogram.thresholds(prior: resolved.model.prior)
        let wanted = (ResolutionReport.shownProbabilities + [resolved.model.threshold]).sorted()
        return wanted.compactMap { least in
            var figures = all.first { $0.probability >= least - 1e-12 }
            figures?.probability = least
            return figures
        }
    }

    /// Records that are the same as some other.
    var clustered: (clusters: Int, records: Int, largest: Int) {
        var sizes: [UInt32: Int] = [:]
        for root in resolved.clusters.roots { sizes[root, default: 0] += 1 }
        let several = sizes.values.filter { $0 > 1 }
        return (several.count, several.reduce(0, +), several.max() ?? 1)
    }

    /// Blocks that were left out, the largest first, with their rule.
    package var large: [(rule: String, block: Blocks.Large)] {
        resolved.blocking.rules.flatMap { rule in rule.large.map { (rule.rule.text, $0) } }
            .sorted { $0.1.records > $1.1.records }
    }

    /// Sentences about what a person should look at.
    package var warnings: [String] {
        var warnings: [String] = []
        let large = large
        for (rule, block) in large.prefix(ResolutionReport.largeShown) {
            warnings.append(
                "The block `\(block.value)` of `\(rule)` was left out: \(block.records.grouped) "
                    + "records, \(block.pairs.grouped) pairs.")
        }
        if large.count > ResolutionReport.largeShown {
            let rest = large.dropFirst(ResolutionReport.largeShown)
            let pairs = rest.reduce(0) { $0 + $1.block.pairs }
            warnings.append(
                "\(rest.count.grouped) more blocks were left out, of \(pairs.grouped) pairs.")
        }
        if !resolved.untaught.isEmpty {
            warnings.append(
                "No training rule leaves `\(resolved.untaught.joined(separator: "`, `"))` free, so "
                    + "what was set out from stands; train on a rule of other columns too.")
        }
        for size in resolved.clusters.oversized {
            warnings.append(
                "A cluster of \(size.grouped) records was taken apart: at most "
                    + "\(resolved.model.settings.limits.clusterRecordsMax) may hang together.")
        }
        return warnings
    }

    static let largeShown = 10

    package var text: String {
        let model = resolved.model
        let sizes = clustered
        var lines = [
            "\(table.count.grouped) records, \(resolved.histogram.pairs.grouped) pairs compared of "
                + "\(Int(table.possiblePairs(isLink: model.isLink)).grouped), "
                + "\(resolved.links.count.grouped) the same at probability "
                + "\(ResolutionReport.number(model.threshold, 4)): "
                + "\(sizes.clusters.grouped) clusters of \(sizes.records.grouped) records, the "
                + "largest of \(sizes.largest)", "",
            blockingTable, "", weightsTable, "", thresholdsTable,
        ]
        lines.append("")
        lines.append(
            "\(resolved.clusters.cuts.count.grouped) weak bridges taken out; "
                + "\(ResolutionReport.number(seconds, 1)) s, "
                + "\((peakBytes >> 20).grouped) MiB at the peak")
        return lines.joined(separator: "\n")
    }

    private var blockingTable: String {
        var table = TextTable(["blocking rule", "pairs", "of them new", "blocks left out"])
        for (rule, fresh) in zip(resolved.blocking.rules, resolved.fresh) {
            table.add([
                rule.rule.text, rule.pairs.grouped, fresh.grouped, rule.large.count.grouped,
            ])
        }
        return table.text
    }

    private var weightsTable: String {
        var table = TextTable(["comparison", "level", "m", "u", "bits"])
        for (comparison, levels) in zip(resolved.model.settings.comparisons, resolved.model.levels)
        {
            for (place, level) in levels.enumerated() {
                table.add([
                    place == 0 ? comparison.column : "", level.name,
                    ResolutionReport.number(level.m, 4), ResolutionReport.number(level.u, 7),
                    ResolutionReport.number(level.weight, 2),
                ])
            }
        }
        return table.text
    }

    private var thresholdsTable: String {
        var table = TextTable(["threshold", "pairs", "expected precision", "recall", "F1"])
        for figures in thresholds {
            let isChosen = figures.probability == resolved.model.threshold
            table.add([
                ResolutionReport.number(figures.probability, 4) + (isChosen ? " *" : ""),
                figures.pairs.grouped, ResolutionReport.number(figures.precision, 4),
                ResolutionReport.number(figures.recall, 4), ResolutionReport.number(figures.f1, 4),
            ])
        }
        return table.text
    }

    /// With so many digits behind the point.
    static func number(_ value: Double, _ digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let rest = String(scaled % scale + scale).dropFirst()
        return (value < 0 ? "-" : "") + "\(scaled / scale)" + (digits > 0 ? "." + rest : "")
    }
}
