import Audits
import Foundation
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// A change is told of before it is begun, and reads as one line.
@Suite struct ChangeTests {
    private static let entry = AuditEntry(
        at: 5, .change, by: "ana", action: "case.close", subject: "case=case_1", detail: "x")

    @Test("Done, refused and failed: one line each, with its outcome, over two that are chained")
    func outcomes() throws {
        let bench = try LogBench(lines: 0)
        let store = bench.store
        let answer = try store.audited(
            Self.entry, now: { 6 }, telling: { answer, line in line.subject = "case=\(answer)" }
        ) { "case_2" }
        #expect(answer == "case_2")
        struct Odd: Error {}
        let errors: [any Error] = [
            Fault(.conflict, "No."), Fault(.forbidden, "No."), Fault(.bug, "No."), Odd(),
        ]
        for error in errors {
            #expect(throws: (any Error).self) {
                try store.audited(Self.entry, now: { 7 }) { throw error }
            }
        }
        let page = Array(try store.auditEntries(AuditFilter()).reversed())
        #expect(page.map(\.outcome) == [.done, .refused, .refused, .failed, .failed])
        #expect(page.map(\.detail) == ["x", "conflict; x", "forbidden; x", "bug; x", "x"])
        #expect(page.map(\.kind) == [.change, .change, .refusal, .change, .change])
        #expect(page[0].subject == "case=case_2" && page[0].at == 6)
        let all = try store.auditLines(after: 0, limit: 100)
        #expect(all.count == 10 && all.count { $0.outcome == .begun } == 5)
        #expect(page.map(\.attempt) == [1, 3, 5, 7, 9])
        #expect(try store.auditOutcome(of: 3)?.sequence == 4)
        #expect(try store.auditOutcome(of: 4) == nil)
        let proof = try bench.proof()
        #expect(proof.broken == nil && proof.lines == 10 && proof.unknown.isEmpty)
        var filter = AuditFilter()
        filter.outcome = .refused
        #expect(try store.auditEntries(filter).count == 2)
    }

    @Test("What broke off between is told as begun, until a line says what came of it")
    func unknown() throws {
        let bench = try LogBench(lines: 20)
        let store = bench.store
        let attempt = try store.append([Self.entry.begun])
        try store.append([LogBench.entry(30)])
        var filter = AuditFilter()
        filter.outcome = .begun
        #expect(try store.auditEntries(filter).map(\.sequence) == [attempt])
        #expect(try bench.proof().unknown == [attempt])
        filter.outcome = nil
        filter.by = "ana"
        #expect(try store.auditEntries(filter).contains { $0.sequence == attempt })
        // Another process opens the store, as after a crash.
        let again = try SQLiteStore(path: bench.folder.path("assay.db"))
        filter.outcome = .begun
        #expect(try again.auditEntries(filter).map(\.sequence) == [attempt])
        var end = Self.entry
        end.attempt = attempt
        try again.append([end])
        #expect(try store.auditEntries(filter).isEmpty)
        #expect(try bench.proof().unknown.isEmpty)
    }

    @Test("Where the log cannot be written nothing is begun")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        try FileManager.default.createDirectory(
            atPath: folder.path("assay.db-audit-key"), withIntermediateDirectories: true)
        var isDone = false
        #expect(throws: Fault.self) {
            try store.audited(Self.entry, now: { 6 }) { isDone = true }
        }
        #expect(!isDone)
    }

    @Test("Lines from before outcomes were fields have the digest they had, and are proved")
    func old() throws {
        var line = AuditEntry(
            at: 1_767_225_600_000, .change, by: "ana", action: "case.close",
            subject: "case=case_1", detail: "done; measure=warn")
        (line.sequence, line.salt, line.outcome) = (7, 42, nil)
        // SHA-256 of the bytes, reckoned apart from this code.
        #expect(
            AuditLink.digest(of: line)
                == "afe8dca778d12f7bf8431c15d3ae43dbbe78ff709e59e0b0b71dc471886e98c8")
        (line.outcome, line.attempt) = (.done, 6)
        #expect(
            AuditLink.digest(of: line)
                == "7f121d1b3aa80eb780552e9359aac203216a689c626b07770e560ed701e52a5b")

        let bench = try LogBench(lines: 10)
        for number in 10..<300 {
            var old = LogBench.entry(number)
            old.outcome = nil
            try bench.store.append([old])
        }
        try bench.store.audited(Self.entry, now: { 6 }) {}
        let proof = try bench.proof()
        #expect(proof.broken == nil && proof.lines == 302)
        var text = EvidenceText()
        try AuditExcerpt.lines([100, 302], of: bench.store, into: &text)
        let excerpt = AuditExcerpt.proof(
            of: text.bytes, key: try bench.store.auditKey().publicKey)
        #expect(excerpt.broken == nil && excerpt.lines == 2)
        try bench.tamper("UPDATE audit_entry SET outcome = 'done' WHERE sequence = 100")
        #expect(try bench.proof().broken?.sequence == 100)
    }
}
