import ArgumentParser
import Events
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Prints what the features of a log hold in memory, and what would save some.",
        discussion: """
            assay stats --pack PolicyPacks/streaming --events log.ndjson.gz
            assay stats --pack PolicyPacks/streaming --store sqlite:assay.db

            By kind of entity: how many, past events held, and bytes. With --store it begins as \
            `assay serve` does, with the snapshot and the log behind it. Ends with 1 when there \
            were dead letters.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "The store, such as sqlite:assay.db, in place of --events.")
    var store: String?

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (store == nil) != events.isEmpty else {
            throw ValidationError("Name either files with --events or a --store.")
        }
        guard mapping == nil || store == nil else {
            throw ValidationError("--mapping is for files of --events.")
        }
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
    }

    func run() throws {
        let pack = try PackCommand.load(pack)
        let (evaluator, walked, deadLetters) = try walk(pack)
        let text = StatsText(
            evaluator: evaluator, report: evaluator.memoryReport, walked: walked)
        print(json ? text.json : text.text)
        if deadLetters > 0 {
            Terminal.complain("assay: \(deadLetters.grouped) dead letters were left out.")
            throw ExitCode(Exit.findings.rawValue)
        }
    }

    private func walk(
        _ pack: Pack
    ) throws -> (evaluator: Evaluator, walked: StatsText.Walked, deadLetters: Int) {
        if let store {
            let log = try ExistingStore.open(store)
            let held = max(1, Double(try log.lastSequence()))
            var progress = Progress("events of the log")
            let stored = try StoredFeatures(
                pack: pack, store: log, snapshotPath: ExistingStore.snapshotPath(store),
                progress: { progress.update(count: $0, share: min(1, Double($0) / held)) })
            progress.finish()
            if let reason = stored.start.passedOver {
                Terminal.complain("assay: The snapshot was passed over: \(reason).")
            }
            return (
                stored.evaluator,
                StatsText.Walked(
                    events: stored.start.eventsWalked, sequence: Int(stored.start.sequence)), 0
            )
        }
        for path in events { try checkReadable(path) }
        let mapping = try mapping.map { try MappingFile.read($0) }
        let evaluator = Evaluator(pack: pack)
        let replay = Replay(
            evaluator: evaluator,
            inputs: events.map { Replay.Input(path: $0, mapping: mapping) }, sinks: [],
            threads: threads, isStrict: false, goal: .features,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        var progress = Progress("events")
        let report = try replay.run { progress.update(count: $0, share: $1) }
        progress.finish()
        return (
            evaluator, StatsText.Walked(events: report.events, sequence: 0),
            report.deadLetterCount
        )
    }
}
