import Enforcements
import Events
import Foundation
import GRDB
import Pipeline
import StoreSQLite
import Testing
import Toolbox
import Vocabulary

/// Whether anybody has seen a name, over some hundred blocks of the log.
@Suite struct SeenNamesTests {
    private static func entity(_ name: String, _ kind: String = "payee") -> EnforcedEntity {
        EnforcedEntity(kind: kind, name: name)
    }

    /// Each block of one event that names a payee, a device by its number, and an address.
    ///
    /// - Parameter isFull: whether the filter of each block lets everything through.
    private static func store(
        _ folder: TemporaryFolder, blocks: Int64, isFull: Bool = false
    ) throws -> SQLiteStore {
        let store = try SQLiteStore(path: folder.file("assay.db"))
        try store.keep(pack: Samples.packFiles, hash: Samples.packHash)
        for block in 1...blocks {
            var commit = Commit()
            commit.decisions = [Samples.decision(block)]
            commit.receivedAt = Samples.receivedAt
            let address = #""ip":["2001:db8:0::\#(block)"]"#
            let event = #"{"to":{"payee":"p/\#(block)"},"device":\#(block),\#(address)}"#
            commit.events.append(Array(event.utf8))
            for (kind, name, type) in [
                ("payee", "p/\(block)", FieldType.string), ("device", "\(block)", .int),
                ("address", "2001:db8::\(block)", .ip),
            ] {
                let hash = try #require(EntityHash.of(name, type))
                commit.entities.append(EntityKeys.key(kind: kind, hash: hash))
            }
            // What else an event names, so that filters hold others by chance.
            commit.entities += (1...8).map { Hash64.of("\(block) \($0)") }
            commit.entityEnds.append(commit.entities.count)
            try store.commit(commit)
        }
        if isFull {
            try DatabaseQueue(path: folder.file("assay.db")).write {
                try $0.execute(
                    sql: "UPDATE event_filter SET entities = ?",
                    arguments: [
                        Data(repeating: 255, count: 8)
                    ])
            }
        }
        return store
    }

    private static func unseen(
        _ store: SQLiteStore, _ entities: Set<EnforcedEntity>, limit: Int = 1000
    ) throws -> [EnforcedEntity] {
        try store.readingEnforcements { try $0.unseen(of: entities, limit: limit) }
    }

    @Test("A name that events have is seen, however it is written; none is seen by chance")
    func seen() throws {
        let folder = try TemporaryFolder()
        let store = try Self.store(folder, blocks: 300)
        let known = [
            Self.entity("p/1"), Self.entity("p/299"), Self.entity("7", "device"),
            Self.entity("2001:db8::9", "address"),
        ]
        let others = Set((1...100).map { Self.entity("p\($0)") } + [Self.entity("p/9", "device")])
        // By filters alone most of them would be seen.
        #expect(try Self.unseen(store, others.union(known)) == others.sorted())
        #expect(
            try Self.unseen(store, others.union(known), limit: 6)
                == others.sorted().prefix(6)
                .map { $0 })
    }

    @Test("So many blocks are read; behind them what a filter may hold counts as seen")
    func bound() throws {
        let most = Int64(SeenNames.blocksMax)
        for blocks in [most, most + 1] {
            let folder = try TemporaryFolder()
            let store = try Self.store(folder, blocks: blocks, isFull: true)
            let unseen = try Self.unseen(store, [Self.entity("nobody"), Self.entity("p/1")])
            #expect(unseen == (blocks == most ? [Self.entity("nobody")] : []))
        }
    }

    @Test("It goes along indexes, and the walk over the filters sorts nothing")
    func plans() throws {
        let folder = try TemporaryFolder()
        try SQLiteStore(path: folder.file("assay.db")).close()
        let queue = try DatabaseQueue(path: folder.file("assay.db"))
        func plan(_ sql: String, _ arguments: StatementArguments) throws -> String {
            try queue.read {
                try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
                    .map { $0["detail"] as String }.joined(separator: "; ")
            }
        }
        let kept = try plan(SeenNames.kept, ["kind": "payee", "name": "p"])
        #expect(kept.contains("enforcement_of") && kept.contains("SEARCH recipient"), "\(kept)")
        #expect(!kept.contains("SCAN enforcement") && !kept.contains("SCAN recipient"), "\(kept)")
        let walk = try plan(SeenNames.filters, [])
        #expect(walk.contains("SEARCH event_filter") && !walk.contains("TEMP B-TREE"), "\(walk)")
    }
}
