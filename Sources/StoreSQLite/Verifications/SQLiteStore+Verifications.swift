import GRDB
package import Verifications
package import Vocabulary

extension SQLiteStore: VerificationArchive {
    /// Rows one listing gives at most.
    private static let verificationsMax = 100_000

    package func changing<Answer>(
        _ body: (any VerificationRows) throws -> Answer
    ) throws -> Answer {
        var answer: Answer?
        try write { database in
            answer = try body(SQLiteVerificationRows(database: database))
        }
        guard let answer else { throw Fault(.bug, "A transaction ended without an answer.") }
        return answer
    }

    private func rows<Item>(
        _ sql: String, _ arguments: StatementArguments, _ make: (Row) throws -> Item
    ) throws -> [Item] {
        try read { database in
            try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map(make)
        }
    }

    private static func rowsAtMost(_ limit: Int) -> Int { min(max(0, limit), verificationsMax) }

    package func verification(id: String) throws -> Verification? {
        try rows(
            "SELECT \(VerificationRowReading.columns) FROM verification WHERE id = ?", [id],
            VerificationRowReading.verification
        ).first
    }

    package func verifications(ofAccount account: String, limit: Int) throws -> [Verification] {
        try rows(
            """
            SELECT \(VerificationRowReading.columns) FROM verification WHERE account = ?
            ORDER BY requirement LIMIT ?
            """, [account, SQLiteStore.rowsAtMost(limit)], VerificationRowReading.verification)
    }

    package func verifications(state: VerificationState?, limit: Int) throws -> [Verification] {
        try rows(
            """
            SELECT \(VerificationRowReading.columns) FROM verification
            WHERE ?1 IS NULL OR state = ?1 ORDER BY at DESC, id LIMIT ?2
            """, [state?.rawValue, SQLiteStore.rowsAtMost(limit)],
            VerificationRowReading.verification)
    }

    package func lines(of verification: String, limit: Int) throws -> [VerificationLine] {
        try rows(
            """
            SELECT \(VerificationRowReading.lineColumns) FROM verification_step
            WHERE verification = ? ORDER BY number LIMIT ?
            """, [verification, SQLiteStore.rowsAtMost(limit)], VerificationRowReading.line)
    }

    package func lines(after sequence: Int64, limit: Int) throws -> [VerificationLine] {
        try rows(
            """
            SELECT \(VerificationRowReading.lineColumns) FROM verification_step
            WHERE sequence > ? ORDER BY sequence LIMIT ?
            """, [sequence, SQLiteStore.rowsAtMost(limit)], VerificationRowReading.line)
    }

    package func over(at now: Int64, limit: Int) throws -> [Verification] {
        try rows(
            """
            SELECT \(VerificationRowReading.columns) FROM verification
            WHERE over_at IS NOT NULL AND over_at <= ? ORDER BY over_at, id LIMIT ?
            """, [now, SQLiteStore.rowsAtMost(limit)], VerificationRowReading.verification)
    }

    package func silent(at now: Int64, limit: Int) throws -> [VendorCheck] {
        try rows(
            """
            SELECT \(VerificationRowReading.checkColumns()) FROM verification_check
            WHERE silent_at IS NOT NULL AND silent_at <= ? AND is_shadow = 0
            ORDER BY silent_at, reference LIMIT ?
            """, [now, SQLiteStore.rowsAtMost(limit)]
        ) { VerificationRowReading.check($0) }
    }

    package func unsent(
        at now: Int64, perVendor: Int, limit: Int
    ) throws -> [(check: VendorCheck, data: String)] {
        try rows(
            """
            SELECT \(VerificationRowReading.checkColumns()), data FROM verification_check
            WHERE reference IN (
                SELECT reference FROM (
                    SELECT reference, row_number() OVER (
                        PARTITION BY vendor ORDER BY send_at, reference) AS turn
                    FROM verification_check WHERE send_at IS NOT NULL AND send_at <= ?)
                WHERE turn <= ?)
            ORDER BY send_at, reference LIMIT ?
            """, [now, perVendor, SQLiteStore.rowsAtMost(limit)]
        ) { (VerificationRowReading.check($0), $0[VerificationRowReading.checkWidth]) }
    }

    package func decidedPlace() throws -> Int64? {
        try read { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT decided FROM verification_place WHERE id = 1"))
        }
    }

    package func unlogged(limit: Int) throws -> [UnloggedStep] {
        try rows(
            "SELECT sequence, id, time, data FROM verification_event ORDER BY sequence LIMIT ?",
            [SQLiteStore.rowsAtMost(limit)]
        ) { UnloggedStep(sequence: $0[0], id: $0[1], time: $0[2], data: $0[3]) }
    }

    package func asks(of account: String) throws -> [WaitingAsk] {
        try rows(
            """
            SELECT account, requirement, friction, why FROM verification_ask WHERE account = ?
            ORDER BY friction, sequence
            """, [account]
        ) {
            WaitingAsk(account: $0[0], requirement: $0[1], friction: $0[2], why: $0[3])
        }
    }

    package func verificationCounts() throws -> [VerificationCount] {
        try rows(
            """
            SELECT requirement, state, count(*) FROM verification GROUP BY requirement, state
            ORDER BY requirement, state
            """, []
        ) {
            VerificationCount(
                requirement: $0[0], state: try VerificationRowReading.state($0[1]), count: $0[2])
        }
    }

    package func verificationPairs(limit: Int) throws -> [VerificationPair] {
        let live = VerificationRowReading.checkColumns(of: "live")
        let shadow = VerificationRowReading.checkColumns(of: "shadow")
        return try rows(
            """
            SELECT \(live), \(shadow) FROM verification_check AS shadow
            JOIN verification_check AS live ON live.verification = shadow.verification
                AND live.made_at = shadow.made_at AND live.is_shadow = 0
            WHERE shadow.is_shadow = 1 ORDER BY shadow.made_at DESC, shadow.reference LIMIT ?
            """, [SQLiteStore.rowsAtMost(limit)]
        ) { row in
            let live = VerificationRowReading.check(row)
            return VerificationPair(
                requirement: live.requirement, live: live,
                shadow: VerificationRowReading.check(
                    row, from: VerificationRowReading.checkWidth))
        }
    }
}
