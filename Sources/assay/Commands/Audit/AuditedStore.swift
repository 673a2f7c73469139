import Audits
import Foundation
import StoreSQLite
import Vocabulary

/// The one place where commands that change a store tell its audit log.
extension SQLiteStore {
    /// Tells that it begins, does it, and tells what came of it.
    ///
    /// - Parameters:
    ///   - action: such as `policy.promote`.
    ///   - subject: such as `policy=2`; empty for nothing in particular.
    ///   - telling: adds what is known once it is done.
    /// - Throws: what `body` throws, once that is told too; ``Fault`` `unavailable` when the log
    ///   cannot be written, before which nothing is done.
    func audited<Answer>(
        _ action: String, by: String, subject: String = "", detail: String = "",
        telling: (Answer, inout AuditEntry) -> Void = { _, _ in },
        _ body: (SQLiteStore) throws -> Answer
    ) throws -> Answer {
        try audited(
            AuditEntry(
                at: SignedOptions.now(), .change, by: by, action: action, subject: subject,
                detail: ["at the command line", detail].filter { !$0.isEmpty }
                    .joined(separator: "; ")),
            now: SignedOptions.now, telling: telling
        ) { try body(self) }
    }
}
