import Foundation
import GRDB
import Vocabulary

/// A run of detection as rows, ready to be written: documents packed, accounts in blocks in order
/// of their names.
///
/// O(n log n) in accounts and recipients, and compression of the documents.
struct DetectionRows {
    private let run: DetectionRun
    private let documents: [Data]
    /// By the name of their first account, as UTF-8.
    private let blocks: [(first: Data, verdicts: Data)]
    private let state: Data

    /// - Throws: ``Fault`` `bug` when the run has a ring, an account or a recipient twice, or a
    ///   verdict that cannot be.
    init(_ run: DetectionRun) throws {
        self.run = run
        documents = run.rings.map { DetectionRows.packed(Array($0.document.utf8)) }
        state = DetectionRows.packed(run.state)
        // By bytes, as SQLite compares them: to Swift, names that look alike are equal.
        let accounts = run.accounts.sorted {
            $0.account.utf8.lexicographicallyPrecedes($1.account.utf8)
        }
        try DetectionRows.expectOnce(accounts.map(\.account), "account")
        try DetectionRows.expectOnce(DetectionRows.inOrder(run.rings.map(\.id)), "ring")
        try DetectionRows.expectOnce(
            DetectionRows.inOrder(run.recipients.map { "\($0.kind):\($0.name)" }), "recipient")
        blocks = try stride(from: 0, to: accounts.count, by: VerdictBlock.verdictsMax).map {
            start in
            let end = min(accounts.count, start + VerdictBlock.verdictsMax)
            return (
                Data(accounts[start].account.utf8), try VerdictBlock.encode(accounts[start..<end])
            )
        }
    }

    private static func packed(_ bytes: [UInt8]) -> Data {
        bytes.withUnsafeBytes { Zstd.compress($0) }
    }

    private static func inOrder(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func expectOnce(_ names: [String], _ what: String) throws {
        for (one, next) in zip(names, names.dropFirst()) where one.utf8.elementsEqual(next.utf8) {
            throw Fault(.bug, "A run of detection has the \(what) \(one.prefix(80)) twice.")
        }
    }

    /// Puts the rows in the place of all that are there; call it within a transaction. Rings that
    /// this run names no more are kept as they were.
    func replaceAll(in database: Database) throws {
        try keepGone(database)
        for table in ["detection_run", "ring", "verdict_block", "recipient"] {
            try database.execute(sql: "DELETE FROM \(table)")
        }
        try insertRun(database)
        try insertRings(database)
        try insertAccounts(database)
        try insertRecipients(database)
    }

    private func keepGone(_ database: Database) throws {
        guard
            let seenAt = try Int64.fetchOne(
                database, sql: "SELECT ended_at FROM detection_run WHERE id = 1")
        else { return }
        let named = Set(run.rings.map(\.id))
        for id in try String.fetchAll(database, sql: "SELECT id FROM ring WHERE action <> 'none'")
        where !named.contains(id) {
            try SQLiteCaseTables.copyRing(id, seenAt: seenAt, database)
        }
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
                run.accounts.count { $0.action == "restrict" },
                run.accounts.count { $0.action == "review" }, state,
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
            sql: "INSERT INTO verdict_block (first_account, verdicts) VALUES (?, ?)")
        for block in blocks {
            try statement.execute(arguments: [block.first, block.verdicts])
        }
    }

    private func insertRecipients(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO recipient (kind, name, role, score, reason) VALUES (?, ?, ?, ?, ?)
                """)
        for verdict in run.recipients {
            try statement.execute(arguments: [
                verdict.kind, verdict.name, verdict.role, verdict.score, verdict.reason,
            ])
        }
    }
}
