import Foundation
import GRDB
import Vocabulary

/// A run of detection as rows, ready to be written: documents packed, accounts in order of their
/// names, so that their table is filled from one end to the other.
///
/// O(n log n) in accounts and recipients, and compression of the documents.
struct DetectionRows {
    private let run: DetectionRun
    private let documents: [Data]
    private let accounts: [AccountVerdict]
    private let recipients: [RecipientVerdict]
    private let state: Data

    /// - Throws: ``Fault`` `bug` when the run has a ring, an account or a recipient twice.
    init(_ run: DetectionRun) throws {
        self.run = run
        documents = run.rings.map { DetectionRows.packed(Array($0.document.utf8)) }
        state = DetectionRows.packed(run.state)
        accounts = run.accounts.sorted { $0.account < $1.account }
        recipients = run.recipients.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
        try DetectionRows.expectOnce(run.rings.map(\.id).sorted(), "ring")
        try DetectionRows.expectOnce(accounts.map(\.account), "account")
        for (one, next) in zip(recipients, recipients.dropFirst())
        where one.kind == next.kind && one.name == next.name {
            throw DetectionRows.twice(one.kind, one.name)
        }
    }

    private static func packed(_ bytes: [UInt8]) -> Data {
        bytes.withUnsafeBytes { Zstd.compress($0) }
    }

    private static func expectOnce(_ names: [String], _ what: String) throws {
        for (one, next) in zip(names, names.dropFirst()) where one == next {
            throw twice(what, one)
        }
    }

    private static func twice(_ what: String, _ name: String) -> Fault {
        Fault(.bug, "A run of detection has the \(what) \(name.prefix(80)) twice.")
    }

    /// Puts the rows in the place of all that are there; call it within a transaction.
    func replaceAll(in database: Database) throws {
        for table in ["detection_run", "ring", "account_verdict", "recipient"] {
            try database.execute(sql: "DELETE FROM \(table)")
        }
        try insertRun(database)
        try insertRings(database)
        try insertAccounts(database)
        try insertRecipients(database)
    }

    private func insertRun(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO detection_run
                    (id, as_of, ended_at, sequence, rings, restricted, reviewed, state)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.asOf, run.endedAt, run.sequence, run.rings.count,
                accounts.count { $0.action == "restrict" },
                accounts.count { $0.action == "review" }, state,
            ])
    }

    private func insertRings(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO ring (id, score, action, accounts, plays, first_seen, last_seen,
                    summary, document)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (ring, document) in zip(run.rings, documents) {
            try statement.execute(arguments: [
                ring.id, ring.score, ring.action, ring.accounts, ring.plays, ring.firstSeen,
                ring.lastSeen, ring.summary, document,
            ])
        }
    }

    private func insertAccounts(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO account_verdict (account, score, action, ring) VALUES (?, ?, ?, ?)")
        for verdict in accounts {
            try statement.execute(arguments: [
                verdict.account, verdict.score, verdict.action, verdict.ring,
            ])
        }
    }

    private func insertRecipients(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO recipient (kind, name, role, score, reason) VALUES (?, ?, ?, ?, ?)
                """)
        for verdict in recipients {
            try statement.execute(arguments: [
                verdict.kind, verdict.name, verdict.role, verdict.score, verdict.reason,
            ])
        }
    }
}
