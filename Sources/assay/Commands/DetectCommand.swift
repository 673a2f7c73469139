import ArgumentParser
import Detection
import Events
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct DetectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Finds rings, who profits from them, and which plays are artificial.",
        discussion: """
            assay detect --pack PolicyPacks/streaming --events log.ndjson.gz --out found
            assay detect --pack PolicyPacks/streaming --store sqlite:assay.db --out found

            Writes accounts.csv, streams.csv, payees.csv, artists.csv and rings.ndjson. Run again \
            on the same folder, rings keep their names, and with the same files it goes on behind \
            the last long stage that was done (gathering, comparing times). \
            What it reads of events is in the pack's detection.yaml. Ends with 1 when there were \
            dead letters.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "A service's store instead, such as sqlite:assay.db, with what it decided.")
    var store: String?

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "The folder for what is found; made if it is missing.")
    var out: String

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func validate() throws {
        guard events.isEmpty == (store != nil) else {
            throw ValidationError("Name files with --events, or a store with --store.")
        }
        guard store == nil || mapping == nil else {
            throw ValidationError("--mapping is for files of --events.")
        }
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
    }

    func run() throws {
        let started = monotonicSeconds()
        let pack = try PackCommand.load(pack)
        guard let definition = pack.detection else {
            throw Fault(
                .invalid, "The pack \(pack.name) has no detection.yaml.",
                fix: "Say in it what detection reads; PolicyPacks/streaming has one.")
        }
        for path in events { try checkReadable(path) }
        try makeFolder()
        // What is read from a pipe or a growing log is never the same twice.
        let isOnce = store != nil || events.contains("-")
        let checkpoint = isOnce ? nil : Checkpoint(folder: out, inputs: fingerprint(pack))
        let (conduct, deadLetters) = try gathered(pack, definition, checkpoint)
        guard conduct.events > 0 || deadLetters == 0 else {
            throw Fault(
                .invalid, "None of \(deadLetters.grouped) lines is an event of \(pack.name).",
                fix: "Are these the right files? A CSV needs --mapping. Nothing was written.")
        }
        let detector = Detector(schema: pack.schema, definition: definition, threads: threads)
        let lines = StageLines()
        let sums = try sums(conduct, detector, checkpoint, lines)
        let detected = detector.run(conduct, sums: sums) { lines.update($0, $1) }
        lines.end()
        let documents = try write(detected)
        checkpoint?.remove()
        let summary = DetectSummary(
            detected: detected, documents: documents, seconds: monotonicSeconds() - started,
            peakBytes: peakMemoryBytes(), deadLetters: deadLetters, folder: out)
        print(json ? summary.json : summary.text)
        if deadLetters > 0 { throw ExitCode(Exit.findings.rawValue) }
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: out, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                .unavailable, "Cannot make \(out): \(error.localizedDescription)",
                fix: "Choose a folder you may write to with --out.")
        }
    }

    /// What a run depends on.
    private func fingerprint(_ pack: Pack) -> [String] {
        let files = (events + [mapping].compactMap { $0 }).map { path in
            let held = try? FileManager.default.attributesOfItem(atPath: path)
            let size = (held?[.size] as? NSNumber)?.int64Value ?? 0
            let time = (held?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(path) \(size) \(time)"
        }
        return [Evaluator.engineVersion, pack.hash] + files
    }

    private func gathered(
        _ pack: Pack, _ definition: DetectionDefinition, _ checkpoint: Checkpoint?
    ) throws -> (conduct: Conduct, deadLetters: Int) {
        if let kept = checkpoint?.conduct() {
            Terminal.complain("detect: goes on with what an earlier run gathered")
            return kept
        }
        if let store { return (try gathered(from: store, pack, definition), 0) }
        let mapping = try mapping.map { try MappingFile.read($0) }
        let sink = GatheringSink(Gatherer(schema: pack.schema, definition: definition))
        let replay = Replay(
            evaluator: Evaluator(pack: pack),
            inputs: events.map { Replay.Input(path: $0, mapping: mapping) }, sinks: [sink],
            threads: threads, isStrict: false,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let report = try ReplayRun.toTheEnd(replay, isStrict: false)
        try checkpoint?.keep(sink.gatherer.conduct, deadLetters: report.deadLetterCount)
        return (sink.gatherer.conduct, report.deadLetterCount)
    }

    /// What a service logged and decided.
    private func gathered(
        from url: String, _ pack: Pack, _ definition: DetectionDefinition
    ) throws -> Conduct {
        let store = try ExistingStore.open(url)
        let gathering = StoreGathering(store: store, pack: pack, definition: definition)
        let held = Double(max(1, try store.lastSequence()))
        var progress = Progress("events of the log")
        let conduct = try gathering.conduct {
            progress.update(count: $0, share: min(1, Double($0) / held))
        }.conduct
        progress.finish()
        if let first = gathering.report.firstKept {
            Terminal.complain("detect: events before \(first) were forgotten by the store")
        }
        if gathering.report.unreadable > 0 {
            Terminal.complain(
                "detect: \(gathering.report.unreadable.grouped) events of the log are not events "
                    + "of this pack")
        }
        return conduct
    }

    private func sums(
        _ conduct: Conduct, _ detector: Detector, _ checkpoint: Checkpoint?, _ lines: StageLines
    ) throws -> LockstepSums {
        if let sums = checkpoint?.sums() { return sums }
        let sums = detector.lockstepSums(conduct) { lines.update(.lockstep, $0) }
        try checkpoint?.keep(sums)
        return sums
    }

    private func write(_ detected: Detected) throws -> [RingDocument] {
        if let store { return try write(detected, keepingIn: store) }
        let path = out + "/ring-names.json"
        let kept = FileManager.default.contents(atPath: path).map { Array($0) } ?? []
        var names = try RingNames(kept, of: path)
        let documents = detected.documents(&names)
        try VerdictTables(detected, documents).write(to: out)
        try VerdictTables.write(names.bytes, to: path)
        return documents
    }

    /// Files, and the run for the pages, with the names that rings have there; unless a service
    /// runs on the store, which keeps runs of its own.
    private func write(_ detected: Detected, keepingIn url: String) throws -> [RingDocument] {
        let store = try ExistingStore.open(url)
        var names = try RingNames(store.lastRun()?.state ?? [], of: "the store's last run")
        let documents = detected.documents(&names)
        try VerdictTables(detected, documents).write(to: out)
        do {
            let lock = try ExistingStore.path(url).map { try ServiceLock(beside: $0) }
            try withExtendedLifetime(lock) {
                let run = try detected.run(
                    documents, names, endedAt: Int64(Date().timeIntervalSince1970 * 1000),
                    sequence: try store.lastSequence())
                try store.keep(run)
            }
        } catch let fault as Fault where fault.code == .conflict {
            Terminal.complain("detect: a service runs on this store and keeps its own runs")
        }
        return documents
    }
}
