import Foundation
import GRDB
import Toolbox

/// Something decisions are found by, as a number: their id, or the account they name.
enum Key {
    static func id(_ id: String) -> Int64 { Int64(bitPattern: Hash64.of(id, seed: 1)) }
    static func account(_ name: String) -> Int64 { Int64(bitPattern: Hash64.of(name, seed: 2)) }
}

/// A key, and the sequence of a decision that has it.
struct KeyPair: Comparable {
    var key: Int64
    var sequence: Int64

    static func < (left: KeyPair, right: KeyPair) -> Bool {
        left.key != right.key ? left.key < right.key : left.sequence < right.sequence
    }
}

/// Finds sequences by key, without a row a decision.
///
/// Each group adds one sorted run. When a level has ``fanOut`` runs they become one of the next
/// level, so a pair is written a few times and always beside others; runs that would grow beyond
/// ``pairsMax`` stay as they are. Runs cover one stretch of sequences each, so the newest run has
/// the latest. Keys are hashes: what is found is to be checked.
enum KeyIndex {
    static let fanOut = 16
    /// Bounds the time one commit may spend merging.
    static let pairsMax = 1 << 20
    /// Pairs of a page: it fits into one of SQLite's.
    static let pagePairs = 240

    /// Adds a group's pairs, and merges where it is time to.
    static func append(_ pairs: [KeyPair], _ span: ClosedRange<Int64>, _ database: Database) throws
    {
        try write(pairs.sorted(), level: 0, span, database)
        var level = 0
        while try merge(level, database) { level += 1 }
    }

    private static func write(
        _ pairs: [KeyPair], level: Int, _ span: ClosedRange<Int64>, _ database: Database
    ) throws {
        if pairs.isEmpty { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO key_run (level, first_sequence, last_sequence, pairs)
                VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [level, span.lowerBound, span.upperBound, pairs.count])
        let run = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO key_page (run, first_key, first_sequence, pairs) VALUES (?, ?, ?, ?)
                """)
        for start in stride(from: 0, to: pairs.count, by: pagePairs) {
            let page = pairs[start..<min(start + pagePairs, pairs.count)]
            let bytes = page.withUnsafeBytes { Data($0) }
            try statement.execute(
                arguments: [run, pairs[start].key, pairs[start].sequence, bytes])
        }
    }

    /// Makes the runs of a level one of the next; false when there is nothing to merge.
    private static func merge(_ level: Int, _ database: Database) throws -> Bool {
        let runs = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, first_sequence, last_sequence, pairs FROM key_run
                    WHERE level = ? ORDER BY first_sequence
                    """), arguments: [level])
        guard runs.count >= fanOut, runs.reduce(0, { $0 + ($1[3] as Int) }) <= pairsMax,
            let first = runs.first, let last = runs.last
        else { return false }
        var parts = try runs.map { try pairs(ofRun: $0[0], database) }
        while parts.count > 1 {
            parts = stride(from: 0, to: parts.count, by: 2).map { index in
                index + 1 < parts.count ? merged(parts[index], parts[index + 1]) : parts[index]
            }
        }
        for run in runs { try drop(run: run[0], database) }
        try write(parts[0], level: level + 1, (first[1] as Int64)...(last[2] as Int64), database)
        return true
    }

    private static func merged(_ left: [KeyPair], _ right: [KeyPair]) -> [KeyPair] {
        [KeyPair](unsafeUninitializedCapacity: left.count + right.count) { place, count in
            var (one, other) = (0, 0)
            while one < left.count || other < right.count {
                let takesLeft =
                    other == right.count
                    || (one < left.count && left[one] < right[other])
                place.initializeElement(at: count, to: takesLeft ? left[one] : right[other])
                if takesLeft { one += 1 } else { other += 1 }
                count += 1
            }
        }
    }

    static func drop(run: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM key_page WHERE run = ?")
            .execute(arguments: [run])
        try database.cachedStatement(sql: "DELETE FROM key_run WHERE id = ?")
            .execute(arguments: [run])
    }

    private static func pairs(ofRun run: Int64, _ database: Database) throws -> [KeyPair] {
        var pairs: [KeyPair] = []
        let pages = try Data.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT pairs FROM key_page WHERE run = ? ORDER BY first_key, first_sequence
                    """), arguments: [run])
        while let page = try pages.next() { pairs.append(contentsOf: KeyIndex.pairs(of: page)) }
        return pairs
    }

    /// Calls `body` with every key there is.
    static func forEachKey(_ database: Database, _ body: (Int64) -> Void) throws {
        let pages = try Data.fetchCursor(database, sql: "SELECT pairs FROM key_page")
        while let page = try pages.next() { for pair in pairs(of: page) { body(pair.key) } }
    }

    private static func pairs(of page: Data) -> [KeyPair] {
        let size = MemoryLayout<KeyPair>.stride
        return page.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map {
                bytes.loadUnaligned(fromByteOffset: $0 * size, as: KeyPair.self)
            }
        }
    }

    /// Calls `body` with the sequences of a key, the latest first, until it answers false.
    static func forEach(
        _ key: Int64, before: Int64 = .max, _ database: Database, _ body: (Int64) throws -> Bool
    ) throws {
        let runs = try Int64.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id FROM key_run WHERE first_sequence < ? ORDER BY first_sequence DESC
                    """), arguments: [before])
        for run in runs {
            var bound = KeyPair(key: key, sequence: before)
            search: while let page = try page(ofRun: run, before: bound, database) {
                for pair in page.reversed() where pair < bound {
                    if pair.key < key { break search }
                    if try !body(pair.sequence) { return }
                }
                bound = page[0]
            }
        }
    }

    /// The last page that begins before a pair.
    private static func page(
        ofRun run: Int64, before bound: KeyPair, _ database: Database
    ) throws -> [KeyPair]? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT pairs FROM key_page
                WHERE run = ? AND (first_key, first_sequence) < (?, ?)
                ORDER BY first_key DESC, first_sequence DESC LIMIT 1
                """)
        return try Data.fetchOne(statement, arguments: [run, bound.key, bound.sequence])
            .map(pairs)
    }
}
