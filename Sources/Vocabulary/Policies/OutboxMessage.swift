/// A message that must reach other systems, written in the transaction of what it tells of.
package struct OutboxMessage: Sendable, Hashable {
    /// The same whenever the same thing is told, so that a receiver can tell repeats: the
    /// idempotency key, and the `webhook-id` of its deliveries. Letters, digits, `_`, `-` and `.`.
    package var id: String
    /// What happened, such as `enforcement.applied`.
    package var kind: String
    /// Of whom or what it tells, such as `account=u1`; messages of one subject keep their order.
    package var subject: String
    /// Milliseconds since 1970.
    package var at: Int64
    /// The body, UTF-8 JSON; its `type` is the kind.
    package var payload: String

    package init(id: String, kind: String, subject: String, at: Int64, payload: String) {
        (self.id, self.kind, self.subject) = (id, kind, subject)
        (self.at, self.payload) = (at, payload)
    }
}
