package import Vocabulary

/// The three header fields of Standard Webhooks, as they stand in a request.
package struct WebhookHeaders: Sendable, Hashable {
    package static let idName = "webhook-id"
    package static let timestampName = "webhook-timestamp"
    package static let signatureName = "webhook-signature"

    /// The message's name, the same however often it is sent: who processes it keeps it.
    package var id: String
    /// When this attempt was made, whole seconds since 1970.
    package var timestamp: String
    /// Signatures with spaces between, each behind its version: `v1,…` or `v1a,…`.
    package var signature: String

    package init(id: String, timestamp: String, signature: String) {
        (self.id, self.timestamp, self.signature) = (id, timestamp, signature)
    }

    /// Takes the fields of a request.
    ///
    /// - Parameter field: the value of a header field by its name in small letters; nil without it.
    /// - Throws: ``Fault`` `unauthorized` when one is missing.
    package init(field: (String) -> String?) throws(Fault) {
        func expect(_ name: String) throws(Fault) -> String {
            guard let value = field(name), !value.isEmpty else {
                throw Fault(
                    .unauthorized, "The request has no `\(name)`.",
                    fix: "Sign it as Standard Webhooks says.")
            }
            return value
        }
        id = try expect(WebhookHeaders.idName)
        timestamp = try expect(WebhookHeaders.timestampName)
        signature = try expect(WebhookHeaders.signatureName)
    }

    /// The `webhook-id` of a message: its id with `~` for each `.`, since the full stop parts what
    /// is signed; an id has no `~` of its own, so no two become the same.
    package static func id(of message: String) -> String {
        String(message.map { $0 == "." ? "~" : $0 })
    }

    /// Whether it can be a `webhook-id`: 1 to 200 characters that are seen, none a full stop.
    package static func isID(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }
}
