package import Vocabulary

/// A program's key, as it is kept.
package struct APIKey: Sendable, Hashable {
    package var name: String
    /// SHA-256 of the key.
    package var digest: String
    package var scopes: Permissions
    /// The outside party it belongs to; empty for us.
    package var partner: String
    package var createdBy: String
    /// Milliseconds since 1970; 0 for never.
    package var createdAt: Int64
    package var expiresAt: Int64
    package var usedAt: Int64 = 0
    package var revokedAt: Int64 = 0

    package init(
        name: String, digest: String, scopes: Permissions, partner: String = "",
        createdBy: String, createdAt: Int64, expiresAt: Int64 = 0
    ) {
        (self.name, self.digest, self.scopes, self.partner) = (name, digest, scopes, partner)
        (self.createdBy, self.createdAt, self.expiresAt) = (createdBy, createdAt, expiresAt)
    }

    package func isAlive(at now: Int64) -> Bool {
        revokedAt == 0 && (expiresAt == 0 || now < expiresAt)
    }

    package var caller: Caller {
        Caller(kind: .key, name: name, permissions: scopes, partner: partner)
    }

    /// What keys begin with, so that they are found where they were left lying about.
    package static let prefix = "assay_"
}
