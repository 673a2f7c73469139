/// One line of the audit log: who did or looked at what. Chained by hashes; never changed or taken
/// away.
package struct AuditEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// Something was changed.
        case change
        /// Personal data was looked at.
        case look
        /// Somebody signed in or out, or failed to.
        case access
        /// Something was refused.
        case refusal
    }

    /// What came of it.
    package enum Outcome: String, Sendable, Hashable, CaseIterable, Codable {
        /// It was about to be done. The line that tells what came of it names this one; without
        /// such a line nobody knows.
        case begun
        case done
        /// It was not done, since it must not or cannot be.
        case refused
        /// Something of ours broke; how far it had come is not known.
        case failed
    }

    /// From 1; given when it is appended.
    package var sequence: Int64 = 0
    /// Milliseconds since 1970; never less than that of the line before.
    package var at: Int64
    package var kind: Kind
    /// Who: a person, a key's name, `local`, or `assay`.
    package var by: String
    /// What was done, such as `case.close`; the field's word, dot, verb.
    package var action: String
    /// To what, such as `account=u1` or `case=case_12`; empty for nothing in particular.
    package var subject: String
    /// In words, or JSON of what was changed.
    package var detail: String
    /// Nil for lines from before there was such a field: it stands in their detail.
    package var outcome: Outcome?
    /// The line that told it was begun; nil for what is told in one.
    package var attempt: Int64?
    /// Chance, so that who is given only the digest of a line cannot find it by trying; given when
    /// it is appended.
    package var salt: Int64 = 0
    /// SHA-256 of the line before, and of this one, in hexadecimal.
    package var previous = ""
    package var hash = ""

    /// Texts beyond their bounds end with `…`; see ``AuditBounds``. It is done unless said, and a
    /// refusal is refused.
    package init(
        at: Int64, _ kind: Kind, by: String, action: String, subject: String = "",
        detail: String = "", outcome: Outcome? = nil
    ) {
        (self.at, self.kind) = (at, kind)
        self.outcome = outcome ?? (kind == .refusal ? .refused : .done)
        self.by = AuditBounds.cut(by, AuditBounds.nameMax)
        self.action = AuditBounds.cut(action, AuditBounds.nameMax)
        self.subject = AuditBounds.cut(subject, AuditBounds.subjectMax)
        self.detail = AuditBounds.cut(detail, AuditBounds.detailMax)
    }
}

/// Bounds of the audit log.
package enum AuditBounds {
    /// Bytes of UTF-8.
    package static let nameMax = 200
    package static let subjectMax = 500
    package static let detailMax = 4000
    /// Lines from one signed checkpoint to the next.
    package static let checkpointEvery: Int64 = 256
    /// Lines looked at for one page of a listing.
    package static let looksMax = 20_000
    /// Different things that lines of one listing are about.
    package static let aboutMax = 500
    /// Lines of one listing.
    package static let limitMax = 1000

    /// `text`, or as many whole characters of it as fit, with `…` behind them.
    static func cut(_ text: String, _ bytesMax: Int) -> String {
        guard text.utf8.count > bytesMax else { return text }
        var cut = ""
        var bytes = 3
        for character in text {
            bytes += character.utf8.count
            if bytes > bytesMax { break }
            cut.append(character)
        }
        return cut + "…"
    }
}
