import Audits
import Foundation
import StoreSQLite
import Vocabulary

/// The one place where commands that change a store tell its audit log.
extension SQLiteStore {
    /// Does it, and writes what came of it.
    ///
    /// - Parameters:
    ///   - action: such as `policy.promote`.
    ///   - subject: such as `policy=2`; empty for nothing in particular.
    /// - Throws: what `body` throws, once that is told too; ``Fault`` `unavailable` when the log
    ///   cannot be written, which is tried before anything is done.
    func audited<Answer>(
        _ action: String, by: String, subject: String = "", detail: String = "",
        _ body: (SQLiteStore) throws -> Answer
    ) throws -> Answer {
        // A log that cannot be signed could not take the line.
        _ = try auditKey()
        func line(_ outcome: String) throws {
            try append([
                AuditEntry(
                    at: SignedOptions.now(), .change, by: by, action: action, subject: subject,
                    detail: (["\(outcome); at the command line"] + [detail].filter { !$0.isEmpty })
                        .joined(separator: "; "))
            ])
        }
        let answer: Answer
        do {
            answer = try body(self)
        } catch {
            try line((error as? Fault).map { "refused (\($0.code.rawValue))" } ?? "failed")
            throw error
        }
        try line("done")
        return answer
    }
}
