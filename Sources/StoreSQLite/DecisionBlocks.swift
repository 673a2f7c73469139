import Foundation
import GRDB
import Synchronization
import Vocabulary

/// Reads decisions by sequence; holds the block read last, since what is asked for next is often
/// in it.
struct DecisionBlocks {
    let store: SQLiteStore
    private(set) var held: [StoredDecision]

    /// - Parameter held: a block read before.
    init(store: SQLiteStore, held: [StoredDecision] = []) {
        self.store = store
        self.held = held
    }

    /// The decision of that sequence; nil when there is none any more.
    mutating func decision(
        _ sequence: Int64, _ database: Database
    ) throws -> StoredDecision? {
        if let first = held.first?.sequence, first <= sequence,
            sequence - first < Int64(held.count)
        {
            return held[Int(sequence - first)]
        }
        let block = try block(of: sequence, database)
        guard let first = block.first?.sequence, sequence - first < Int64(block.count) else {
            return nil
        }
        return block[Int(sequence - first)]
    }

    /// The last block that begins at or before a sequence.
    mutating func block(of sequence: Int64, _ database: Database) throws -> [StoredDecision] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT first_sequence, count, pack.hash, words, payload
                FROM decision_block JOIN pack ON pack.id = decision_block.pack
                WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1
                """)
        guard let row = try Row.fetchOne(statement, arguments: [sequence]) else { return [] }
        held = try DecisionBlock.decode(
            row[4], from: row[0], count: row[1], pack: row[2],
            words: try store.words(row[3], database))
        return held
    }
}

extension SQLiteStore {
    /// Words that records are packed with; read once.
    func words(_ id: Int64, _ database: Database) throws -> RecordWords {
        if let words = words.withLock({ $0[id] }) { return words }
        let data = try Data.fetchOne(
            database, sql: "SELECT words FROM record_words WHERE id = ?", arguments: [id])
        let read = try DecisionBlock.decodeWords(data ?? Data())
        words.withLock { $0[id] = read }
        return read
    }
}
