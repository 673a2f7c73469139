import GRDB
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Labels that were taken back, in the file.
@Suite struct LabelWithdrawalTests {
    @Test("A store of before is mended: what an undoing wrote, and what it took back, say nothing")
    func mended() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/assay.db"
        let store = try SQLiteStore(path: path)
        func label(_ name: String, _ isPositive: Bool, at: Int64, _ confidence: Double) -> Label {
            Label(
                subject: .entity(kind: "account", name: name), name: "abusive",
                isPositive: isPositive, source: "review", confidence: confidence, time: 1,
                recordedAt: at)
        }
        _ = try store.record([
            label("undone", true, at: 10, 1), label("undone", false, at: 20, 0.001),
            label("again", true, at: 10, 1), label("again", false, at: 20, 0.001),
            label("again", true, at: 30, 1), label("stands", false, at: 10, 1),
        ])
        try store.close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    DROP TABLE label_withdrawal;
                    DROP TABLE label_ground;
                    DELETE FROM grdb_migrations
                    WHERE identifier LIKE '%labels that were taken back';
                    """)
        }
        try queue.close()
        let mended = try SQLiteStore(path: path)
        let standing = try mended.labels(after: 0, limit: 10).map(\.label)
        #expect(standing == [label("again", true, at: 30, 1), label("stands", false, at: 10, 1)])
        #expect(try mended.labelCounts().map(\.labels) == [1, 1])
        #expect(try mended.withdrawnLabels(after: 0, limit: 10).count == 4)
    }

    @Test("A case closed before there were grounds is behind the label of its event too")
    func events() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/assay.db"
        let store = try SQLiteStore(path: path)
        _ = try store.record(
            [("e1", 10), ("e1", 20), ("e2", 10)].map { id, at in
                Label(
                    subject: .event(source: "s", id: id), name: "abusive", isPositive: true,
                    source: "review", confidence: 1, time: 1, recordedAt: at)
            })
        try store.close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO work_case VALUES (1, 'case_1', 'review', 'account', 'u1', 'T',
                        'policy', '[]', 'closed', '', '', 0, 0, 1, 1, 10, 1, 1, 1, 1, NULL, NULL,
                        'confirmed', 'abuse', '', 1,
                        '{"eventSource":"s","eventID":"e1","touchWarnAt":1,"closeWarnAt":1}');
                    DELETE FROM grdb_migrations
                    WHERE identifier LIKE '%cases behind labels of events';
                    """)
        }
        try queue.close()
        try SQLiteStore(path: path).close()
        let mended = try DatabaseQueue(path: path)
        let found = try mended.read { database in
            try Row.fetchAll(database, sql: "SELECT ground, label FROM label_ground")
                .map { "\($0[0] as String) \($0[1] as Int64)" }
        }
        #expect(found == ["case_1 1"])
    }

    @Test("Labels that stand are read by an index, each with one look for its withdrawal")
    func plans() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/assay.db")
        try store.close()
        let queue = try DatabaseQueue(path: folder.path + "/assay.db")
        let stands = LabelWithdrawals.stands
        for sql in [
            "SELECT 1 FROM label WHERE sequence > 1 AND \(stands) ORDER BY sequence LIMIT 5",
            "SELECT 1 FROM label WHERE second = 'u' AND first = 'a' AND is_event = 0 "
                + "AND \(stands)",
            "SELECT label FROM label_ground WHERE ground = 'case_1' AND is_back = 0",
            "SELECT 1 FROM label_ground WHERE label = 1 AND is_back = 0 LIMIT 1",
            "SELECT 1 FROM work_case INDEXED BY case_to_take_up WHERE severity > 0 AND state IN "
                + "('open', 'assigned', 'snoozed', 'approving') "
                + "AND json_extract(rest, '$.takeUpBy') IS NOT NULL "
                + "ORDER BY severity, sequence LIMIT 9",
        ] {
            let plan = try queue.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql)
                    .map { $0["detail"] as String }
            }
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(sql): \(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(plan)")
        }
    }
}
