import ArgumentParser
import Detection
import Events
import Foundation
import Packs
import Pipeline
import Toolbox
import Vocabulary

struct DetectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Finds rings in a log, who profits from them, and which plays are artificial.",
        discussion: """
            assay detect --pack PolicyPacks/streaming --events log.ndjson.gz --out verdicts

            Writes accounts.csv, streams.csv, payees.csv, artists.csv and rings.ndjson. A folder \
            with an earlier run keeps its rings' names.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "The folder for what is found.")
    var out: String

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let pack = try PackCommand.load(pack)
        guard let definition = pack.detection else {
            throw Fault(
                .invalid, "The pack \(pack.name) has no detection.yaml.",
                fix: "Say there what detection reads; see PolicyPacks/streaming.")
        }
        for path in events { try checkReadable(path) }
        mkdir(out, 0o755)
        let evaluator = Evaluator(pack: pack)
        let mapping = try mapping.map { try MappingFile.read($0) }
        let sink = GatheringSink(Gatherer(schema: pack.schema, definition: definition))
        let replay = Replay(
            evaluator: evaluator,
            inputs: events.map { Replay.Input(path: $0, mapping: mapping) }, sinks: [sink],
            threads: threads, isStrict: false,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let started = monotonicSeconds()
        let report = try ReplayRun.toTheEnd(replay, isStrict: false)
        print("gathered \(report.events.grouped) events in \(monotonicSeconds() - started) s")
        let detector = Detector(schema: pack.schema, definition: definition, threads: threads)
        let detected = detector.run(sink.gatherer.conduct) { stage, share in
            Terminal.complain("\(stage) \(share) \(monotonicSeconds() - started)")
        }
        var names = RingNames()
        let documents = detected.documents(&names)
        try VerdictTables(detected, documents).write(to: out)
        for document in documents {
            print(document.ring, document.score, document.action, document.accounts)
            for evidence in document.evidence { print("   ", evidence.words) }
        }
        print("\(monotonicSeconds() - started) s, \(peakMemoryBytes() / 1_048_576) MiB")
    }
}
