import Foundation
import GRDB
package import Queries
package import Vocabulary

extension SQLiteStore: QueryStore {
    package typealias Asked = QueryStore

    package func logBlocks(after sequence: Int64, limit: Int) throws -> [LogBlock] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT first_sequence, count, earliest, latest FROM event_span
                    WHERE first_sequence > ? ORDER BY first_sequence LIMIT ?
                    """)
            var blocks: [LogBlock] = []
            let rows = try Row.fetchCursor(statement, arguments: [sequence, limit])
            while let row = try rows.next() {
                blocks.append(
                    LogBlock(
                        firstSequence: row[0], count: row[1], earliest: row[2], latest: row[3]))
            }
            return blocks
        }
    }

    package func firstSequence() throws -> Int64 {
        try read {
            try Int64.fetchOne(
                $0.cachedStatement(sql: "SELECT min(first_sequence) FROM event_span")) ?? 0
        }
    }

    package func readBlocks(
        _ next: () -> LogBlock?, naming key: UInt64?,
        _ body: (_ content: BlockContent, _ isPassedOver: Bool) throws -> Bool
    ) throws {
        try read { database in
            while let block = next() {
                if let key, try !SQLiteStore.mayName(key, block, database) {
                    if try body(BlockContent(place: block), true) { continue } else { return }
                }
                let content = try SQLiteStore.content(of: block, database)
                if try !body(content, false) { return }
            }
        }
    }

    private static func mayName(
        _ key: UInt64, _ block: LogBlock, _ database: Database
    ) throws -> Bool {
        let filter = try Data.fetchOne(
            database.cachedStatement(
                sql: "SELECT entities FROM event_filter WHERE first_sequence = ?"),
            arguments: [block.firstSequence])
        // A block from before there were filters may name any entity.
        return filter.map { EntityFilter.mayHold(key, in: $0) } ?? true
    }

    private static func content(
        of block: LogBlock, _ database: Database
    ) throws -> BlockContent {
        var content = BlockContent(place: block)
        let event = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT payload, packing FROM event_block WHERE first_sequence = ?"),
            arguments: [block.firstSequence])
        // Forgotten since its place was read.
        guard let event else { return content }
        try EventBlock.append(event[0], packing: event[1], to: &content)
        let wanted = block.firstSequence..<block.firstSequence + Int64(block.count)
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT first_sequence, count, payload FROM decision_block
                    WHERE first_sequence < ? AND first_sequence >= coalesce(
                        (SELECT max(first_sequence) FROM decision_block
                            WHERE first_sequence <= ?), 0)
                    ORDER BY first_sequence
                    """), arguments: [wanted.upperBound, wanted.lowerBound])
        while let row = try rows.next() {
            try DecisionBlock.append(
                row[2], from: row[0], count: row[1], of: wanted, to: &content)
        }
        return content
    }

    package func sequences(ofAccount name: String, limit: Int) throws -> [Int64] {
        guard limit > 0, !name.isEmpty else { return [] }
        return try read { database in
            var found: [Int64] = []
            try KeyIndex.forEach(Key.account(name), database) {
                found.append($0)
                return found.count < limit
            }
            return found
        }
    }

    package func decisionBlocks(with action: Action, limit: Int) throws -> [Int64] {
        try read {
            try Int64.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT first_sequence FROM action_block WHERE action = ?
                        ORDER BY first_sequence LIMIT ?
                        """), arguments: [action.rawValue, limit])
        }
    }
}
