import Audits
import Foundation
import GRDB
import StoreSQLite
import TestKit
import Testing

/// Whatever somebody with the database and without the key does to the log, it shows, and where.
@Suite struct TamperTests {
    @Test("A log that nobody touched is proved, whatever its length")
    func untouched() throws {
        for lines in [0, 1, 255, 256, 257, 1000] {
            let bench = try LogBench(lines: lines)
            let proof = try bench.proof()
            #expect(proof.broken == nil, "\(Seed.hint)")
            #expect(proof.lines == Int64(lines))
            #expect(proof.checkpoints <= lines / 256 + 1)
            #expect(lines < 256 || proof.checkpoints >= lines / 512)
        }
    }

    @Test(
        "Each field of a line that was changed names that line",
        arguments: [
            "at = at - 1", "kind = 'access'", "by = 'mallory'", "action = 'case.opem'",
            "subject = 'account=u9'", "detail = ''", "salt = salt + 1",
            "hash = printf('%064d', 1)", "outcome = 'refused'", "outcome = ''", "attempt = 7",
        ])
    func changed(what: String) throws {
        let bench = try LogBench(lines: 600)
        try bench.tamper("UPDATE audit_entry SET \(what) WHERE sequence = 301")
        #expect(try bench.proof().broken?.sequence == 301)
    }

    @Test("A line that was dropped, swapped or written in between shows")
    func moved() throws {
        var bench = try LogBench(lines: 600)
        try bench.tamper("DELETE FROM audit_entry WHERE sequence = 300")
        #expect(try bench.proof().broken?.sequence == 300)

        bench = try LogBench(lines: 600)
        try bench.tamper(
            """
            UPDATE audit_entry SET sequence = -1 WHERE sequence = 40;
            UPDATE audit_entry SET sequence = 40 WHERE sequence = 41;
            UPDATE audit_entry SET sequence = 41 WHERE sequence = -1;
            """.replacingOccurrences(of: "-1", with: "100000"))
        #expect(try bench.proof().broken?.sequence == 40)
    }

    @Test("The end cut off shows, also with its checkpoints, and also with an older signed end")
    func truncated() throws {
        var bench = try LogBench(lines: 600)
        let old = try #require(try bench.store.auditHead())
        try bench.tamper("DELETE FROM audit_entry WHERE sequence > 590")
        #expect(try bench.proof().broken?.sequence == 591)

        bench = try LogBench(lines: 600)
        try bench.tamper(
            """
            DELETE FROM audit_checkpoint; DELETE FROM audit_head; DELETE FROM audit_entry;
            """)
        #expect(try bench.proof().broken?.sequence == 1)

        // Rolled back to a state that was once signed: the file beside the store tells.
        bench = try LogBench(lines: 200)
        let early = try #require(try bench.store.auditHead())
        try bench.store.append((200..<600).map(LogBench.entry))
        try bench.tamper(
            """
            DELETE FROM audit_checkpoint; DELETE FROM audit_entry WHERE sequence > 200;
            UPDATE audit_head SET sequence = \(early.sequence), hash = '\(early.hash)',
                at = \(early.at), signature = '\(early.signature)';
            """)
        #expect(try bench.proof().broken?.sequence == 201)
        #expect(old.isSigned && early.isSigned)
    }

    @Test("A line appended by hand shows: nobody signed it")
    func appended() throws {
        let bench = try LogBench(lines: 300)
        let last = try #require(try bench.store.auditLines(after: 299, limit: 1).first)
        var line = AuditEntry(at: last.at, .change, by: "ana", action: "case.close")
        line.sequence = 301
        line = AuditLink.chained(line, to: last.hash)
        try bench.tamper(LogBenchRow.insert(line))
        #expect(try bench.proof().broken?.sequence == 301)
        #expect(try bench.proof().broken?.words.contains("signed") == true)
    }

    @Test("A log chained anew without the key shows at the first mark behind the change")
    func rechained() throws {
        let bench = try LogBench(lines: 1000)
        let key = try bench.store.auditKey().publicKey
        let forger = AuditKey()
        var lines = try bench.store.auditLines(after: 0, limit: 1000)
        var previous = AuditLink.genesis
        for index in lines.indices {
            if index == 99 { lines[index].by = "mallory" }
            lines[index] = AuditLink.chained(lines[index], to: previous)
            previous = lines[index].hash
        }
        let sql = lines.map {
            "UPDATE audit_entry SET by = '\($0.by)', hash = '\($0.hash)'"
                + " WHERE sequence = \($0.sequence);"
        }.joined(separator: "\n")
        try bench.tamper(sql)
        let first = try #require(try bench.store.auditCheckpoints(after: 0, limit: 1).first)
        #expect(try bench.proof().broken?.sequence == first.sequence)

        // And signed with another key.
        let head = try AuditMark(sequence: 1000, hash: previous, at: 1, signedBy: forger)
        try bench.tamper(
            """
            DELETE FROM audit_checkpoint;
            UPDATE audit_head SET hash = '\(head.hash)', at = 1, key = '\(head.key)',
                signature = '\(head.signature)';
            """)
        try FileManager.default.removeItem(atPath: bench.folder.path("assay.db-audit-witness"))
        #expect(try LogProof(of: bench.store, key: key).broken?.sequence == 1000)
    }
}

enum LogBenchRow {
    static func insert(_ line: AuditEntry) -> String {
        """
        INSERT INTO audit_entry (sequence, at, kind, by, action, subject, detail, salt, hash,
            outcome)
        VALUES (\(line.sequence), \(line.at), '\(line.kind.rawValue)', '\(line.by)',
            '\(line.action)', '\(line.subject)', '\(line.detail)', \(line.salt), '\(line.hash)',
            '\(line.outcome?.rawValue ?? "")')
        """
    }
}
