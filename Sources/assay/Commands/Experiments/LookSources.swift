import ArgumentParser
import Events
import Experiments
import Foundation
import Learning
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// What is looked at: a store, or files of events, decisions and labels.
struct LookSources: ParsableArguments {
    @Option(help: "A service's store, such as sqlite:assay.db.")
    var store: String?

    @Option(parsing: .upToNextOption, help: "Or event logs, NDJSON or CSV, with --pack.")
    var events: [String] = []

    @Option(help: "The pack's folder; for a store, the pack that decided last unless said.")
    var pack: String?

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "What was decided on the events, NDJSON of records; else the pack decides anew.")
    var decisions: String?

    @OptionGroup var labelled: LabelSources

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard events.isEmpty == (store != nil) else {
            throw ValidationError("Name files with --events, or a store with --store.")
        }
        guard store != nil || pack != nil else {
            throw ValidationError("Events need a pack: say --pack.")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
    }

    func openStore() throws -> SQLiteStore? { try store.map { try ExistingStore.open($0) } }

    func loadPack(_ archive: SQLiteStore?) throws -> Pack {
        if let pack { return try PackCommand.load(pack) }
        guard let archive, let hash = try archive.packHashes(limit: 1).first,
            let files = try archive.pack(hash: hash),
            let held = PackLoader.read(texts: files).pack
        else {
            throw Fault(
                .notFound, "The store has no pack that this version can read.",
                fix: "Name the folder with --pack.")
        }
        return held
    }

    /// Records of the file or the store; nil where there are neither, and the pack is to decide.
    func decided(
        _ archive: SQLiteStore?, unit: String, from: Int64 = .min
    ) throws -> DecidedEvents? {
        guard archive != nil || decisions != nil else { return nil }
        var decided = DecidedEvents(unit: unit, from: from)
        try RecordSource.forEach(store: archive, file: decisions) { decided.take($0) }
        return decided
    }

    /// Gives every event of the log, in order, with what was decided on it.
    func forEach(
        _ archive: SQLiteStore?, _ pack: Pack, _ decided: DecidedEvents?,
        _ take: @escaping WatchSink.Taker
    ) throws {
        if let archive {
            var progress = Progress("events of the log")
            let unreadable = try LogWalk(store: archive, pack: pack).forEach(
                progress: { progress.update(count: $0, share: $1) }, take)
            progress.finish()
            if unreadable > 0 {
                Terminal.complain(
                    "assay: \(unreadable.grouped) events of the log are not events of this pack")
            }
            return
        }
        let mapping = try mapping.map { try MappingFile.read($0) }
        let sink = WatchSink { batch, index, action in
            take(batch, index, decided?.action(on: batch.identities[index]) ?? action)
        }
        let replay = Replay(
            evaluator: Evaluator(pack: pack),
            inputs: events.map { Replay.Input(path: $0, mapping: mapping) }, sinks: [sink],
            threads: threads, isStrict: false,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let report = try ReplayRun.toTheEnd(replay, isStrict: false)
        if report.deadLetterCount > 0 {
            Terminal.complain(
                "assay: \(report.deadLetterCount.grouped) lines were refused; "
                    + "assay replay --dead-letters tells why")
        }
    }
}

/// Labels of a file or of the store.
struct LabelSources: ParsableArguments {
    @Option(help: "Labels, CSV or NDJSON; a store's own unless said.")
    var labels: String?

    @Option(name: .customLong("name"), help: "Name of the label.")
    var labelName = "fraud"

    func read(_ archive: SQLiteStore?) throws -> KnownLabels {
        var known = KnownLabels()
        if let labels {
            let file = try LabelFile(
                path: labels, recordedAt: Int64(Date().timeIntervalSince1970 * 1000))
            for letter in file.flaws { Terminal.complain("assay: \(letter.sentence)") }
            guard file.refused == 0 else {
                throw Fault(
                    .invalid, "\(labels) has \(file.refused.grouped) bad rows.",
                    fix: "Mend them; a bad label would make every figure wrong.")
            }
            for label in file.labels where label.name == labelName { known.take(label) }
        } else if let archive {
            try archive.forEachLabel { if $0.name == labelName { known.take($0) } }
        }
        return known
    }
}

/// Records of a store, or of a file of them.
enum RecordSource {
    /// Records of a store read at most, from the last one back.
    static let latest = 50_000_000

    /// - Throws: ``Fault`` `invalid` for a line that is no record, with its number.
    static func forEach(
        store: SQLiteStore?, file: String?, _ body: (RecordGlance) throws -> Void
    ) throws {
        var progress = Progress("decisions")
        defer { progress.finish() }
        guard let file else {
            guard let store else { return }
            try DecisionWalk(store, latest: latest).forEach {
                progress.update(count: $0, share: $1)
            } _: {
                try body(RecordGlance($0.record))
            }
            return
        }
        var count = 0
        try LineFile(path: file).forEachLine { letter in
            Terminal.complain("assay: \(letter.sentence)")
        } _: { text, line in
            do {
                try body(RecordGlance(String(decoding: text, as: UTF8.self)))
            } catch let fault as Fault {
                throw Fault(
                    .invalid, "\(file):\(line): \(fault.message)",
                    fix: "Give the file that `assay replay --decisions` wrote.")
            }
            count += 1
            if count % 4096 == 0 { progress.update(count: count, share: 0) }
        }
    }
}

/// Writes a drawing beside what is printed.
enum PictureFile {
    static func write(_ svg: String, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(svg.utf8)) else {
            throw Fault(.unavailable, "Cannot write \(path).", fix: "See that its folder exists.")
        }
        Terminal.complain("wrote \(path)")
    }
}
