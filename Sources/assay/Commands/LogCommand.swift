import ArgumentParser
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Reads a store's event log, and forgets what is old.",
        subcommands: [LogEventsCommand.self, LogForgetCommand.self])
}

struct LogEventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Prints an entity's latest events, a line of JSON each, the latest first.",
        discussion: """
            assay log events --store sqlite:assay.db --account u1
            assay log events --store sqlite:assay.db --entity device=d17 --limit 50

            Each line has the event's sequence in the log, when it was received, and the event.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "The account's name.")
    var account: String?

    @Option(help: "Any entity, as KIND=NAME, such as device=d17; kinds are the pack's.")
    var entity: String?

    @Option(help: "Events at most, to 1,000,000.")
    var limit = 500

    @Option(help: "Only events before this sequence, to read on.")
    var before: Int64?

    /// Events printed at most, and asked of the store at a time.
    private static let limitMax = 1_000_000
    private static let eventsPerPage = 500

    func validate() throws {
        guard limit >= 1, limit <= LogEventsCommand.limitMax else {
            throw ValidationError("--limit is a number from 1 to 1,000,000.")
        }
        guard (account == nil) != (entity == nil) else {
            throw ValidationError("Say either --account or --entity.")
        }
        guard entity.map({ $0.contains("=") }) ?? true else {
            throw ValidationError("--entity is KIND=NAME, such as device=d17.")
        }
    }

    func run() throws {
        let log = try ExistingStore.open(store)
        let page = try pages(of: log)
        var left = limit
        var before = before ?? .max
        while left > 0 {
            let events = try page(before, min(left, LogEventsCommand.eventsPerPage))
            guard let last = events.last else { return }
            for event in events { print(LogEventsCommand.line(event)) }
            before = last.sequence
            left -= events.count
        }
    }

    /// What gives the next events before a sequence.
    private func pages(of log: SQLiteStore) throws -> (Int64, Int) throws -> [LoggedEvent] {
        if let account {
            return { try log.events(ofAccount: account, before: $0, limit: $1) }
        }
        let parts = (entity ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        let (kind, name) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
        let events = try EntityEvents.open(log)
        return {
            try events.latest(kind: kind, name: name, before: $0, limit: $1, reach: .all).events
        }
    }

    /// The event is as it was sent, but for the ends of lines, which JSON has between its parts
    /// only.
    private static func line(_ event: LoggedEvent) -> String {
        let text = event.text.map {
            $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0
        }
        let received = CivilTime(milliseconds: event.receivedAt).rfc3339
        return "{\"sequence\":\(event.sequence),\"received\":\"\(received)\",\"event\":"
            + String(decoding: text, as: UTF8.self) + "}"
    }
}

struct LogForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forgets old events and their decisions, where a snapshot covers them.",
        discussion: """
            assay log forget --store sqlite:assay.db --older-than 90d

            Features rest on old events. They are forgotten only as far as the snapshot beside the \
            store covers them, so that a start gives the same features as before. A decision can \
            no longer be made again from a log whose start was forgotten. Decisions that are not \
            carried out yet stay up to 30 d longer. `assay serve --keep-events 90d` does the same \
            by itself.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Forget what was received longer ago than this, such as 90d.")
    var olderThan: String?

    @Option(help: "Forget what was received before this time, such as 2026-01-01T00:00:00Z.")
    var before: String?

    func validate() throws {
        guard (olderThan == nil) != (before == nil) else {
            throw ValidationError("Say either --older-than or --before.")
        }
        _ = try time()
    }

    /// Milliseconds since 1970.
    private func time() throws -> Int64 {
        if let olderThan {
            let span = try SpanOption.milliseconds(olderThan, option: "--older-than")
            return Int64(Date().timeIntervalSince1970 * 1000) - span
        }
        guard let time = before.flatMap({ CivilTime(rfc3339: $0, assumingUTC: true) }) else {
            throw ValidationError("--before is a time, such as 2026-01-01T00:00:00Z.")
        }
        return time.seconds * 1000 + Int64(time.nanoseconds / 1_000_000)
    }

    func run() throws {
        guard let path = ExistingStore.snapshotPath(store) else {
            throw Fault(.unsupported, "A store in memory has no snapshot, and forgets nothing.")
        }
        let log = try ExistingStore.open(store)
        let time = try time()
        let snapshot = try SnapshotFile(checking: path, store: log)
        let first = try log.events(after: 0, limit: 1, bytesMax: 1).first?.sequence ?? 0
        let kept = try log.audited(
            "log.forget", by: NSUserName(), detail: "before=\(time)"
        ) { try Retention.forget($0, receivedBefore: time, covered: snapshot.sequence) }
        let shown = CivilTime(milliseconds: time).rfc3339
        print(
            "Forgot \(Int(kept - first).grouped) events received before \(shown); the log begins "
                + "with event \(Int(kept).grouped).")
        guard let next = try log.events(after: snapshot.sequence, limit: 1, bytesMax: 1).first,
            next.receivedAt < time
        else { return }
        print(
            "Others as old stay: the snapshot stands at event \(Int(snapshot.sequence).grouped), "
                + "and what it does not cover is never forgotten. Stop and start `assay serve`, or "
                + "wait for its next snapshot.")
    }
}

/// Spans of time as options have them.
enum SpanOption {
    /// - Throws: `ValidationError` where it is none, or not above 0.
    static func milliseconds(_ text: String, option: String) throws -> Int64 {
        guard let milliseconds = Span.milliseconds(text), milliseconds > 0 else {
            throw ValidationError("\(option) is a span such as 90d, 12h or 30m.")
        }
        return milliseconds
    }
}
