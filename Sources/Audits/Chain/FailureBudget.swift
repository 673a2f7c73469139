import Synchronization

/// How many refusals are written one by one in a minute; the others are counted, and the count is
/// written, so that nobody fills the log from outside and nothing is passed over in silence.
package final class FailureBudget: Sendable {
    private struct Minute {
        var minute: Int64 = 0
        var written = 0
        var passed = 0
    }

    private let held = Mutex(Minute())
    package static let perMinute = 120

    package init() {}

    /// What is to be written for one more refusal: nothing beyond ``perMinute``, and before the
    /// first of a later minute how many were passed over. O(1).
    package func entries(of entry: AuditEntry) -> [AuditEntry] {
        held.withLock { held in
            var entries: [AuditEntry] = []
            if entry.at / 60_000 != held.minute {
                if held.passed > 0 {
                    entries.append(
                        AuditEntry(
                            at: entry.at, .access, by: "assay", action: "access.flood",
                            detail: "\(held.passed) more refusals within a minute"))
                }
                held = Minute(minute: entry.at / 60_000)
            }
            if held.written < Self.perMinute {
                held.written += 1
                entries.append(entry)
            } else {
                held.passed += 1
            }
            return entries
        }
    }
}
