import Foundation
import GRDB
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct SQLiteStoreTests {
    @Test("A file does all that a store must", arguments: StoreConformance.checks.map(\.name))
    func file(name: String) throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(url: "sqlite:" + folder.file("a.db"))
        try StoreConformance.checks.first { $0.name == name }?.check(store)
    }

    @Test("Memory does all that a store must", arguments: StoreConformance.checks.map(\.name))
    func memory(name: String) throws {
        let store = try SQLiteStore(url: "sqlite::memory:")
        try StoreConformance.checks.first { $0.name == name }?.check(store)
    }

    @Test("What was committed is there after the store is opened again")
    func reopening() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let first = try openWithPack(path)
        try first.commit(Samples.commit(1...5))
        try first.close()
        let second = try SQLiteStore(url: "sqlite://" + path)
        #expect(try second.lastSequence() == 5)
        #expect(try second.decision(id: Samples.decision(3).id) == Samples.decision(3))
        try second.commit(Samples.commit(6...6))
    }

    @Test(
        "No line of the ledger and no label can be changed or taken away",
        arguments: ["model_change", "label"])
    func onlyAdded(table: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let store = try SQLiteStore(path: path)
        _ = try store.register(
            model: "fraud", files: ["model.json": "{}"], at: 1, by: "ann", why: "")
        _ = try store.record([
            Label(
                subject: .event(source: "a", id: "b"), name: "fraud", isPositive: true,
                source: "case", time: 1, recordedAt: 2)
        ])
        try store.close()
        let queue = try DatabaseQueue(path: path)
        for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET sequence = sequence + 1"] {
            let error = #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: sql) }
            }
            #expect(error?.message?.contains("only ever added") == true)
        }
    }

    @Test("A file that several bundles have is kept once")
    func filesOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let store = try SQLiteStore(path: path)
        for version in 1...3 {
            _ = try store.register(
                model: "fraud", files: ["model.json": "{}", "card.md": "\(version)"], at: 1,
                by: "ann", why: "")
        }
        try store.close()
        let files = try DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM model_file")
        }
        #expect(files == 4)
    }

    @Test("A commit is on the disk when it returns")
    func durability() throws {
        let folder = try TemporaryFolder()
        let store = try openWithPack(folder.file("a.db"))
        try store.commit(Samples.commit(1...1))
        // What a crash would leave: the files as they are, without the connection's memory.
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: folder.file("a.db" + ending), toPath: folder.file("b.db" + ending))
        }
        #expect(try SQLiteStore(path: folder.file("b.db")).lastSequence() == 1)
    }

    @Test("A store of another kind is refused, and its password is not told")
    func otherURLs() throws {
        let fault = #expect(throws: Fault.self) {
            try SQLiteStore(url: "postgres://me:secret@there/db")
        }
        #expect(fault?.code == .unsupported)
        #expect(fault?.fix != nil)
        #expect(fault?.description.contains("secret") == false)
        #expect(throws: Fault.self) { try SQLiteStore(url: "sqlite:") }
        #expect(throws: Fault.self) { try SQLiteStore(url: "assay.db") }
    }

    @Test(
        "A place that cannot be written names itself",
        arguments: ["/proc/assay.db", "/nowhere/assay.db", "/"])
    func unwritable(path: String) throws {
        let fault = #expect(throws: Fault.self) { try SQLiteStore(path: path) }
        #expect(fault?.code == .unavailable)
        #expect(fault?.message.contains(path) == true)
        #expect(fault?.fix != nil)
    }

    @Test("A file that is no database is refused")
    func notADatabase() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try Data(repeating: 0x61, count: 8192).write(to: URL(fileURLWithPath: path))
        let fault = #expect(throws: Fault.self) { try SQLiteStore(path: path) }
        #expect(fault?.code == .unavailable)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 8192)
    }

    @Test("A file of a newer Assay is refused")
    func newerFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try openWithPack(path).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2099-01 from the future')")
        }
        try queue.close()
        let fault = #expect(throws: Fault.self) { try SQLiteStore(path: path) }
        #expect(fault?.code == .unsupported)
    }

    @Test("A full disk refuses the group, keeps what was there, and goes on when there is room")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try openWithPack(path).close()
        let empty = try DatabaseQueue(path: path)
            .read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        var limits = SQLiteLimits()
        limits.pagesMax = empty + 16
        let small = try openWithPack(path, limits)
        try small.commit(Samples.commit(1...10))
        let fault = #expect(throws: Fault.self) { try small.commit(Samples.commit(11...5000)) }
        #expect(fault?.code == .unavailable)
        #expect(fault?.message.contains("full") == true)
        #expect(fault?.message.contains(path) == true)
        #expect(try small.lastSequence() == 10)
        try small.commit(Samples.commit(11...12))
        try small.close()
        let large = try SQLiteStore(path: path)
        try large.commit(Samples.commit(13...5000))
        #expect(try large.lastSequence() == 5000)
    }

    @Test("Another process's lock is waited for, then told of")
    func locked() throws {
        let folder = try TemporaryFolder()
        var limits = SQLiteLimits()
        limits.busyMilliseconds = 50
        let store = try openWithPack(folder.file("a.db"), limits)
        let other = try DatabaseQueue(path: folder.file("a.db"))
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            let fault = #expect(throws: Fault.self) { try store.commit(Samples.commit(1...1)) }
            #expect(fault?.code == .unavailable)
            #expect(fault?.message.contains("locked") == true)
            #expect(try store.lastSequence() == 0)
            try database.execute(sql: "ROLLBACK")
        }
        try store.commit(Samples.commit(1...1))
    }

    @Test("Only the latest dead letters are kept")
    func deadLetterBound() throws {
        var limits = SQLiteLimits()
        limits.deadLettersMax = 3
        let store = try SQLiteStore(path: ":memory:", limits: limits)
        for line in 1...10 {
            var commit = Commit()
            commit.deadLetters = [Samples.letter(line)]
            try store.commit(commit)
        }
        #expect(try store.deadLetters(limit: 50).map(\.line) == [10, 9, 8])
    }

    @Test("Listings and standings are read by index, without sorting")
    func plans() throws {
        let folder = try TemporaryFolder()
        try openWithPack(folder.file("a.db")).close()
        let queue = try DatabaseQueue(path: folder.file("a.db"))
        for query in [
            "SELECT first_sequence FROM action_block WHERE action = 'block' "
                + "AND first_sequence < 9 ORDER BY first_sequence DESC",
            "SELECT * FROM key_page WHERE run = 1 AND (first_key, first_sequence) < (1, 2) "
                + "ORDER BY first_key DESC, first_sequence DESC LIMIT 1",
            "SELECT * FROM account ORDER BY score_max DESC, acted_on DESC, account",
            "SELECT summary FROM ring ORDER BY score * accounts DESC, id LIMIT 9",
            "SELECT document FROM ring WHERE id = 'ring-1'",
            // Whether anybody has seen a name.
            "SELECT state FROM enforcement INDEXED BY enforcement_of "
                + "WHERE entity_name = 'u' AND entity_kind = 'account'",
            "SELECT worst FROM account WHERE 'account' = 'account' AND account = 'u'",
            "SELECT reason FROM recipient WHERE kind = 'payee' AND name = 'p'",
            "SELECT verdicts FROM verdict_block WHERE first_account <= x'61' "
                + "ORDER BY first_account DESC LIMIT 1",
            "SELECT reason FROM recipient ORDER BY place, score DESC, kind, name LIMIT 9",
        ] {
            let plan = try queue.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query)
                    .map { $0["detail"] as String }.joined(separator: "; ")
            }
            #expect(
                plan.contains("USING INDEX") || plan.contains("USING PRIMARY KEY"),
                "\(query): \(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(query): \(plan)")
        }
    }

    @Test("A store of the first version is moved to blocks, with all that was in it")
    func firstVersion() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try FirstVersion.make(path, decisions: 700)
        let store = try SQLiteStore(path: path)
        #expect(try store.lastSequence() == 700)
        #expect(try store.decision(id: Samples.decision(300).id) == Samples.decision(300))
        #expect(try store.decisions(DecisionFilter(limit: 1000)).count == 700)
        #expect(try store.actionCounts() == [.allow: 700])
        #expect(try store.worstAccounts(limit: 5).map(\.decisions) == [700])
        let events = try store.events(after: 690, limit: 50, bytesMax: 1 << 20)
        #expect(events.map(\.text) == (Int64(691)...700).map(Samples.event))
        try store.commit(Samples.commit(701...702))
        #expect(throws: Fault.self) {
            var repeated = Samples.decision(703)
            repeated.id = Samples.decision(5).id
            try store.commit(Samples.commit([repeated]))
        }
        #expect(try store.lastSequence() == 702)
    }

    @Test("What detection found is there after the store is opened again, in little room")
    func reopeningRings() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let run = try DetectionRun.sample([SampleRing.document(accounts: 5000)])
        let first = try openWithPack(path)
        try first.keep(run)
        try first.close()
        let second = try SQLiteStore(path: path)
        #expect(try second.ring(id: "ring-12") == run.rings[0])
        #expect(try second.verdict(ofAccount: run.accounts[4999].account) == run.accounts[4999])
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(try #require(size) < run.rings[0].document.utf8.count)
    }

    @Test("A torn document is told of")
    func tornDocument() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let store = try openWithPack(path)
        try store.keep(try .sample([SampleRing.document()]))
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE ring SET document = x'00ff'") }
        let fault = #expect(throws: Fault.self) { try store.ring(id: "ring-12") }
        #expect(fault?.code == .unavailable)
        #expect(try store.rings(limit: 5).count == 1)
        try queue.close()
    }

    @Test("Keys are found in runs of every level, the latest first, as a plain list finds them")
    func keys() throws {
        let folder = try TemporaryFolder()
        let store = try openWithPack(folder.file("a.db"))
        var random = SplitMix64(seed: 11)
        var naive: [String: [Int64]] = [:]
        var next: Int64 = 1
        while next < 9000 {
            let count = Int64.random(in: 1...40, using: &random)
            let group = (next..<next + count).map { sequence in
                Samples.decision(
                    sequence, account: "a\(Int.random(in: 0...6, using: &random).magnitude / 2)")
            }
            for decision in group { naive[decision.account, default: []].append(decision.sequence) }
            try store.commit(Samples.commit(group))
            next += count
        }
        for (account, all) in naive {
            for before in [Int64.max, 5000, 100, 1] {
                let expected = Array(all.filter { $0 < before }.suffix(500).reversed())
                let events = try store.events(ofAccount: account, before: before, limit: 500)
                #expect(events.map(\.sequence) == expected)
                let filter = DecisionFilter(account: account, before: before, limit: 500)
                #expect(try store.decisions(filter).map(\.sequence) == expected)
            }
        }
        for sequence in stride(from: Int64(1), to: next, by: 37) {
            let id = Samples.decision(sequence).id
            #expect(try store.decision(id: id)?.sequence == sequence)
        }
    }

    private func openWithPack(
        _ path: String, _ limits: SQLiteLimits = SQLiteLimits()
    ) throws -> SQLiteStore {
        let store = try SQLiteStore(path: path, limits: limits)
        try store.keep(pack: Samples.packFiles, hash: Samples.packHash)
        return store
    }
}
