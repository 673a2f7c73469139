import Audits
import Foundation
import GRDB
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct LogTests {
    @Test("A listing is what a naive search of all lines finds, page by page")
    func listing() throws {
        let bench = try LogBench(lines: 400)
        for line in 400..<430 {
            var entry = LogBench.entry(line)
            let attempt = try bench.store.append([entry.begun])
            if line.isMultiple(of: 3) { continue }
            entry.attempt = attempt
            entry.outcome = [.done, .refused, .failed][line % 3]
            try bench.store.append([entry])
        }
        let all = try bench.store.auditLines(after: 0, limit: 1000)
        let ended = Set(all.compactMap(\.attempt))
        for round in 0..<200 {
            var random = Seed.random(72, round: round)
            var filter = AuditFilter(limit: 1 + random.below(40))
            if random.below(3) == 0 { filter.by = random.pick(["ana", "bea", "zoe"]) }
            if random.below(3) == 0 { filter.kind = random.pick(AuditEntry.Kind.allCases) }
            if random.below(2) == 0 {
                filter.action = random.pick(["case.*", "case*", "case.close", "*", "x.*"])
            }
            if random.below(4) == 0 {
                filter.outcome = random.pick(AuditEntry.Outcome.allCases)
            }
            if random.below(3) == 0 {
                filter.about = (0...random.below(4)).map { _ in
                    var about = AuditAbout("account=u\(random.below(9))")
                    if random.below(3) == 0 { about.by = random.pick(["ana", "bea"]) }
                    if random.below(3) == 0 { about.action = "case.open" }
                    if random.below(3) == 0 { about.since = 1_000_000 + Int64(random.below(140)) }
                    if random.below(3) == 0 { about.until = 1_000_000 + Int64(random.below(140)) }
                    return about
                }
            }
            if random.below(4) == 0 { filter.since = 1_000_000 + Int64(random.below(140)) }
            if random.below(4) == 0 { filter.until = 1_000_000 + Int64(random.below(140)) }
            let expected = all.reversed().filter {
                !ended.contains($0.sequence) && Self.isWanted($0, by: filter)
            }
            var found: [AuditEntry] = []
            var pages = 0
            repeat {
                let page = try bench.store.auditPage(filter)
                found += page.entries
                filter.before = page.next
                pages += 1
            } while filter.before != nil && pages < 500
            #expect(found == expected, "\(Seed.hint), round \(round), \(filter)")
        }
    }

    /// The oracle: looks at one line alone.
    private static func isWanted(_ entry: AuditEntry, by filter: AuditFilter) -> Bool {
        if let by = filter.by, entry.by != by { return false }
        if let kind = filter.kind, entry.kind != kind { return false }
        if let outcome = filter.outcome, entry.outcome != outcome { return false }
        let isAbout = filter.about.contains { about in
            entry.subject == about.subject && entry.by == about.by ?? entry.by
                && entry.action == about.action ?? entry.action
                && entry.at >= about.since ?? .min && entry.at < about.until ?? .max
        }
        guard filter.about.isEmpty || isAbout else { return false }
        if let since = filter.since, entry.at < since { return false }
        if let until = filter.until, entry.at >= until { return false }
        guard let action = filter.action else { return true }
        return action.hasSuffix("*")
            ? entry.action.hasPrefix(action.dropLast()) : entry.action == action
    }

    @Test("Lines cannot be changed or taken away past the triggers")
    func triggers() throws {
        let bench = try LogBench(lines: 3)
        let queue = try DatabaseQueue(path: bench.folder.path("assay.db"))
        for statement in [
            "UPDATE audit_entry SET by = 'x'", "DELETE FROM audit_entry",
            LogBenchRow.insert(
                AuditLink.chained(
                    AuditEntry(at: 1, .change, by: "a", action: "b"), to: AuditLink.genesis)
            ).replacingOccurrences(of: "(0,", with: "(9,"),
        ] {
            #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: statement) }
            }
        }
    }

    @Test("Two processes append to one log, and the chain holds")
    func together() async throws {
        let bench = try LogBench(lines: 10)
        let path = bench.folder.path("assay.db")
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    guard let store = try? SQLiteStore(path: path) else { return }
                    for line in 0..<50 {
                        _ = try? store.append([
                            AuditEntry(
                                at: Int64(line), .change, by: "writer \(writer)", action: "a.b")
                        ])
                    }
                }
            }
        }
        let proof = try bench.proof()
        #expect(proof.broken == nil)
        #expect(proof.lines == 210)
    }

    @Test("The key is made once, for its owner alone, and refused where others may read it")
    func key() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        let key = try AuditKey.open(path: path)
        #expect(try AuditKey.open(path: path).publicKey == key.publicKey)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["key"])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: Fault.self) { try AuditKey.open(path: path) }
        _ = try folder.write("nothing", as: "other")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: folder.path("other"))
        #expect(throws: Fault.self) { try AuditKey.open(path: folder.path("other")) }
    }

    @Test("Lines that differ have different bytes, wherever fields end")
    func digests() {
        func digest(_ by: String, _ action: String, _ subject: String) -> String {
            AuditLink.digest(of: AuditEntry(at: 1, .look, by: by, action: action, subject: subject))
        }
        #expect(digest("ab", "c", "") != digest("a", "bc", ""))
        #expect(digest("a", "b", "c") != digest("a", "bc", ""))
        #expect(digest("a", "b", "") == digest("a", "b", ""))
    }

    @Test("Searches go along indexes, and read no whole table")
    func plans() throws {
        let bench = try LogBench(lines: 5)
        let queue = try DatabaseQueue(path: bench.folder.path("assay.db"))
        for condition in [
            "", "by = 'a' AND", "action = 'a' AND", "kind = 'look' AND", "outcome = 'done' AND",
            AuditSearch.open, AuditSearch.subject,
            AuditSearch.subject + " +by = ? AND +action = ? AND",
        ] {
            let sql = AuditSearch.sql(condition)
            let plan = try queue.read { database in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: StatementArguments(
                        repeatElement("1", count: sql.count { $0 == "?" }))
                ).map { $0["detail"] as String }.joined(separator: "; ")
            }
            #expect(plan.contains("SEARCH audit_entry"), "\(plan)")
            #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
            #expect(condition != AuditSearch.open || plan.contains("audit_open"), "\(plan)")
        }
        let hands = try queue.read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + AuditHands.sql,
                arguments: ["person=a", 1, "a"]
            ).map { $0["detail"] as String }.joined(separator: "; ")
        }
        #expect(hands.contains("audit_by_hand") && !hands.contains("SCAN"), "\(hands)")
        let makers = try queue.read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + AuditHands.makersSQL, arguments: ["a"]
            ).map { $0["detail"] as String }
        }
        #expect(makers.count { $0.hasPrefix("SEARCH api_key") } == 2, "\(makers)")
    }
}
