import Foundation
import Pipeline
import Vocabulary

/// Consecutive events as one value: each behind its length, all of it compressed.
enum EventBlock {
    /// How a block is kept.
    enum Packing: Int64 {
        case plain = 0
        case zstd = 1
    }

    /// Events a block holds.
    static let eventsMax = 256

    static func encode(_ events: EventTexts, _ range: Range<Int>) -> Data {
        let bytes =
            events.range(range.upperBound - 1).upperBound
            - events.range(range.lowerBound).lowerBound
        var writer = BlockWriter(capacity: bytes + 4 * range.count)
        for index in range { events.withText(index) { writer.append($0) } }
        return writer.withBytes { Zstd.compress($0) }
    }

    /// Calls `body` with each event and its index until it answers false.
    ///
    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func forEach(
        in data: Data, packing: Int64, _ body: (Int, [UInt8]) -> Bool
    ) throws {
        guard let packing = Packing(rawValue: packing) else { throw Zstd.torn }
        var reader = BlockReader(packing == .zstd ? try Zstd.decompress(data) : Array(data))
        var index = 0
        while !reader.isAtEnd {
            let range = try reader.text()
            if !body(index, Array(reader.bytes[range])) { return }
            index += 1
        }
    }
}
