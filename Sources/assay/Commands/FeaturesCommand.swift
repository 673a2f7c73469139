import ArgumentParser
import CEL
import Events
import Foundation
import Packs
import Pipeline
import Rules
import Toolbox
import Vocabulary

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Writes features as they were at any time, for training sets and backfills.",
        discussion: """
            assay features --pack DIR --events log.ndjson.gz --out rows.csv
            assay features --pack DIR --events log.ndjson.gz --at asked.csv --out answers.csv

            The first writes a row for each event; --type, --journey, --where and --sample take \
            some of them. The second answers questions: a file of CSV or NDJSON with kinds of \
            entity and `time`. What is written is told by the name: .csv or .ndjson, and .gz or \
            .zst behind it. Ends with 1 when there were dead letters or lines that ask nothing.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "events: a row for each event; or a file of questions (CSV, NDJSON).")
    var at = "events"

    @Option(help: "The file to write: .csv or .ndjson, packed if .gz or .zst follows.")
    var out: String

    @Option(help: "Write names and types of the columns to this file (JSON).")
    var schema: String?

    @Option(help: "Only these features, by name, with commas between.")
    var features: String?

    @Option(help: "Columns of these fields too, such as event.amount, with commas between.")
    var fields: String?

    @Option(help: "Only events of these types, with commas between.")
    var type: String?

    @Option(help: "Only events of these journeys, with commas between.")
    var journey: String?

    @Option(help: "Only events for which this expression holds (CEL), over event and features.")
    var `where`: String?

    @Option(help: "Only this share of the events, above 0 and at most 1: always the same ones.")
    var sample: Double?

    @Option(help: "Another seed samples other events.")
    var seed: UInt64 = 0

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Stop at the first dead letter.")
    var strict = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    private var isOfEvents: Bool { at == "events" }

    func validate() throws {
        guard !events.isEmpty else { throw ValidationError("Name files with --events.") }
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
        if let sample, !(sample > 0 && sample <= 1) {
            throw ValidationError("--sample is above 0 and at most 1.")
        }
        if !isOfEvents {
            let given = [
                ("--type", type), ("--journey", journey), ("--where", `where`),
                ("--fields", fields), ("--sample", sample.map { "\($0)" }),
            ]
            for (name, value) in given where value != nil {
                throw ValidationError("\(name) is for rows of events; leave it out with --at FILE.")
            }
        }
        _ = try format()
        try OutputPaths.check(
            [out, schema].compactMap { $0 },
            inputs: events + [mapping].compactMap { $0 } + (isOfEvents ? [] : [at]))
    }

    private func format() throws -> FeatureTable.Format {
        let name = Packing.plainName(out)
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") { return .ndjson }
        throw ValidationError(
            "\(out) is neither .csv nor .ndjson, with .gz or .zst behind it or not. "
                + (name.hasSuffix(".parquet")
                    ? "Write a .csv with --schema; DuckDB makes Parquet of it, see the README."
                    : "Give it such a name."))
    }

    func run() throws {
        let whole = try PackCommand.load(pack)
        for path in events + (isOfEvents ? [] : [at]) { try checkReadable(path) }
        let mapping = try mapping.map { try MappingFile.read($0) }
        let slots = try ColumnNames.features(FeaturesCommand.names(features), of: whole)
        let choice = try choice(of: whole)
        let read = features == nil ? Array(whole.featureSlots) : slots
        // Whom a limit on memory forgets depends on all features.
        let needed =
            whole.memoryBytesMax != nil
            ? whole : whole.keepingFeatures(for: read + (choice.condition?.references ?? []))
        let evaluator = Evaluator(pack: needed)
        let work = try FeaturesWork(
            evaluator: evaluator,
            table: table(of: whole, slots: features == nil ? nil : slots, choice),
            out: out, questions: isOfEvents ? nil : at, threads: threads)
        let replay = Replay(
            evaluator: evaluator, inputs: events.map { Replay.Input(path: $0, mapping: mapping) },
            sinks: work.sinks, threads: threads, isStrict: strict, goal: work.goal,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let started = monotonicSeconds()
        let report = try ReplayRun.toTheEnd(replay, isStrict: strict)
        if let schema { try work.writeSchema(to: schema) }
        let summary = FeaturesSummary(
            report: report, out: out, rows: work.rows, unasked: work.unasked,
            unaskedCount: work.unaskedCount,
            seconds: monotonicSeconds() - started, peakBytes: peakMemoryBytes())
        print(json ? summary.json : summary.text)
        if report.deadLetterCount + work.unaskedCount > 0 {
            throw ExitCode(Exit.findings.rawValue)
        }
    }

    private func table(of pack: Pack, slots: [Int]?, _ choice: RowChoice) throws -> FeatureTable {
        guard isOfEvents else {
            return FeatureTable(featuresOf: pack, format: try format(), features: slots)
        }
        return FeatureTable(
            of: pack, format: try format(), features: slots,
            fields: try ColumnNames.fields(FeaturesCommand.names(fields), of: pack),
            choice: choice)
    }

    private func choice(of pack: Pack) throws -> RowChoice {
        var choice = RowChoice()
        if type != nil || journey != nil {
            let types = try ColumnNames.indices(
                of: FeaturesCommand.names(type), among: pack.schema.types.map(\.name),
                what: "event type")
            let journeys = try ColumnNames.indices(
                of: FeaturesCommand.names(journey), among: pack.schema.journeys, what: "journey")
            choice.types = pack.schema.types.indices.map { index in
                (type == nil || types.contains(index))
                    && (journey == nil || journeys.contains(pack.schema.types[index].journey))
            }
        }
        if let sample { choice.sample(sample, seed: seed) }
        if let text = `where` {
            let compilation = CELReport.compile(
                text,
                RuleLibrary.environment(
                    variables: pack.readable, library: RuleLibrary.library(lists: pack.lists)),
                expecting: .bool)
            guard let program = compilation.program else {
                throw ExitCode(Exit.findings.rawValue)
            }
            CELReport.complain(Analysis.findings(of: program), about: text)
            choice.condition = program
        }
        return choice
    }

    private static func names(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// What `assay features` walks for: rows of events, or answers to questions.
private struct FeaturesWork {
    let goal: Replay.Goal
    let sinks: [any ReplaySink]
    /// Lines that ask nothing.
    let unasked: [DeadLetter]
    var unaskedCount: Int { questions?.refused ?? 0 }
    private let file: FeaturesFile?
    private let questions: ProbeList?
    private let table: FeatureTable
    private let entityTypes: [FieldType?]

    init(
        evaluator: Evaluator, table: FeatureTable, out: String, questions path: String?,
        threads: Int
    ) throws {
        self.table = table
        let schema = evaluator.pack.schema
        entityTypes = schema.entities.indices.map { kind in
            schema.types.lazy.flatMap(\.fields).first { $0.entity == kind }?.type
        }
        guard let path else {
            let file = try FeaturesFile(path: out, table: table)
            (goal, sinks, unasked, questions) = (.features, [file], [], nil)
            self.file = file
            return
        }
        let list = try ProbeFile.read(path, schema: schema)
        let walk = try ProbeWalk(
            list, evaluator: evaluator, table: table, path: out, threads: threads)
        (goal, sinks, unasked, questions) = (.probes(walk), [], list.deadLetters, list)
        file = nil
    }

    var rows: Int { file?.rows ?? questions?.count ?? 0 }

    /// Writes an object of the columns' names, in order, with their types as DuckDB calls them.
    func writeSchema(to path: String) throws {
        var columns: [(name: String, type: String)] = []
        for (name, column) in zip(questions?.names ?? [], questions?.columns ?? []) {
            switch column {
            case .time: columns.append((name, "TIMESTAMP"))
            case .entity(let kind):
                columns.append((name, entityTypes[kind] == .int ? "BIGINT" : "VARCHAR"))
            }
        }
        columns += table.columns.map { ($0.name, $0.typeName) }
        var text = ByteWriter()
        for (index, column) in columns.enumerated() {
            text.append(index == 0 ? "{" as StaticString : ",\n ")
            text.appendQuoted(column.name)
            text.append(": " as StaticString)
            text.appendQuoted(column.type)
        }
        text.append("}\n" as StaticString)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.bytes)) else {
            throw Fault(
                .unavailable, "Cannot write \(path).", fix: "Choose a place you may write to.")
        }
    }
}
