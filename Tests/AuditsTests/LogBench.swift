import Audits
import Foundation
import GRDB
import StoreSQLite
import TestKit
import Toolbox

/// A store in a folder of its own, with lines in its audit log.
struct LogBench {
    let folder: TemporaryFolder
    let store: SQLiteStore

    init(lines: Int) throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("assay.db"))
        var random = Seed.random(71)
        var entries: [AuditEntry] = []
        for line in 0..<lines {
            entries.append(LogBench.entry(line))
            // Groups of all sizes, so that checkpoints fall within them and between them.
            if random.below(7) == 0 {
                try store.append(entries)
                entries = []
            }
        }
        try store.append(entries)
    }

    static func entry(_ line: Int) -> AuditEntry {
        AuditEntry(
            at: Int64(1_000_000 + line / 3), AuditEntry.Kind.allCases[line % 4],
            by: ["ana", "bea", "carl"][line % 3],
            action: ["case.close", "case.open", "account.look", "caseload.look"][line % 4],
            subject: line % 5 == 0 ? "" : "account=u\(line % 7)", detail: "line \(line)")
    }

    /// Somebody with the database changes it past its triggers.
    func tamper(_ statements: String) throws {
        let queue = try DatabaseQueue(path: folder.path("assay.db"))
        try queue.write { database in
            let triggers = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
            try database.execute(sql: statements)
        }
        try queue.close()
    }

    func proof() throws -> LogProof { try LogProof(of: store, key: store.auditKey().publicKey) }
}
