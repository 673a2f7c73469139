import ArgumentParser
import Deliveries
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct WebhooksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Tells other systems what happened: who hears what, signed with what.",
        discussion: """
            assay webhooks add https://example.com/hooks --kinds "enforcement.*" \
            --store sqlite:assay.db
            assay webhooks test webhook-1 --store sqlite:assay.db
            assay webhooks rotate webhook-1 --store sqlite:assay.db

            Messages are signed as Standard Webhooks says. `assay serve` sends them; \
            `assay deliveries run` does for a store without a service.
            """,
        subcommands: [
            WebhooksAddCommand.self, WebhooksListCommand.self, WebhooksRemoveCommand.self,
            WebhooksRotateCommand.self, WebhooksEnableCommand.self, WebhooksDisableCommand.self,
            WebhooksTestCommand.self, WebhooksReceiveCommand.self,
        ])

    /// Milliseconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    /// A secret of a file, or a new one, which is shown to its owner once.
    static func secret(of file: String?) throws -> (secret: WebhookSecret, isNew: Bool) {
        if let file { return (try SecretFile.signing(file), false) }
        var random = SystemRandomNumberGenerator()
        return (try WebhookSecret.made(by: &random), true)
    }
}

struct WebhooksAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds a receiver of messages.",
        discussion: """
            assay webhooks add https://example.com/hooks --kinds "enforcement.*,case.opened" \
            --store sqlite:assay.db

            Without --secret-file a secret is made and printed, this once: the receiver checks \
            signatures with it. The address is https; http goes to this machine alone. Addresses \
            within the own network need --allow-private.
            """)

    @Argument(help: "Where messages are sent.")
    var url: String

    @Option(help: "Kinds of messages with commas between: one, all that begin alike (a.*), or *.")
    var kinds = "*"

    @Option(help: "What it is called; webhook-1 and so on unless said.")
    var name: String?

    @Option(help: "A file with the secret, such as `whsec_…`.")
    var secretFile: String?

    @Flag(help: "The address may lie within the own network, or be this machine.")
    var allowPrivate = false

    @Flag(help: "Send what the outbox holds already, too.")
    var fromStart = false

    @Option(help: "The store, such as sqlite:assay.db; made where there is none.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let address = try EndpointAddress(url, allowsPrivate: allowPrivate)
        try address.resolve()
        let patterns = try KindPattern.list(kinds)
        let (secret, isNew) = try WebhooksCommand.secret(of: secretFile)
        let store = try SQLiteStore(url: store)
        let taken = Set(try store.endpoints().map(\.name))
        let free = (1...WebhookEndpoint.most + 1).map { "webhook-\($0)" }.first {
            !taken.contains($0)
        }
        let wanted = WebhookEndpoint(
            name: name ?? free ?? "webhook", url: url, kinds: patterns,
            secrets: [.init(secret)], allowsPrivate: allowPrivate,
            createdAt: WebhooksCommand.now)
        let endpoint = try store.audited(
            "webhook.add", by: NSUserName(), subject: "webhook=\(wanted.name)"
        ) { try $0.add(endpoint: wanted, fromStart: fromStart) }
        if json {
            var writer = ByteWriter()
            writer.append("{\"name\":" as StaticString)
            writer.appendQuoted(endpoint.name)
            if isNew {
                writer.append(",\"secret\":" as StaticString)
                writer.appendQuoted(secret.text)
            }
            writer.append("}" as StaticString)
            return print(writer.text)
        }
        print(
            "Added \(endpoint.name): it hears \(kinds) from \(fromStart ? "the start" : "now") on.")
        tellOfOthers(patterns)
        if isNew { print("Its secret, shown this once:\n\(secret.text)") }
    }

    /// What the kinds that Assay itself tells of begin with.
    private static let families = ["appeal", "enforcement", "verification"]

    /// Tells of kinds that only others can post, since they may be misspelt.
    private func tellOfOthers(_ patterns: [KindPattern]) {
        for pattern in patterns where pattern.text != "*" {
            let family = String(pattern.text.prefix { $0 != "." })
            if WebhooksAddCommand.families.contains(family) { continue }
            let nearest = EditDistance.suggestion(for: family, among: WebhooksAddCommand.families)
            Terminal.complain(
                "assay: no message of Assay's own is `\(pattern.text)`; theirs begin with "
                    + WebhooksAddCommand.families.joined(separator: ", ") + "."
                    + (nearest.map { " Did you mean \($0)?" } ?? ""))
        }
    }
}

struct WebhooksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists webhooks and how they are.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let standings = try ExistingStore.open(store).standings()
        let now = WebhooksCommand.now
        if json {
            var writer = ByteWriter()
            writer.append("{\"endpoints\":[" as StaticString)
            for (place, standing) in standings.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                standing.writeJSON(to: &writer, now: now)
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        guard !standings.isEmpty else {
            return print("There is no webhook; see `assay webhooks add --help`.")
        }
        var table = TextTable([
            "webhook", "state", "backlog", "dead", "delivered", "failures", "kinds", "address",
        ])
        for standing in standings {
            let endpoint = standing.endpoint
            let state =
                endpoint.state == .disabled
                ? "disabled" : endpoint.openUntil > now ? "resting" : "on"
            table.add([
                endpoint.name, state, standing.backlog.grouped, standing.dead.grouped,
                (standing.attempts[.delivered] ?? 0).grouped, "\(endpoint.failures)",
                endpoint.kinds.map(\.text).joined(separator: ","), endpoint.url,
            ])
        }
        print(table.text)
        for standing in standings where standing.endpoint.state == .disabled {
            print("\(standing.endpoint.name) is disabled: \(standing.endpoint.why)")
        }
    }
}

/// A webhook of a store.
struct WebhookOptions: ParsableArguments {
    @Argument(help: "The webhook's name.")
    var name: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    /// - Throws: ``Fault`` `notFound`.
    func endpoint(of store: SQLiteStore) throws -> WebhookEndpoint {
        let all = try store.endpoints()
        guard let found = all.first(where: { $0.name == name }) else {
            throw Fault(
                .notFound, "There is no webhook called \(name.prefix(80)).",
                fix: all.isEmpty
                    ? "Add one with `assay webhooks add`."
                    : "There are: \(all.map(\.name).joined(separator: ", ")).")
        }
        return found
    }
}

struct WebhooksRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes a webhook away, with its secrets and its deliveries.")

    @OptionGroup var options: WebhookOptions

    func run() throws {
        let left = try ExistingStore.open(options.store).audited(
            "webhook.remove", by: NSUserName(), subject: "webhook=\(options.name)"
        ) { try $0.remove(endpoint: options.name) }
        print("Removed \(options.name); \(left.grouped) messages had not been delivered to it.")
    }
}

struct WebhooksEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Sends to a webhook again, what it missed first.")

    @OptionGroup var options: WebhookOptions

    func run() throws {
        try ExistingStore.open(options.store).audited(
            "webhook.enable", by: NSUserName(), subject: "webhook=\(options.name)"
        ) { try $0.set(state: .on, why: "", of: options.name) }
        print("\(options.name) is on.")
    }
}

struct WebhooksDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Sends nothing to a webhook, and keeps its messages.")

    @OptionGroup var options: WebhookOptions

    @Option(help: "Why, in a sentence.")
    var why = "By hand."

    func run() throws {
        try ExistingStore.open(options.store).audited(
            "webhook.disable", by: NSUserName(), subject: "webhook=\(options.name)"
        ) { try $0.set(state: .disabled, why: why, of: options.name) }
        print("\(options.name) is disabled; its messages are kept.")
    }
}

struct WebhooksRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Gives a webhook a new secret.",
        discussion: """
            assay webhooks rotate webhook-1 --overlap 24h --store sqlite:assay.db

            Until the overlap is over messages carry signatures of both, so that the receiver can \
            change in between.
            """)

    @OptionGroup var options: WebhookOptions

    @Option(help: "A file with the new secret; one is made and printed unless said.")
    var secretFile: String?

    @Option(help: "How long the present secret signs as well, such as 24h; 0 for no longer.")
    var overlap = "24h"

    /// Secrets that sign at once.
    private static let most = 4

    func run() throws {
        let milliseconds =
            overlap == "0" ? 0 : try SpanOption.milliseconds(overlap, option: "--overlap")
        let store = try ExistingStore.open(options.store)
        let endpoint = try options.endpoint(of: store)
        let (secret, isNew) = try WebhooksCommand.secret(of: secretFile)
        let now = WebhooksCommand.now
        let end = now + milliseconds
        let old = endpoint.secrets.filter { $0.until.map { $0 > now } ?? true }.map {
            WebhookEndpoint.Held($0.secret, until: min($0.until ?? end, end))
        }
        let kept = milliseconds == 0 ? [] : old
        guard kept.count < Self.most else {
            throw Fault(
                .limited, "\(Self.most) secrets of \(endpoint.name) sign already.",
                fix: "Wait until an overlap is over, or use --overlap 0.")
        }
        try store.audited(
            "webhook.rotate", by: NSUserName(), subject: "webhook=\(endpoint.name)"
        ) { try $0.set(secrets: [.init(secret)] + kept, of: endpoint.name) }
        print(
            "\(endpoint.name) has a new secret; \(kept.count) before it signs as well until "
                + "\(CivilTime(milliseconds: end).rfc3339).")
        if isNew { print("The secret, shown this once:\n\(secret.text)") }
    }
}

struct WebhooksTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Sends a webhook one message of kind `webhook.test`, now.",
        discussion: """
            One attempt, whatever kinds it wants, and nothing of it is kept. Ends with 1 unless \
            the answer is a 2xx.
            """)

    @OptionGroup var options: WebhookOptions

    func run() throws {
        let endpoint = try options.endpoint(of: try ExistingStore.open(options.store))
        let now = WebhooksCommand.now
        let id = "test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let time = CivilTime(milliseconds: now).rfc3339
        let payload =
            "{\"type\":\"webhook.test\",\"timestamp\":\"\(time)\","
            + "\"data\":{\"webhook\":\"\(endpoint.name)\"}}"
        let delivery = LeasedDelivery(
            endpoint: endpoint,
            message: OutboxMessage(
                id: id, kind: "webhook.test", subject: "", at: now, payload: payload),
            sequence: 0, lease: 0, attempt: 1, firstAt: now)
        let client = WebhookClient(settings: DeliverySettings())
        defer { client.close() }
        let request = try WebhookRequest(delivery, now: now)
        let reply = Answered()
        client.send(request) { reply.take($0) }
        let answer = reply.wait()
        let status = answer.status.map { "\($0)" } ?? "no answer"
        print("\(endpoint.url): \(status) in \(answer.milliseconds) ms \(answer.note)")
        if !answer.isTaken { throw ExitCode(Exit.findings.rawValue) }
    }
}

/// Waits for the one reply.
private final class Answered: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private var reply = WebhookReply(status: nil)

    func take(_ reply: WebhookReply) {
        self.reply = reply
        semaphore.signal()
    }

    func wait() -> WebhookReply {
        semaphore.wait()
        return reply
    }
}
