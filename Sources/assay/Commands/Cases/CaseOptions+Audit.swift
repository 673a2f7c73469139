import Audits
import Foundation
import StoreSQLite
import Vocabulary

extension CaseOptions {
    /// Tells the audit log what was done to a case at the command line.
    ///
    /// - Parameter subject: such as `case=case_12`; empty for many.
    /// - Throws: ``Fault`` `unavailable` when the log cannot be written.
    func tell(_ action: String, by: String, _ subject: String = "", _ detail: String = "") throws {
        let words = ["done; at the command line", detail].filter { !$0.isEmpty }
        try ExistingStore.open(store).append([
            AuditEntry(
                at: SignedOptions.now(), .change, by: by, action: action, subject: subject,
                detail: words.joined(separator: "; "))
        ])
    }
}
