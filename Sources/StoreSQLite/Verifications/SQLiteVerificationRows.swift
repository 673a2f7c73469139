import GRDB
import Verifications
import Vocabulary

/// Rows of verifications within one transaction.
struct SQLiteVerificationRows: VerificationRows {
    let database: Database

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    private func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    func verification(id: String) throws -> Verification? {
        try row(
            "SELECT \(VerificationRowReading.columns) FROM verification WHERE id = ?", [id]
        ).map { try VerificationRowReading.verification($0) }
    }

    func keep(_ step: KeptStep) throws {
        let now = step.verification
        try execute(
            """
            INSERT INTO verification (id, account, requirement, state, steps, failures, at,
                over_at, vendor, reference, why, reasons)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, requirement) DO UPDATE SET state = excluded.state,
                steps = excluded.steps, failures = excluded.failures, at = excluded.at,
                over_at = excluded.over_at, vendor = excluded.vendor,
                reference = excluded.reference, why = excluded.why, reasons = excluded.reasons
            """,
            [
                now.id, now.account, now.requirement, now.state.rawValue, now.steps, now.failures,
                now.at, now.overAt, now.vendor, now.reference, now.why,
                try VerificationRowReading.text(of: now.reasons),
            ])
        let line = step.line
        try execute(
            """
            INSERT INTO verification_step (verification, number, move, from_state, state, at, by,
                vendor, reference, reasons, payload_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                line.verification, line.number, line.move.rawValue, line.from?.rawValue,
                line.state.rawValue, line.at, line.by, line.vendor, line.reference,
                try VerificationRowReading.text(of: line.reasons), line.payloadHash,
            ])
        try execute(
            "INSERT INTO verification_event (sequence, id, time, data) VALUES (?, ?, ?, ?)",
            [
                database.lastInsertedRowID, "\(line.verification)-\(line.number)", line.at,
                step.event,
            ])
        if let message = step.message { try OutboxTables.insert([message], database) }
    }

    func submission(of verification: String) throws -> String? {
        try row(
            "SELECT person FROM verification_submission WHERE verification = ?", [verification])?[0]
    }

    func keep(submission: String?, of verification: String) throws {
        guard let submission else {
            return try execute(
                "DELETE FROM verification_submission WHERE verification = ?", [verification])
        }
        try execute(
            "INSERT OR REPLACE INTO verification_submission (verification, person) VALUES (?, ?)",
            [verification, submission])
    }

    func check(reference: String) throws -> VendorCheck? {
        try row(
            """
            SELECT \(VerificationRowReading.checkColumns()) FROM verification_check
            WHERE reference = ?
            """, [reference]
        ).map { VerificationRowReading.check($0) }
    }

    func add(_ check: VendorCheck, data: String) throws {
        try execute(
            """
            INSERT INTO verification_check (reference, verification, account, requirement, vendor,
                is_shadow, made_at, tries, send_at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                check.reference, check.verification, check.account, check.requirement,
                check.vendor, check.isShadow, check.madeAt, check.tries, check.sendAt, data,
            ])
    }

    func update(_ check: VendorCheck) throws {
        try execute(
            """
            UPDATE verification_check SET tries = ?, send_at = ?, sent_at = ?, silent_at = ?,
                answered_at = ?, has_passed = ?, data = CASE WHEN ? THEN NULL ELSE data END
            WHERE reference = ?
            """,
            [
                check.tries, check.sendAt, check.sentAt, check.silentAt, check.answeredAt,
                check.hasPassed, check.sendAt == nil, check.reference,
            ])
    }

    func stopSending(of verification: String) throws {
        try execute(
            """
            UPDATE verification_check SET send_at = NULL, silent_at = NULL, data = NULL
            WHERE verification = ? AND is_shadow = 0
                AND (send_at IS NOT NULL OR silent_at IS NOT NULL)
            """, [verification])
    }

    func callback(vendor: String, id: String) throws -> TakenCallback? {
        try row(
            """
            SELECT vendor, id, payload_hash, answer, at FROM vendor_callback
            WHERE vendor = ? AND id = ?
            """, [vendor, id]
        ).map {
            TakenCallback(vendor: $0[0], id: $0[1], payloadHash: $0[2], answer: $0[3], at: $0[4])
        }
    }

    func keep(_ callback: TakenCallback, most: Int) throws {
        try execute(
            """
            INSERT INTO vendor_callback (vendor, id, payload_hash, answer, at)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                callback.vendor, callback.id, callback.payloadHash, callback.answer, callback.at,
            ])
        try execute(
            "DELETE FROM vendor_callback WHERE sequence <= ?",
            [database.lastInsertedRowID - Int64(most)])
    }

    func add(_ ask: WaitingAsk) throws {
        try execute(
            """
            INSERT INTO verification_ask (account, requirement, friction, why)
            VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, [ask.account, ask.requirement, ask.friction, ask.why])
    }

    func takeAsk(of account: String) throws -> WaitingAsk? {
        let found = try row(
            """
            SELECT account, requirement, friction, why, sequence FROM verification_ask
            WHERE account = ? ORDER BY friction, sequence LIMIT 1
            """, [account])
        guard let found else { return nil }
        let sequence: Int64 = found[4]
        try execute("DELETE FROM verification_ask WHERE sequence = ?", [sequence])
        return WaitingAsk(
            account: found[0], requirement: found[1], friction: found[2], why: found[3])
    }

    func removeAsks(of account: String) throws {
        try execute("DELETE FROM verification_ask WHERE account = ?", [account])
    }

    func hasOpen(account: String) throws -> Bool {
        try row(
            """
            SELECT 1 FROM verification WHERE account = ? AND state IN ('requested', 'pending')
            LIMIT 1
            """, [account]) != nil
    }

    func keep(decidedPlace: Int64) throws {
        try execute(
            "INSERT OR REPLACE INTO verification_place (id, decided) VALUES (1, ?)",
            [decidedPlace])
    }

    func forgetUnlogged(_ sequences: [Int64]) throws {
        for sequence in sequences {
            try execute("DELETE FROM verification_event WHERE sequence = ?", [sequence])
        }
    }
}
