import ArgumentParser
import Events
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Decides the events of files, or makes a kept decision again.",
        discussion: """
            assay replay --pack PolicyPacks/streaming --events log.ndjson.gz --verdicts verdicts
            assay replay --decision dec_… --store sqlite:assay.db

            Files may be plain, gzip or zstd; a CSV needs --mapping. Ends with 1 when there were \
            dead letters, or when a decision made again differs.
            """)

    @Option(help: "The pack's folder.")
    var pack: String?

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "Keep events and decisions in this empty store, such as sqlite:assay.db.")
    var store: String?

    @Option(help: "Write every decision to this file, a line of JSON each.")
    var decisions: String?

    @Option(help: "Write every feature of every event to this CSV file; .gz or .zst packs it.")
    var features: String?

    @Option(help: "Write verdicts on accounts, plays, artists and payees to this folder.")
    var verdicts: String?

    @Option(help: "Write dead letters to this file, a line of JSON each.")
    var deadLetters: String?

    @Option(help: "Make this kept decision again, from --store, and compare.")
    var decision: String?

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Stop at the first dead letter.")
    var strict = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func validate() throws {
        if decision != nil {
            guard store != nil else { throw ValidationError("--decision needs --store.") }
            guard pack == nil, events.isEmpty else {
                throw ValidationError(
                    "--decision takes pack and events from the store; leave those options out.")
            }
        } else {
            guard pack != nil else { throw ValidationError("Name a pack with --pack.") }
            guard !events.isEmpty else { throw ValidationError("Name files with --events.") }
        }
        try checkPaths()
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
    }

    /// Each output has a place of its own, which is no input's.
    private func checkPaths() throws {
        let outputs = [decisions, features, deadLetters, verdicts].compactMap { $0 }
        let stored = store.map { $0.hasPrefix("sqlite:") ? [String($0.dropFirst(7))] : [] } ?? []
        try OutputPaths.check(outputs, inputs: events + stored + [mapping].compactMap { $0 })
    }

    func run() throws {
        if let decision, let store { return try replayDecision(decision, store: store) }
        let pack = try PackCommand.load(pack ?? "")
        for path in events { try checkReadable(path) }
        let evaluator = Evaluator(pack: pack)
        let mapping = try mapping.map { try MappingFile.read($0) }
        let replay = Replay(
            evaluator: evaluator,
            inputs: events.map { Replay.Input(path: $0, mapping: mapping) },
            sinks: try sinks(evaluator), threads: threads, isStrict: strict,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let started = monotonicSeconds()
        let report = try ReplayRun.toTheEnd(replay, isStrict: strict)
        let groups = evaluator.memory.groups
        let summary = ReplaySummary(
            report: report, pack: pack, seconds: monotonicSeconds() - started,
            peakBytes: peakMemoryBytes(), entities: groups.reduce(0) { $0 + $1.entities },
            featureBytes: groups.reduce(0) { $0 + $1.bytes }, memory: evaluator.entityNumbers)
        print(json ? summary.json : summary.text)
        if report.deadLetterCount > 0 { throw ExitCode(Exit.findings.rawValue) }
    }

    private func sinks(_ evaluator: Evaluator) throws -> [any ReplaySink] {
        var sinks: [any ReplaySink] = []
        if let decisions { sinks.append(try DecisionsFile(path: decisions)) }
        if let features {
            sinks.append(try FeaturesFile(path: features, evaluator: evaluator))
        }
        if let verdicts {
            sinks.append(VerdictFiles(folder: verdicts, schema: evaluator.pack.schema))
        }
        if let deadLetters { sinks.append(try DeadLettersFile(path: deadLetters)) }
        if let store {
            sinks.append(
                try StoreSink(store: try SQLiteStore(url: store), evaluator: evaluator))
        }
        return sinks
    }

    private func replayDecision(_ id: String, store: String) throws {
        let replay = try DecisionReplay.run(id: id, store: try ExistingStore.open(store))
        if json {
            print(replay.replayed)
        } else {
            print(
                "walked \(replay.eventsWalked.grouped) events; the record is "
                    + (replay.isEqual ? "the same, byte for byte" : "different"))
        }
        guard replay.isEqual else {
            if !json { print("kept:     \(replay.kept.record)\nreplayed: \(replay.replayed)") }
            throw ExitCode(Exit.findings.rawValue)
        }
    }
}
