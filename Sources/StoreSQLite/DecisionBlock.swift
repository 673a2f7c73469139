import Foundation
import Pipeline
import Vocabulary

/// Consecutive decisions of one pack as one value: a table of journeys, the decisions' small
/// parts, then their records, packed; all of it compressed.
enum DecisionBlock {
    /// Decisions a block holds: few enough that reading one of them is quick.
    static let decisionsMax = 256

    static func encode(_ decisions: ArraySlice<StoredDecision>) -> Data {
        var writer = BlockWriter(capacity: 1024 * decisions.count)
        var journeys: [String] = []
        for index in decisions.indices where !journeys.contains(decisions[index].journey) {
            journeys.append(decisions[index].journey)
        }
        writer.append(UInt16(journeys.count))
        for journey in journeys { writer.append(journey) }
        for index in decisions.indices {
            writer.append(UInt16(journeys.firstIndex(of: decisions[index].journey) ?? 0))
            writer.append(UInt8(decisions[index].action.rank))
            writer.append(decisions[index].time)
            writer.append(decisions[index].latencyMicroseconds)
            writer.append(decisions[index].score.bitPattern)
            writer.append(decisions[index].id)
            writer.append(decisions[index].account)
            decisions[index].body.withPacked { writer.append($0) }
        }
        return writer.withBytes { Zstd.compress($0) }
    }

    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func decode(
        _ data: Data, from first: Int64, count: Int, pack: String, words: RecordWords
    ) throws -> [StoredDecision] {
        var reader = BlockReader(try Zstd.decompress(data))
        let journeys = try (0..<Int(reader.number(UInt16.self))).map { _ in try reader.string() }
        var decisions: [StoredDecision] = []
        decisions.reserveCapacity(count)
        for place in 0..<Int64(count) {
            let journey = Int(try reader.number(UInt16.self))
            let rank = Int(try reader.number(UInt8.self))
            guard journey < journeys.count, rank < Action.allCases.count else { throw Zstd.torn }
            let time = try reader.number(Int64.self)
            let latency = try reader.number(Int64.self)
            let score = Double(bitPattern: try reader.number(UInt64.self))
            let id = try reader.string()
            let account = try reader.string()
            decisions.append(
                StoredDecision(
                    id: id, sequence: first + place, time: time, journey: journeys[journey],
                    action: Action.allCases[rank], score: score, account: account, packHash: pack,
                    latencyMicroseconds: latency,
                    body: RecordText(packed: reader.bytes, try reader.text(), words: words)))
        }
        guard reader.isAtEnd else { throw Zstd.torn }
        return decisions
    }

    /// What was decided, without making texts of the rest. O(bytes of the block).
    ///
    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func decodeDecided(
        _ data: Data, from first: Int64, count: Int
    ) throws -> [DecidedEvent] {
        var reader = BlockReader(try Zstd.decompress(data))
        for _ in 0..<Int(try reader.number(UInt16.self)) { _ = try reader.text() }
        var decided: [DecidedEvent] = []
        decided.reserveCapacity(count)
        for place in 0..<Int64(count) {
            _ = try reader.number(UInt16.self)
            let rank = Int(try reader.number(UInt8.self))
            guard rank < Action.allCases.count else { throw Zstd.torn }
            let time = try reader.number(Int64.self)
            // Latency and score, then id, account and record.
            _ = try reader.number(Int64.self)
            _ = try reader.number(UInt64.self)
            for _ in 0..<3 { _ = try reader.text() }
            decided.append(
                DecidedEvent(
                    sequence: first + place, time: time, action: Action.allCases[rank]))
        }
        guard reader.isAtEnd else { throw Zstd.torn }
        return decided
    }

    /// The words that records are packed with, as one value.
    static func encode(_ words: RecordWords) -> Data {
        var writer = BlockWriter(capacity: 4096)
        for word in words.words { word.withUnsafeBufferPointer { writer.append($0) } }
        return writer.withBytes { Data($0) }
    }

    static func decodeWords(_ data: Data) throws -> RecordWords {
        var reader = BlockReader(Array(data))
        var words: [[UInt8]] = []
        while !reader.isAtEnd { words.append(Array(reader.bytes[try reader.text()])) }
        return RecordWords(words)
    }
}
