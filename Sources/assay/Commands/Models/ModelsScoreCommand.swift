import ArgumentParser
import Models
import Toolbox
import Vocabulary

/// `assay models score`: the rows of a table through a bundle's model.
struct ModelsScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Scores the rows of a table with a bundle's model.",
        discussion: """
            assay models score --bundle DIR --table rows.csv --out scores.csv

            assay models score --bundle DIR --table rows.csv --keep time,entity=account --out s.csv

            The table is CSV, plain, gzip or zstd, with a column for each input of the model, by \
            name, in any order; an empty value is missing, true is 1 and false 0. Other columns \
            are passed over, or kept in the output with --keep, in front. A row for each row, in \
            their order; at a line that is none the command stops, and FILE.partial is no result. \
            Scores read back to the same bits.
            """)

    @Option(help: "The bundle's folder.")
    var bundle: String

    @Option(help: "A CSV file, its first line the names.")
    var table: String

    @Option(help: "Where the scores go, a row for each row: score, margin.")
    var out: String

    @Option(help: "Columns for the output too: time,label; entity=account renames; or all.")
    var keep: String?

    @Flag(help: "What each input added to the margin too, and last what nobody has.")
    var contributions = false

    func run() throws {
        let model = try ModelBundle.read(folder: bundle).model()
        guard !contributions || model.explains else {
            throw Fault(
                .unsupported, "The model of \(bundle) says no contributions.",
                fix: "Leave --contributions out.")
        }
        let all = keep == "all" ? try NumberRows.columns(of: table) : []
        let rows = try NumberRows(
            path: table, inputs: model.manifest.inputs, kept: KeptColumns(keep, all: all))
        let scratch = model.makeScratch()
        var parts = [Double](repeating: 0, count: model.inputCount + 1)
        var names = ["score", "margin"]
        if contributions { names += model.manifest.inputs + ["base"] }
        let count = try rows.write(to: out, scores: names) { row, _, _, text in
            text.append("\(model.score(row, scratch)),\(model.margin(row, scratch))")
            guard contributions else { return }
            model.contributions(row, into: &parts, scratch)
            for part in parts { text.append(",\(part)") }
        }
        Terminal.complain("\(count.grouped) rows scored with \(model.manifest.name)")
    }
}
