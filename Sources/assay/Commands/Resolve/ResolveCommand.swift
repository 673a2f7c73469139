import ArgumentParser
import Events
import Foundation
import Resolution
import Toolbox
import Vocabulary

struct ResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Finds which records of a table, or of two, are the same person.",
        discussion: """
            assay resolve --input people.csv --settings resolve.yaml --out found
            assay resolve --input a.csv --link b.csv --settings resolve.yaml --out found
            assay resolve --into found --input new.csv

            Learns without being told who is the same (Fellegi and Sunter), and writes pairs.csv, \
            clusters.csv, model.json, report.json, report.html and records.csv. Without --settings \
            they are read off the columns and written to settings.yaml. --into adds records to \
            what an earlier run found, by its model. Ends with 1 when rows or blocks were left out.
            """)

    @Option(help: "A CSV file with a line of names.")
    var input: String

    @Option(help: "A second one, to be linked with the first: only pairs across are compared.")
    var link: String?

    @Option(help: "How records are compared (YAML); else it is read off the columns.")
    var settings: String?

    @Option(help: "A model.json to go by, instead of learning one.")
    var model: String?

    @Option(help: "The folder for what is found; made if it is missing.")
    var out: String?

    @Option(help: "The folder of an earlier run, to which the records are added.")
    var into: String?

    @Option(help: "The column that names a record; else one whose name says so, or the first.")
    var id: String?

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "What is printed: text or json.")
    var format = "text"

    func validate() throws {
        guard (out == nil) != (into == nil) else {
            throw ValidationError("Name a new folder with --out, or an earlier one with --into.")
        }
        guard into == nil || (settings == nil && model == nil) else {
            throw ValidationError("--into goes by the model of that folder.")
        }
        guard settings == nil || model == nil else {
            throw ValidationError("A model holds its settings; name one of the two.")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
        guard ["text", "json"].contains(format) else {
            throw ValidationError("--format is text or json.")
        }
    }

    func run() throws {
        let started = monotonicSeconds()
        for path in [input, link].compactMap({ $0 }) { try checkReadable(path) }
        let folder = out ?? into!
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let lines = ResolveProgress()
        let reading = ResolveReading(id: id, threads: threads)
        let held = try heldModel(folder)
        let chosen = try held?.settings ?? chosenSettings(reading, folder)
        let inputs = [(input, UInt8(0))] + (link.map { [($0, UInt8(1))] } ?? [])
        let old = into.map { $0 + "/records.csv" }
        let (table, first) = try reading.table(inputs, old: old, settings: chosen)
        let isLink = held?.isLink ?? (link != nil)
        let resolver = Resolver(table: table, isLink: isLink, threads: threads)
        let resolved: Resolved
        if var held {
            // On another table than it learnt from, that table's values are rare or frequent.
            if into == nil { held.records = table.count }
            let kept = into == nil ? [] : try reading.pairs(of: folder, table, held)
            resolved = try resolver.run(
                model: held, first: into == nil ? 0 : first, kept: kept, progress: lines.tell)
        } else {
            resolved = try resolver.run(chosen, progress: lines.tell)
        }
        lines.end()
        try write(resolved, table, to: folder)
        var report = ResolutionReport(resolved, table: table)
        report.refused = reading.left.reduce(0) { $0 + $1.count }
        report.seconds = monotonicSeconds() - started
        report.peakBytes = peakMemoryBytes()
        try TableFile.write(report.html, to: folder + "/report.html")
        try TableFile.write(report.json(), to: folder + "/report.json")
        print(try format == "json" ? report.json() : report.text)
        for warning in report.warnings { Terminal.complain("resolve: " + warning) }
        try LeftOut.check(reading.left)
        if !report.large.isEmpty { throw ExitCode(Exit.findings.rawValue) }
    }

    /// Of the earlier run, or the file that was named.
    private func heldModel(_ folder: String) throws -> MatchModel? {
        guard let path = into.map({ $0 + "/model.json" }) ?? model else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Fault(
                .notFound, "There is no \(path).",
                fix: "Name the folder or the model.json of an earlier run.")
        }
        return try MatchModel(json: Array(bytes), path: path)
    }

    private func chosenSettings(
        _ reading: ResolveReading, _ folder: String
    ) throws -> ResolutionSettings {
        if let settings { return try ResolutionSettings(yamlFile: settings) }
        let chosen = try reading.inferred(from: input)
        let path = folder + "/settings.yaml"
        try TableFile.write(chosen.yaml, to: path)
        Terminal.complain("resolve: no --settings; what the columns suggest is in \(path)")
        return chosen
    }

    private func write(
        _ resolved: Resolved, _ table: RecordTable, to folder: String
    ) throws {
        let tables = ResolvedTables(resolved, table: table)
        try tables.writePairs(to: folder + "/pairs.csv")
        try tables.writeClusters(to: folder + "/clusters.csv")
        try tables.writeRecords(to: folder + "/records.csv")
        try TableFile.write(resolved.model.json(), to: folder + "/model.json")
    }
}

/// One line on standard error for each stage, and a bar while pairs are weighed.
final class ResolveProgress {
    private var stage = ""
    private var progress = Progress("pairs")

    func tell(_ stage: String, _ pairs: Int, _ share: Double) {
        if stage != self.stage {
            progress.finish()
            self.stage = stage
            progress = Progress("pairs")
        }
        if stage == "weighing" { progress.update(count: pairs, share: share) }
    }

    func end() { progress.finish() }
}
