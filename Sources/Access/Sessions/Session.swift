/// What a cookie stands for: somebody signed in, somewhere, until it ends.
package struct Session: Sendable, Hashable {
    /// SHA-256 of the cookie's value.
    package var digest: String
    package var person: String
    /// What forms of it carry.
    package var formToken: String
    /// Milliseconds since 1970.
    package var createdAt: Int64
    package var seenAt: Int64
    /// How it was signed in: `password`, `password+code`, `oidc`.
    package var method: String
    /// From where and with what, for who lists their sessions.
    package var address: String
    package var agent: String

    package init(
        digest: String, person: String, formToken: String, createdAt: Int64, method: String,
        address: String = "", agent: String = ""
    ) {
        (self.digest, self.person, self.formToken) = (digest, person, formToken)
        (self.createdAt, self.seenAt, self.method) = (createdAt, createdAt, method)
        (self.address, self.agent) = (String(address.prefix(64)), String(agent.prefix(200)))
    }

    /// Whether it is still good.
    package func isAlive(at now: Int64, _ settings: AccessSettings) -> Bool {
        now - seenAt < settings.sessionIdle && now - createdAt < settings.sessionAge
    }

    /// A name for it in pages; tells nothing of the cookie.
    package var label: String { String(digest.prefix(12)) }
}

/// A link to set one's password: for who is new, or forgot it.
package struct Invite: Sendable, Hashable {
    package var digest: String
    package var person: String
    /// Milliseconds since 1970.
    package var expiresAt: Int64

    package init(digest: String, person: String, expiresAt: Int64) {
        (self.digest, self.person, self.expiresAt) = (digest, person, expiresAt)
    }
}
