import ArgumentParser
import Deliveries
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct DeliveriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "Shows what was sent to webhooks, and sends it again.",
        discussion: """
            assay deliveries list --state dead --store sqlite:assay.db
            assay deliveries show enf_17 --store sqlite:assay.db
            assay deliveries replay enf_17 --store sqlite:assay.db
            assay deliveries run --store sqlite:assay.db
            """,
        subcommands: [
            DeliveriesListCommand.self, DeliveriesDeadCommand.self, DeliveriesShowCommand.self,
            DeliveriesReplayCommand.self, DeliveriesPostCommand.self, DeliveriesRunCommand.self,
        ])

    /// Prints deliveries, the latest first.
    static func tell(_ found: [Delivery], json: Bool) {
        if json {
            for delivery in found {
                var writer = ByteWriter()
                delivery.writeJSON(to: &writer)
                print(writer.text)
            }
            return
        }
        guard !found.isEmpty else { return print("None.") }
        var table = TextTable([
            "message", "webhook", "kind", "subject", "state", "attempts", "written",
        ])
        for delivery in found {
            table.add([
                delivery.message.id, delivery.endpoint, delivery.message.kind,
                delivery.message.subject, delivery.state.rawValue, "\(delivery.attempts)",
                CivilTime(milliseconds: delivery.message.at).rfc3339,
            ])
        }
        print(table.text)
    }
}

/// Which deliveries, of which store.
struct DeliveryOptions: ParsableArguments {
    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only of this webhook.")
    var webhook: String?

    @Option(help: "Only messages of this kind.")
    var kind: String?

    @Option(help: "At most so many, the latest; the last message is there whole.")
    var limit = 50

    func validate() throws {
        guard (1...DeliveryFilter.limitMax).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to \(DeliveryFilter.limitMax).")
        }
    }

    func filter(_ state: Delivery.State?) -> DeliveryFilter {
        DeliveryFilter(endpoint: webhook, state: state, kind: kind, limit: limit)
    }
}

struct DeliveriesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists deliveries, the latest first.")

    @OptionGroup var options: DeliveryOptions

    @Option(help: "Only in this state: waiting, ready, delivered or dead.")
    var state: String?

    @Flag(help: "Print a line of JSON each.")
    var json = false

    func validate() throws {
        if let state, Delivery.State(rawValue: state) == nil {
            throw ValidationError("--state is waiting, ready, delivered or dead.")
        }
    }

    func run() throws {
        let filter = options.filter(state.flatMap(Delivery.State.init(rawValue:)))
        DeliveriesCommand.tell(
            try ExistingStore.open(options.store).deliveries(filter), json: json)
    }
}

struct DeliveriesDeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Lists messages that were given up; ends with 1 for some.")

    @OptionGroup var options: DeliveryOptions

    @Flag(help: "Print a line of JSON each.")
    var json = false

    func run() throws {
        let found = try ExistingStore.open(options.store).deliveries(options.filter(.dead))
        DeliveriesCommand.tell(found, json: json)
        if !found.isEmpty { throw ExitCode(Exit.findings.rawValue) }
    }
}

struct DeliveriesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints a message, where it went, and every attempt.")

    @Argument(help: "The message's id.")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let (found, attempts) = try ExistingStore.open(store).deliveries(of: id)
        guard let message = found.first?.message else {
            throw Fault(
                .notFound, "There is no delivery of a message \(id.prefix(200)).",
                fix: "List some with `assay deliveries list`.")
        }
        print("\(message.kind) of \(message.subject)\n\(message.payload)\n")
        DeliveriesCommand.tell(found, json: false)
        guard !attempts.isEmpty else { return print("\nNot tried yet.") }
        var table = TextTable(["when", "webhook", "attempt", "result", "status", "ms", "note"])
        for attempt in attempts {
            table.add([
                CivilTime(milliseconds: attempt.at).rfc3339, attempt.endpoint,
                "\(attempt.number)", attempt.result.rawValue,
                attempt.status.map(String.init) ?? "", "\(attempt.milliseconds)",
                String(attempt.note.prefix(80).map { $0.isNewline ? " " : $0 }),
            ])
        }
        print("\n" + table.text)
    }
}

struct DeliveriesReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Sends messages once more, under the same id.",
        discussion: """
            assay deliveries replay enf_17 --store sqlite:assay.db
            assay deliveries replay --dead --webhook webhook-1 --store sqlite:assay.db

            A message is replayed where it was delivered or is dead; --dead replays all dead \
            letters of the webhook and kind that are said.
            """)

    @Argument(help: "The message's id.")
    var id: String?

    @Flag(help: "All dead letters.")
    var dead = false

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only of this webhook.")
    var webhook: String?

    @Option(help: "Only messages of this kind.")
    var kind: String?

    func validate() throws {
        guard (id == nil) == dead else {
            throw ValidationError("Name one message, or say --dead for all dead letters.")
        }
    }

    func run() throws {
        let store = try ExistingStore.open(store)
        let now = WebhooksCommand.now
        var filter = DeliveryFilter(
            endpoint: webhook, state: dead ? .dead : nil, kind: kind,
            limit: DeliveryFilter.limitMax)
        if let id {
            guard try !store.deliveries(of: id).deliveries.isEmpty else {
                throw Fault(
                    .notFound, "There is no delivery of a message \(id.prefix(200)).",
                    fix: "List some with `assay deliveries list`.")
            }
            let count = try store.audited(
                "delivery.replay", by: NSUserName(), subject: "delivery=\(id)"
            ) { try $0.replay(filter, message: id, now: now).count }
            return print(
                count > 0
                    ? "It is sent once more to \(count) webhooks."
                    : "It is on its way already.")
        }
        let all = try store.audited("delivery.replay_many", by: NSUserName()) { store in
            var all = 0
            repeat {
                let page = try store.replay(filter, message: nil, now: now)
                all += page.count
                // What a sender gave up again meanwhile is not replayed twice.
                filter.before = page.last
            } while filter.before != nil
            return all
        }
        print("\(all.grouped) dead letters are sent once more.")
    }
}
