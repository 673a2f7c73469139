import GRDB
import StoreSQLite
import TestKit
import Testing

@Suite struct OperationsPlanTests {
    @Test("Questions about figures and reviews read an index, never a whole table")
    func plans() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/assay.db")
        try store.close()
        let queue = try DatabaseQueue(path: folder.path + "/assay.db")
        let questions: [(String, StatementArguments)] = [
            (OperationsQuestions.figuresOfPart, [1, "closed", "q", 0, 9, 10]),
            (OperationsQuestions.figuresOfAll, [1, "closed", 0, 9, 10]),
            (OperationsQuestions.totals, [1, "closed", 0, 9, 10]),
            (OperationsQuestions.waiting, ["ana", 10]),
            (OperationsQuestions.done, [0, 10]),
        ]
        try queue.read { database in
            for (sql, arguments) in questions {
                let plan = try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments
                ).map { $0["detail"] as String }
                // The partial index holds just what waits, in the order it is read.
                let scans = plan.filter {
                    $0.hasPrefix("SCAN") && !$0.contains("second_review_waits")
                }
                #expect(scans.isEmpty, "\(sql): \(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(plan)")
            }
        }
    }
}
