import ArgumentParser
import Backtests
import Events
import Foundation
import Learning
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// The log that `assay backtest` and `assay tune` read, and where it is kept once walked.
struct BacktestLog: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV.")
    var events: [String] = []

    @Option(
        name: [.customLong("mapping"), .customLong("map")],
        help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "Read the log of this store instead, such as sqlite:assay.db.")
    var store: String?

    @Option(help: "Keep what was walked in this folder, so that the next run is quick.")
    var cache = ".assay-cache"

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard events.isEmpty != (store == nil) else {
            throw ValidationError("Name files with --events, or a store with --store.")
        }
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
        guard !events.contains("-") else {
            throw ValidationError("A log that is read again cannot be standard input.")
        }
    }

    /// The log as the pack's walk leaves it: from the cache, or walked now.
    func walk(_ pack: Pack) throws -> Walk {
        let identity: LogIdentity
        if let store {
            identity = try LogIdentity(store: try ExistingStore.open(store), named: store)
        } else {
            for path in events { try checkReadable(path) }
            identity = try LogIdentity(files: events + [mapping].compactMap { $0 })
        }
        return try Walk(
            cache: cache, pack: pack, log: identity, program: BacktestLog.program(),
            threads: threads
        ) {
            Terminal.complain(
                "The cache has no walk of this log by this program and this pack's events, "
                    + "features and lists: walking it once.")
            return try fill($1, $0)
        }
    }

    /// Size and time of the file that runs; where they cannot be read, a name that no other run
    /// has, so that nothing is taken for another program's.
    private static func program() -> String {
        guard
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            let facts = try? FileManager.default.attributesOfItem(atPath: path),
            let size = facts[.size] as? Int, let changed = facts[.modificationDate] as? Date
        else { return UUID().uuidString }
        return "\(size) \(changed.timeIntervalSince1970)"
    }

    private func fill(
        _ writer: WalkWriter, _ evaluator: Evaluator
    ) throws -> (deadLetters: Int, duplicates: Int) {
        if let store {
            var progress = Progress("events of the log")
            let report = try StoredRows.walk(
                try ExistingStore.open(store), evaluator: evaluator,
                take: { try writer.take($0) },
                progress: { progress.update(count: $0, share: $1) })
            progress.finish()
            try writer.finish()
            return (report.unreadable, 0)
        }
        let report = try ReplayRun.toTheEnd(
            replay(evaluator, [writer], goal: .features), isStrict: false)
        for oddity in report.oddities { Terminal.complain(oddity) }
        return (report.deadLetterCount, report.duplicates)
    }

    /// A replay of the files.
    func replay(
        _ evaluator: Evaluator, _ sinks: [any ReplaySink], goal: Replay.Goal = .decisions
    ) throws -> Replay {
        let mapping = try mapping.map { try MappingFile.read($0) }
        return Replay(
            evaluator: evaluator, inputs: events.map { Replay.Input(path: $0, mapping: mapping) },
            sinks: sinks, threads: threads, isStrict: false, goal: goal,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
    }
}
