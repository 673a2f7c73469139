import ArgumentParser
import Deliveries
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct DeliveriesRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Sends what the outbox of a store holds, until it is stopped.",
        discussion: """
            assay deliveries run --store sqlite:assay.db --until-empty

            `assay serve` does the same beside its service. Several may run on one store: what one \
            has taken no other sends, until its lease is over. Ends with 1 when messages are dead.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "End when nothing is left to be sent to a webhook that is on.")
    var untilEmpty = false

    @OptionGroup var limits: DeliveryLimitOptions

    func validate() throws { _ = try limits.settings() }

    func run() throws {
        let settings = try limits.settings()
        let store = try ExistingStore.open(store)
        let client = WebhookClient(settings: settings)
        let schedule = DeliverySchedule(
            archive: store, transport: client, settings: settings,
            seed: UInt64.random(in: 0...UInt64.max), now: { WebhooksCommand.now },
            notice: { Terminal.complain("assay: \($0)") })
        let stop = StopSignal()
        schedule.begin()
        var progress = Progress("messages delivered")
        var standings = try store.standings()
        while !stop.wait(milliseconds: 200) {
            standings = try store.standings()
            let delivered = standings.map { $0.attempts[.delivered] ?? 0 }.reduce(0, +)
            let left = standings.filter { $0.endpoint.state == .on }.map(\.backlog).reduce(0, +)
            progress.update(
                count: delivered, share: Double(delivered) / Double(max(1, delivered + left)))
            if untilEmpty, left == 0 { break }
        }
        schedule.stop()
        progress.finish()
        client.close()
        standings = try store.standings()
        let dead = standings.map(\.dead).reduce(0, +)
        for standing in standings {
            print(
                "\(standing.endpoint.name): \((standing.attempts[.delivered] ?? 0).grouped) "
                    + "delivered, \(standing.backlog.grouped) to be sent, "
                    + "\(standing.dead.grouped) dead")
        }
        try store.close()
        if dead > 0 { throw ExitCode(Exit.findings.rawValue) }
    }
}

/// Limits of sending that may be chosen.
struct DeliveryLimitOptions: ParsableArguments {
    @Option(help: "Attempts a message has before it is a dead letter.")
    var attempts = DeliverySettings().attemptsMax

    @Option(help: "Milliseconds the wait behind the first failure is drawn from; it doubles.")
    var firstWaitMs = DeliverySettings().firstWait

    @Option(help: "The longest wait between two attempts, milliseconds.")
    var longestWaitMs = DeliverySettings().longestWait

    @Option(help: "How long an answer may take, milliseconds.")
    var timeoutMs = DeliverySettings().timeout

    @Option(help: "Requests to one webhook at once.")
    var parallel = DeliverySettings().perEndpoint

    func settings() throws -> DeliverySettings {
        guard (1...100).contains(attempts), firstWaitMs > 0, longestWaitMs >= firstWaitMs,
            longestWaitMs <= 7 * 86_400_000, (1...120_000).contains(timeoutMs),
            (1...64).contains(parallel)
        else {
            throw ValidationError(
                "--attempts is from 1 to 100, --first-wait-ms above 0 and at most "
                    + "--longest-wait-ms, that at most a week, --timeout-ms from 1 to 120000, "
                    + "--parallel from 1 to 64.")
        }
        var settings = DeliverySettings()
        settings.attemptsMax = attempts
        (settings.firstWait, settings.longestWait) = (firstWaitMs, longestWaitMs)
        (settings.timeout, settings.perEndpoint) = (timeoutMs, parallel)
        return settings
    }
}

struct DeliveriesPostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post", abstract: "Writes messages of a file into the outbox.",
        discussion: """
            assay deliveries post messages.ndjson --store sqlite:assay.db

            For rehearsals, and for what is told by hand: a line of JSON each, with id (letters, \
            digits, _ and -), kind, subject, and payload (an object). A message whose id is there \
            is the same message. One bad line, and none is written.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The store, such as sqlite:assay.db; made where there is none.")
    var store: String

    /// Messages of one transaction.
    private static let perWrite = 5000

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Fault(.notFound, "There is no file \(file).", fix: "Check its name.")
        }
        let now = WebhooksCommand.now
        var messages: [OutboxMessage] = []
        for (place, line) in data.split(separator: 0x0A).enumerated() {
            messages.append(try message(line, line: place + 1, now: now))
        }
        let store = try SQLiteStore(url: store)
        var new = 0
        for start in stride(from: 0, to: messages.count, by: Self.perWrite) {
            let end = min(messages.count, start + Self.perWrite)
            new += try store.post(Array(messages[start..<end]))
        }
        try store.close()
        print(
            "Wrote \(new.grouped) messages; \((messages.count - new).grouped) were there already.")
    }

    private func message(_ line: Data, line number: Int, now: Int64) throws -> OutboxMessage {
        let object = (try? JSONSerialization.jsonObject(with: line)) as? [String: Any]
        guard let object, let id = object["id"] as? String, !id.isEmpty,
            WebhookHeaders.isID(WebhookHeaders.id(of: id)), let kind = object["kind"] as? String,
            let pattern = try? KindPattern(kind), !pattern.text.hasSuffix("*"),
            let payload = object["payload"] as? [String: Any]
        else {
            throw Fault(
                .invalid, "\(file):\(number) is no message.",
                fix: "Write {\"id\":…,\"kind\":…,\"subject\":…,\"payload\":{…}}.")
        }
        let body = try JSONSerialization.data(
            withJSONObject: payload, options: [.sortedKeys, .withoutEscapingSlashes])
        return OutboxMessage(
            id: id, kind: kind, subject: object["subject"] as? String ?? "", at: now,
            payload: String(decoding: body, as: UTF8.self))
    }
}
