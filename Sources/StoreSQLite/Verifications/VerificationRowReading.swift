import Foundation
import GRDB
import Vocabulary

/// Reads rows of the tables of verifications.
enum VerificationRowReading {
    static let columns = """
        id, account, requirement, state, steps, failures, at, over_at, vendor, reference, why,
        reasons
        """

    static func verification(_ row: Row) throws -> Verification {
        Verification(
            id: row[0], account: row[1], requirement: row[2], state: try state(row[3]),
            steps: row[4], failures: row[5], at: row[6], overAt: row[7], vendor: row[8],
            reference: row[9], why: row[10], reasons: try reasons(row[11]))
    }

    static let lineColumns = """
        sequence, verification, number, move, from_state, state, at, by, vendor, reference,
        reasons, payload_hash
        """

    static func line(_ row: Row) throws -> VerificationLine {
        let (move, from): (String, String?) = (row[3], row[4])
        guard let move = VerificationMove(rawValue: move) else { throw unknown(move) }
        return VerificationLine(
            sequence: row[0], verification: row[1], number: row[2], move: move,
            from: try from.map { try state($0) }, state: try state(row[5]), at: row[6],
            by: row[7], vendor: row[8], reference: row[9], reasons: try reasons(row[10]),
            payloadHash: row[11])
    }

    /// Of a table by the name of `one` or `other`, or of the only one.
    static func checkColumns(of table: String = "verification_check") -> String {
        [
            "reference", "verification", "account", "requirement", "vendor", "is_shadow",
            "made_at", "tries", "send_at", "sent_at", "silent_at", "answered_at", "has_passed",
        ].map { "\(table).\($0)" }.joined(separator: ", ")
    }
    /// Columns of a check.
    static let checkWidth = 13

    static func check(_ row: Row, from start: Int = 0) -> VendorCheck {
        VendorCheck(
            reference: row[start], verification: row[start + 1], account: row[start + 2],
            requirement: row[start + 3], vendor: row[start + 4], isShadow: row[start + 5],
            madeAt: row[start + 6], tries: row[start + 7], sendAt: row[start + 8],
            sentAt: row[start + 9], silentAt: row[start + 10], answeredAt: row[start + 11],
            hasPassed: row[start + 12])
    }

    static func state(_ name: String) throws -> VerificationState {
        guard let state = VerificationState(rawValue: name) else { throw unknown(name) }
        return state
    }

    private static func unknown(_ name: String) -> Fault {
        Fault(.bug, "The store has a verification that is `\(name)`.")
    }

    private static func reasons(_ text: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    static func text(of reasons: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(reasons), as: UTF8.self)
    }
}
