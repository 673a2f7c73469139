import ArgumentParser
import Foundation
import Glibc
import Models
import Toolbox
import Vocabulary

/// `assay models score`: the rows of a table through a bundle's model.
struct ModelsScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Scores the rows of a table with a bundle's model.",
        discussion: """
            assay models score --bundle DIR --table rows.csv --out scores.csv

            The table is CSV with a column for each input of the model, by name, in any order; an \
            empty value is missing, and other columns are passed over. What is written reads back \
            to the same bits.
            """)

    @Option(help: "The bundle's folder.")
    var bundle: String

    @Option(help: "A CSV file of numbers, its first line the names.")
    var table: String

    @Option(help: "Where the scores go, a row for each row: score, margin.")
    var out: String

    @Flag(help: "What each input added to the margin too, and last what nobody has.")
    var contributions = false

    func run() throws {
        let model = try ModelBundle.read(folder: bundle).model()
        guard !contributions || model.explains else {
            throw Fault(
                .unsupported, "The model of \(bundle) says no contributions.",
                fix: "Leave --contributions out.")
        }
        guard let input = fopen(table, "r") else {
            throw Fault(.notFound, "Cannot read \(table).", fix: "Check the path.")
        }
        defer { fclose(input) }
        guard let output = fopen(out, "w") else {
            throw Fault(.invalid, "Cannot write \(out).", fix: "Check the path.")
        }
        var rows = TableRows(input, path: table)
        let columns = try rows.columns(of: model.manifest.inputs)
        var header = "score,margin"
        if contributions { header += model.manifest.inputs.map { "," + $0 }.joined() + ",base" }
        fputs(header + "\n", output)
        let scratch = model.makeScratch()
        var row = [Double](repeating: .nan, count: model.inputCount)
        var parts = [Double](repeating: 0, count: model.inputCount + 1)
        while try rows.next(columns, into: &row) {
            var line = "\(model.score(row, scratch)),\(model.margin(row, scratch))"
            if contributions {
                model.contributions(row, into: &parts, scratch)
                for part in parts { line += ",\(part)" }
            }
            fputs(line + "\n", output)
        }
        let hasFailed = ferror(output) != 0
        guard fclose(output) == 0, !hasFailed else {
            throw Fault(.invalid, "\(out) could not be written whole.", fix: "Is the disk full?")
        }
        Terminal.complain("\(rows.line - 1) rows scored with \(model.manifest.name)")
    }
}

/// Rows of numbers in a CSV file without quotes, a line at a time.
private struct TableRows {
    let path: String
    private let file: UnsafeMutablePointer<FILE>
    /// The line that was read last, from one.
    private(set) var line = 0

    init(_ file: UnsafeMutablePointer<FILE>, path: String) { (self.file, self.path) = (file, path) }

    private mutating func cells() -> [Substring]? {
        var memory: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(memory) }
        let count = getline(&memory, &room, file)
        guard count >= 0, let memory else { return nil }
        line += 1
        let text = String(
            decoding: UnsafeRawBufferPointer(start: memory, count: count), as: UTF8.self)
        return text.drop { $0 == "\u{feff}" }.prefix { !$0.isNewline }
            .split(separator: ",", omittingEmptySubsequences: false)
    }

    /// For each input its column.
    mutating func columns(of inputs: [String]) throws -> [Int] {
        let names = cells() ?? []
        return try inputs.map { input in
            guard let column = names.firstIndex(where: { $0 == input }) else {
                throw Fault(
                    .invalid, "\(path):1: there is no column \(input).",
                    fix: "Give the table a column for each input of the model.")
            }
            return column
        }
    }

    mutating func next(_ columns: [Int], into row: inout [Double]) throws -> Bool {
        guard let cells = cells() else { return false }
        for (input, column) in columns.enumerated() {
            guard column < cells.count else {
                throw Fault(.invalid, "\(path):\(line): \(cells.count) values are too few.")
            }
            let cell = cells[column]
            guard !cell.isEmpty else {
                row[input] = .nan
                continue
            }
            guard let number = Double(cell) else {
                throw Fault(
                    .invalid, "\(path):\(line): column \(column + 1): \(cell) is no number.",
                    fix: "Leave a missing value empty.")
            }
            row[input] = number
        }
        return true
    }
}
