import Crypto
import Enforcements
import Foundation
import GRDB
import Vocabulary

/// Rows of enforcements as values.
enum EnforcementRows {
    /// What ``enforcement(_:)`` reads, of `enforcement` and the entry that began it.
    static let columns = """
        enforcement.sequence, id, enforcement.entity_kind, enforcement.entity_name,
        enforcement.policy, state, enforcement.rung, enforcement.measure, enforcement.points,
        enforcement.from_time, enforcement.until_time, touched_at, approved_by, by, reach, origin
        """

    /// - Parameter index: the one of `enforcement` to go along; nil leaves it to SQLite.
    static func tables(along index: String?) -> String {
        """
        enforcement \(index.map { "INDEXED BY \($0) " } ?? "")CROSS JOIN enforcement_entry
        ON enforcement_entry.sequence = enforcement.sequence
        """
    }

    static func enforcement(_ row: Row) throws -> Enforcement {
        let origin = try read(EnforcementOrigin.self, row[15])
        guard let state = Enforcement.State(rawValue: row[5]) else { throw torn }
        // A row is what a first entry of the same values comes to, but for where it stands.
        var entry = LedgerEntry(
            state == .pending ? .held : .applied, row[1],
            of: EnforcedEntity(kind: row[2], name: row[3]), policy: row[4], rung: row[6],
            measure: try measure(row[7]), points: row[8], from: row[9], until: row[10],
            by: row[13], why: "", origin: origin)
        entry.sequence = row[0]
        entry.reach = row[14]
        var enforcement = try Enforcement(entry)
        enforcement.state = state
        (enforcement.touchedAt, enforcement.approvedBy) = (row[11], row[12])
        return enforcement
    }

    static func entry(_ row: Row) throws -> LedgerEntry {
        guard let kind = LedgerEntry.Kind(rawValue: row[1]) else { throw torn }
        let document: String? = row[18]
        let standing = EnforcedEntity(kind: row[3], name: row[4])
        var entry = LedgerEntry(
            kind, row[2], of: standing, policy: row[5], rung: row[6], measure: try measure(row[7]),
            points: row[8], from: row[9], until: row[10], by: row[12], why: row[13],
            origin: EnforcementOrigin(time: 0, isAutomatic: false))
        entry.sequence = row[0]
        (entry.at, entry.cause, entry.message) = (row[11], row[14], row[15])
        (entry.appeal, entry.reach) = (row[16], row[17])
        entry.origin = try document.map { try read(EnforcementOrigin.self, $0) }
        return entry
    }

    static let entryColumns = """
        sequence, kind, enforcement, entity_kind, entity_name, policy, rung, measure, points,
        from_time, until_time, at, by, why, cause, message, appeal, reach, origin
        """

    static func appeal(_ row: Row) throws -> Appeal {
        guard let state = Appeal.State(rawValue: row[2]) else { throw torn }
        var appeal = Appeal(
            id: row[0], enforcement: row[1], openedAt: row[3], openedBy: row[4], text: row[5])
        appeal.state = state
        (appeal.decidedAt, appeal.decidedBy, appeal.why) = (row[6], row[7], row[8])
        return appeal
    }

    static let appealColumns = """
        id, enforcement, state, opened_at, opened_by, text, decided_at, decided_by, why
        """

    private static func measure(_ name: String) throws -> EnforcementMeasure {
        guard let measure = EnforcementMeasure(rawValue: name) else { throw torn }
        return measure
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw torn
        }
    }

    static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    static let torn = Fault(.unavailable, "An enforcement of the store cannot be read.")
}
