import Rings
import Toolbox

/// Accounts by how much their times are a machine's, for people and for programs.
struct TimingReport {
    struct Scored {
        /// Its number.
        var account: Int
        var features: TimingFeatures
        /// 0…1.
        var score: Double
    }

    struct Validation {
        var folds: Int
        var seed: UInt64
        var penalty: Double
        var machines: Int
        var fitted: Ranking
        var shipped: Ranking
    }

    let table: TimesTable
    let labels: LabelTable?
    let positive: String
    /// With enough times and, where labels are given, a label.
    var scored: [Scored] = []
    var tooFew = 0
    var withoutLabel = 0
    var validation: Validation?
    var seconds = 0.0

    /// Accounts told of one by one to people.
    private static let shownMax = 20
    /// Features named beside an account.
    private static let namedMax = 3
    private static let recall = 0.64
    private static let precision = 0.9

    /// Scores with the model that ships. O(times · log).
    init(table: TimesTable, labels: LabelTable?, positive: String) {
        self.table = table
        self.labels = labels
        self.positive = positive
        for account in table.times.indices {
            guard let features = TimingFeatures(times: table.times[account]) else {
                tooFew += 1
                continue
            }
            if let labels, labels.kindOfAccount[account] < 0 {
                withoutLabel += 1
                continue
            }
            scored.append(
                Scored(
                    account: account, features: features,
                    score: LogisticModel.timing.score(features.values)))
        }
    }

    /// The highest first; of equal ones the first of the file.
    private var sorted: [Scored] {
        scored.sorted { ($1.score, $0.account) < ($0.score, $1.account) }
    }

    // MARK: For people

    var text: String {
        var parts = [
            "\(table.count.grouped) times of \(table.accounts.count.grouped) accounts read in "
                + "\(Words.seconds(table.seconds)); \(scored.count.grouped) scored in "
                + "\(Words.seconds(seconds))",
            "\(tooFew.grouped) with fewer than \(TimingFeatures.leastActions) times got no score.",
        ]
        if let labels {
            parts.append(
                "\(withoutLabel.grouped) without a label were left aside; "
                    + "\(labels.withoutTimes.grouped) with a label have no times.")
        }
        if let validation { parts.append("\n" + table(validation)) }
        guard !scored.isEmpty else { return parts.joined(separator: "\n") }
        var accounts = TextTable(["account", "times", "score", "what speaks most for a machine"])
        for each in sorted.prefix(Self.shownMax) {
            accounts.add([
                table.accounts.name(UInt32(each.account)), each.features.actions.grouped,
                Words.rounded(each.score, 3), named(each.features),
            ])
        }
        parts.append("\n" + accounts.text)
        let rest = scored.count - Self.shownMax
        if rest > 0 { parts.append("… and \(rest.grouped) with lower scores (--json has all)") }
        return parts.joined(separator: "\n")
    }

    private func table(_ validation: Validation) -> String {
        var lines = TextTable([
            "model", "AUC", "AP", "precision at recall \(Self.recall)",
            "recall at precision \(Self.precision)",
        ])
        for (name, ranking) in [
            ("fitted, held out", validation.fitted), ("shipped, as it is", validation.shipped),
        ] {
            lines.add(
                [name]
                    + [
                        ranking.areaUnderCurve, ranking.averagePrecision,
                        ranking.precision(atRecall: Self.recall),
                        ranking.recall(atPrecision: Self.precision),
                    ].map { Words.rounded($0, 3) })
        }
        return lines.text
            + "\n\(validation.machines.grouped) of \(scored.count.grouped) are `\(positive)`; "
            + "\(validation.folds) folds, seed \(validation.seed), penalty \(validation.penalty). "
            + "Scores below are held out."
    }

    /// What the model that ships makes most of, with what each adds to the log odds.
    private func named(_ features: TimingFeatures) -> String {
        zip(TimingFeatures.names, LogisticModel.timing.contributions(features.values))
            .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.namedMax)
            .map { "\($0.0) +\(Words.rounded($0.1, 1))" }.joined(separator: ", ")
    }

    // MARK: For programs

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"times\":\(table.count),\"accounts\":\(table.accounts.count)")
        writer.append(",\"scored\":\(scored.count),\"tooFewTimes\":\(tooFew)")
        writer.append(",\"leftOut\":\(table.left.count + (labels?.left.count ?? 0))")
        writer.append(",\"readSeconds\":\(table.seconds),\"scoreSeconds\":\(seconds)")
        if let labels {
            writer.append(",\"withoutLabel\":\(withoutLabel)")
            writer.append(",\"withoutTimes\":\(labels.withoutTimes)")
        }
        if let validation { write(validation, &writer) }
        writer.append(",\"scores\":[")
        for (place, each) in sorted.enumerated() {
            writer.append(place == 0 ? "{\"account\":" as StaticString : ",{\"account\":")
            table.accounts.withName(UInt32(each.account)) { writer.appendQuoted($0) }
            writer.append(",\"times\":\(each.features.actions),\"score\":")
            writer.append(each.score)
            if let labels {
                writer.append(",\"label\":" as StaticString)
                writer.appendQuoted(labels.kinds[labels.kindOfAccount[each.account]].name)
            }
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append("]}")
        return writer.text
    }

    private func write(_ validation: Validation, _ writer: inout ByteWriter) {
        writer.append(",\"machines\":\(validation.machines),\"folds\":\(validation.folds)")
        writer.append(",\"seed\":\(validation.seed),\"penalty\":")
        writer.append(validation.penalty)
        for (name, ranking) in [("fitted", validation.fitted), ("shipped", validation.shipped)] {
            writer.append(",\"\(name)\":{\"auc\":")
            writer.append(ranking.areaUnderCurve)
            writer.append(",\"ap\":" as StaticString)
            writer.append(ranking.averagePrecision)
            writer.append(",\"precisionAtRecall64\":" as StaticString)
            writer.append(ranking.precision(atRecall: Self.recall))
            writer.append(",\"recallAtPrecision90\":" as StaticString)
            writer.append(ranking.recall(atPrecision: Self.precision))
            writer.append(byte: UInt8(ascii: "}"))
        }
    }
}
