package import Vocabulary

/// A receiver of webhooks: where it is, what it wants to hear, what it is signed with.
package struct WebhookEndpoint: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case on
        /// Nothing is sent to it, and messages for it are kept.
        case disabled
    }

    /// A secret, and how long it still signs.
    package struct Held: Sendable {
        package var secret: WebhookSecret
        /// Milliseconds since 1970; nil for as long as the endpoint is there.
        package var until: Int64?

        package init(_ secret: WebhookSecret, until: Int64? = nil) {
            (self.secret, self.until) = (secret, until)
        }
    }

    /// Endpoints of a store.
    package static let most = 32
    /// Bytes of an address.
    package static let addressMax = 2000

    /// Given by the store.
    package var id: Int64 = 0
    package var name: String
    package var url: String
    package var kinds: [KindPattern]
    /// The newest first.
    package var secrets: [Held]
    /// Whether its address may lie within the network that the sender is in.
    package var allowsPrivate: Bool
    package var state = State.on
    /// Why it is disabled.
    package var why = ""
    package var createdAt: Int64
    /// The last message of the outbox that was looked at for it.
    package var cursor: Int64 = 0
    /// Attempts that failed since one worked.
    package var failures = 0
    /// Until when its circuit is open, so that nothing is tried; milliseconds since 1970.
    package var openUntil: Int64 = 0
    /// When it was tried last, and what came back; 0 before the first attempt.
    package var lastAt: Int64 = 0
    package var lastStatus: Int?
    package var lastNote = ""
    package var workedAt: Int64 = 0

    package init(
        name: String, url: String, kinds: [KindPattern], secrets: [Held], allowsPrivate: Bool,
        createdAt: Int64
    ) {
        (self.name, self.url, self.kinds) = (name, url, kinds)
        (self.secrets, self.allowsPrivate, self.createdAt) = (secrets, allowsPrivate, createdAt)
    }

    /// What signs at a time, milliseconds since 1970.
    package func signing(at now: Int64) -> [WebhookSecret] {
        secrets.filter { $0.until.map { $0 > now } ?? true }.map(\.secret)
    }

    package func wants(_ kind: String) -> Bool { kinds.contains { $0.matches(kind) } }

    /// A name: letters, digits, `-` and `_`, at most 64.
    ///
    /// - Throws: ``Fault`` `invalid`.
    package static func check(name: String) throws(Fault) {
        let isPlain = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw Fault(
                .invalid, "No webhook can be called `\(name.prefix(80))`.",
                fix: "Use letters, digits, `-` and `_`, at most 64.")
        }
    }
}
