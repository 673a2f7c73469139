import ArgumentParser
import Learning
import Toolbox
import Vocabulary

/// `assay triage`: how odd each row is beside those before it.
struct TriageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage",
        abstract: "Scores rows as a stream by how odd they are. For triage only: odd is not bad.",
        discussion: """
            assay triage --table rows.csv --out odd.csv --keep time,account
            assay triage --table rows.csv --inputs amount,hour --label fraud --out odd.csv

            Half-space trees (Tan, Ting and Liu 2011): rows are taken in their order, in constant \
            memory, each scored 0 to 1 beside the window of rows before it; the first two windows \
            have no score. No labels are read; with --label, a column of 1 and 0 or true and \
            false, AUC says how far odd is bad here. Look at what it finds, never act on it. \
            Without --inputs they are the columns features.… and event.… of `assay features`, or \
            else all but the label and what is kept.
            """)

    @Option(help: "A CSV file in order of time, plain, gzip or zstd, its first line the names.")
    var table: String

    @Option(help: "Columns of numbers to judge by, with commas between.")
    var inputs: String?

    @Option(help: "Where the scores go, a row for each row.")
    var out: String

    @Option(help: "Columns for the output too: time,label; entity=account renames; or all.")
    var keep: String?

    @Option(help: "A column of 1, 0, true, false or nothing, to print AUC.")
    var label: String?

    @Option(help: "Rows of a window, 10 to 1,000,000.")
    var window = 250

    @Option(help: "Another seed draws other trees.")
    var seed: UInt64 = 1

    func run() throws {
        let all = try NumberRows.columns(of: table)
        let kept = KeptColumns(keep, all: all)
        var rows = try NumberRows(
            path: table, inputs: try chosen(of: all, kept), others: label.map { [$0] } ?? [],
            kept: kept)
        rows.fix = "Leave a missing value empty, and name columns of numbers with --inputs."
        var trees = try HalfSpaceTrees(
            columns: rows.inputs.count, parameters: ["window": Double(window)], seed: seed)
        var (scores, labels): ([Double], [Bool]) = ([], [])
        var scored = 0
        let count = try rows.write(to: out, scores: ["score"]) { row, others, line, text in
            let score = trees.take(row)
            if !score.isNaN {
                scored += 1
                text.append("\(score)")
            }
            guard let cell = others.first, !cell.isEmpty else { return }
            guard let mark = RowsFile.number(cell), mark == 0 || mark == 1 else {
                throw Fault(
                    .invalid, "\(table):\(line): `\(label ?? "")` is no label.",
                    fix: "It is 1, 0, true, false or nothing.")
            }
            if score.isNaN { return }
            scores.append(score)
            labels.append(mark == 1)
        }
        print(
            "\(scored.grouped) of \(count.grouped) rows scored beside the \(window.grouped) or "
                + "more before them. For triage only: odd is not bad.")
        if label != nil { print(try words(scores, labels)) }
    }

    private func words(_ scores: [Double], _ labels: [Bool]) throws -> String {
        let marked = labels.count { $0 }
        guard marked > 0, marked < labels.count else {
            return "No AUC: among scored rows there are not labels of both kinds."
        }
        let rows = try ScoredRows(scores: scores, labels: labels)
        let area = rows.value(of: .areaUnderCurve) ?? .nan
        return "AUC \(Words.rounded(area, 4)) over \(labels.count.grouped) labelled rows, "
            + "\(marked.grouped) of them positive."
    }

    private func chosen(of all: [String], _ kept: KeptColumns) throws -> [String] {
        if let inputs {
            let names = NumberRows.names(inputs)
            guard !names.isEmpty, Set(names).count == names.count else {
                throw Fault(
                    .invalid, "--inputs names nothing, or a column twice.",
                    fix: "Name columns, each once, with commas between.")
            }
            return names
        }
        let aside = Set(kept.columns.map(\.name) + (label.map { [$0] } ?? []))
        let read = all.filter { $0.hasPrefix("features.") || $0.hasPrefix("event.") }
            .filter { $0 != label }
        let names = read.isEmpty ? all.filter { !aside.contains($0) } : read
        guard !names.isEmpty else {
            throw Fault(
                .invalid, "\(table) has no column left to judge by.",
                fix: "Name them with --inputs.")
        }
        return names
    }
}
