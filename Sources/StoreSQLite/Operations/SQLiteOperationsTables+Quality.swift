import Cases
import Foundation
import GRDB
import Vocabulary

/// Closed cases, second reviews and golden cases.
extension SQLiteOperationsTables {
    func closed(_ caseID: String) throws -> ClosedCase? {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT queue, person, disposition, closed_at, in_time, touched_in_time,
                            hours, minutes, loss, arms FROM case_closed WHERE case_id = ?
                        """), arguments: [caseID])
        else { return nil }
        let arms: String = row[9]
        return ClosedCase(
            caseID: caseID, queue: row[0], person: row[1],
            disposition: try disposition(row[2]), closedAt: row[3], isInTime: row[4],
            isTouchedInTime: row[5], hours: row[6], minutes: row[7], loss: row[8],
            arms: try JSONDecoder().decode([String: String].self, from: Data(arms.utf8)))
    }

    func put(_ closed: ClosedCase) throws {
        let arms = String(decoding: try JSONEncoder().encode(closed.arms), as: UTF8.self)
        try run(
            """
            INSERT INTO case_closed (case_id, queue, person, disposition, closed_at, in_time,
                touched_in_time, hours, minutes, loss, arms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                closed.caseID, closed.queue, closed.person, closed.disposition.rawValue,
                closed.closedAt, closed.isInTime, closed.isTouchedInTime, closed.hours,
                closed.minutes, closed.loss, arms,
            ])
    }

    func removeClosed(_ caseID: String) throws {
        try run("DELETE FROM case_closed WHERE case_id = ?", [caseID])
    }

    func setOrder(of enforcement: String, by caseID: String) throws {
        try run(
            """
            INSERT INTO case_order (enforcement, case_id) VALUES (?, ?)
            ON CONFLICT (enforcement) DO UPDATE SET case_id = excluded.case_id
            """, [enforcement, caseID])
    }

    func order(of enforcement: String) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(
                sql: "SELECT case_id FROM case_order WHERE enforcement = ?"),
            arguments: [enforcement])
    }

    func review(of caseID: String) throws -> SecondReview? {
        try reviews(OperationsQuestions.reviewColumns + " WHERE case_id = ?", [caseID]).first
    }

    func waitingReviews(notOf person: String, limit: Int) throws -> [SecondReview] {
        try reviews(OperationsQuestions.waiting, [person, bounded(limit)])
            .filter { !PersonName.isSame($0.first, person) }
    }

    func waitingReviewCount() throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM second_review WHERE at IS NULL LIMIT 10000)
                    """)) ?? 0
    }

    func doneReviews(since time: Int64, limit: Int) throws -> [SecondReview] {
        try reviews(OperationsQuestions.done, [time, bounded(limit)])
    }

    private func reviews(_ sql: String, _ arguments: StatementArguments) throws -> [SecondReview] {
        try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
            var review = SecondReview(
                caseID: row[0], queue: row[1], first: row[2],
                firstDisposition: try disposition(row[3]), firstReason: row[4], closedAt: row[5])
            let second: String? = row[7]
            review.second = row[6]
            review.secondDisposition = try second.map(disposition)
            (review.why, review.at) = (row[8], row[9])
            return review
        }
    }

    func put(_ review: SecondReview) throws {
        try run(
            """
            INSERT INTO second_review (case_id, queue, first, first_disposition, first_reason,
                closed_at, second, second_disposition, why, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (case_id) DO UPDATE SET second = excluded.second,
                second_disposition = excluded.second_disposition, why = excluded.why,
                at = excluded.at
            """,
            [
                review.caseID, review.queue, review.first, review.firstDisposition.rawValue,
                review.firstReason, review.closedAt, review.second,
                review.secondDisposition?.rawValue, review.why, review.at,
            ])
    }

    func removeReview(of caseID: String) throws {
        try run("DELETE FROM second_review WHERE case_id = ?", [caseID])
    }

    func put(_ golden: GoldenCase) throws {
        try run(
            """
            INSERT INTO golden_case (source, queue, answer, why, by, at, retired)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source) DO UPDATE SET answer = excluded.answer, why = excluded.why,
                by = excluded.by, at = excluded.at, retired = excluded.retired
            """,
            [
                golden.source, golden.queue, golden.answer.rawValue, golden.why, golden.by,
                golden.at, golden.isRetired,
            ])
    }

    private static let goldenColumns =
        "SELECT source, queue, answer, why, by, at, retired FROM golden_case"

    func golden(source: String) throws -> GoldenCase? {
        try goldens(SQLiteOperationsTables.goldenColumns + " WHERE source = ?", [source]).first
    }

    func goldens(limit: Int) throws -> [GoldenCase] {
        try goldens(
            SQLiteOperationsTables.goldenColumns + " ORDER BY retired, source DESC LIMIT ?",
            [bounded(limit)])
    }

    private func goldens(_ sql: String, _ arguments: StatementArguments) throws -> [GoldenCase] {
        try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
            var golden = GoldenCase(
                source: row[0], queue: row[1], answer: try disposition(row[2]), why: row[3],
                by: row[4], at: row[5])
            golden.isRetired = row[6]
            return golden
        }
    }

    func setDeal(of caseID: String, source: String) throws {
        try run("INSERT INTO golden_deal (case_id, source) VALUES (?, ?)", [caseID, source])
    }

    func deal(of caseID: String) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT source FROM golden_deal WHERE case_id = ?"),
            arguments: [caseID])
    }

    func put(_ answer: GoldenAnswer) throws {
        try run(
            """
            INSERT INTO golden_answer (case_id, source, person, answer, expected, at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (case_id) DO UPDATE SET person = excluded.person,
                answer = excluded.answer, at = excluded.at
            """,
            [
                answer.caseID, answer.source, answer.person, answer.answer.rawValue,
                answer.expected.rawValue, answer.at,
            ])
    }

    func removeAnswer(of caseID: String) throws {
        try run("DELETE FROM golden_answer WHERE case_id = ?", [caseID])
    }

    func answers(since time: Int64, limit: Int) throws -> [GoldenAnswer] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT case_id, source, person, answer, expected, at FROM golden_answer
                    WHERE at >= ? ORDER BY at DESC LIMIT ?
                    """), arguments: [time, bounded(limit)]
        ).map {
            GoldenAnswer(
                caseID: $0[0], source: $0[1], person: $0[2], answer: try disposition($0[3]),
                expected: try disposition($0[4]), at: $0[5])
        }
    }

    private func disposition(_ name: String) throws -> Disposition {
        guard let disposition = Disposition(rawValue: name) else {
            throw Fault(.unavailable, "The store holds an unknown disposition `\(name)`.")
        }
        return disposition
    }

    func bounded(_ limit: Int) -> Int { min(max(0, limit), OperationsBounds.rowsMax) }
}
