import Foundation
import Queries
import Vocabulary

extension DecisionBlock {
    /// Puts what was decided on some sequences into a block's content, without making texts.
    /// O(bytes of the block).
    ///
    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func append(
        _ data: Data, from first: Int64, count: Int, of sequences: Range<Int64>,
        to content: inout BlockContent
    ) throws {
        var reader = BlockReader(try Zstd.decompress(data))
        let journeys = content.journeys.count
        for _ in 0..<Int(try reader.number(UInt16.self)) {
            content.journeys.append(try reader.string())
        }
        let base = content.bytes.count
        for place in 0..<Int64(count) {
            let journey = Int(try reader.number(UInt16.self)) + journeys
            let rank = try reader.number(UInt8.self)
            guard journey < content.journeys.count, Int(rank) < Action.allCases.count else {
                throw Zstd.torn
            }
            let time = try reader.number(Int64.self)
            _ = try reader.number(Int64.self)
            let score = Double(bitPattern: try reader.number(UInt64.self))
            let (id, account) = (try reader.text(), try reader.text())
            let record = try reader.text()
            guard sequences.contains(first + place) else { continue }
            func moved(_ range: Range<Int>) -> Range<Int> {
                range.lowerBound + base..<range.upperBound + base
            }
            content.decided.append(
                BlockContent.Decided(
                    time: time, score: score, rank: rank,
                    journey: UInt16(truncatingIfNeeded: journey), id: moved(id),
                    account: moved(account), record: moved(record)))
        }
        guard reader.isAtEnd else { throw Zstd.torn }
        if base == 0 { content.bytes = reader.bytes } else { content.bytes += reader.bytes }
    }
}

extension EventBlock {
    /// Puts the texts of a block into its content, with room behind them for a parser.
    ///
    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func append(_ data: Data, packing: Int64, to content: inout BlockContent) throws {
        guard let packing = Packing(rawValue: packing) else { throw Zstd.torn }
        var reader = BlockReader(packing == .zstd ? try Zstd.decompress(data) : Array(data))
        content.ranges.reserveCapacity(eventsMax)
        while !reader.isAtEnd { content.ranges.append(try reader.text()) }
        content.texts = reader.bytes
        content.texts.append(contentsOf: repeatElement(0, count: padding))
    }

    /// Bytes a parser may read beyond a text; at least `EventParser.padding`.
    private static let padding = 128
}
