package import Enforcements

/// One line of a case's history: what somebody did. Never changed or taken away.
package struct CaseEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        case opened, evidence, assigned, released, noted, attached, mentioned
        case snoozed, woken, moved, escalated, told, takenUp = "taken_up"
        case linked, merged, proposed, approved, refused, closed, reopened, undone
        case ordered, looked
    }

    package var sequence: Int64 = 0
    package var caseID: String
    package var kind: Kind
    /// Milliseconds since 1970.
    package var at: Int64
    package var by: String
    /// In words: a note's text, a reason, what was attached.
    package var text: String
    /// What it names: an assignee, a queue, a case, an enforcement, an attachment's digest.
    package var names: [String]

    package init(
        _ kind: Kind, of caseID: String, at: Int64, by: String, text: String = "",
        names: [String] = []
    ) {
        (self.kind, self.caseID, self.at, self.by) = (kind, caseID, at, by)
        (self.text, self.names) = (text, names)
    }
}

/// A file somebody added to a case.
package struct CaseAttachment: Sendable, Hashable {
    /// SHA-256 of the content in hexadecimal.
    package var digest: String
    package var caseID: String
    package var name: String
    /// Such as `image/png`; one of those the desk allows.
    package var type: String
    package var bytes: Int
    package var by: String
    package var at: Int64

    package init(
        digest: String, caseID: String, name: String, type: String, bytes: Int, by: String,
        at: Int64
    ) {
        (self.digest, self.caseID, self.name, self.type) = (digest, caseID, name, type)
        (self.bytes, self.by, self.at) = (bytes, by, at)
    }
}

/// Somebody outside tells of an entity.
package struct Report: Sendable, Hashable {
    package var id: String
    package var subject: EnforcedEntity
    /// Such as `impersonation` or `artificial_streaming`.
    package var kind: String
    package var text: String
    /// Who tells: an account of the community, or a person of a partner.
    package var by: String
    /// The partner they belong to; empty for the community.
    package var partner: String
    package var at: Int64
    /// The case it is attached to.
    package var caseID: String

    package init(
        id: String, subject: EnforcedEntity, kind: String, text: String, by: String,
        partner: String, at: Int64, caseID: String
    ) {
        (self.id, self.subject, self.kind, self.text) = (id, subject, kind, text)
        (self.by, self.partner, self.at, self.caseID) = (by, partner, at, caseID)
    }
}
