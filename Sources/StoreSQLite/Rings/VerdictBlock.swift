import Foundation
import Vocabulary

/// Verdicts on accounts whose names follow each other, as one value, compressed: hundreds of
/// thousands of them are written while events wait, and then asked for one at a time.
enum VerdictBlock {
    /// Verdicts a block holds: few enough that looking through them is quick.
    static let verdictsMax = 256
    private static let actions = ["none", "review", "restrict"]

    /// - Throws: ``Fault`` `bug` for a verdict that cannot be: no name, no such action, a score
    ///   that is not from 0 to 1.
    static func encode(_ verdicts: ArraySlice<AccountVerdict>) throws -> Data {
        var writer = BlockWriter(capacity: 48 * verdicts.count)
        var rings: [String: UInt16] = [:]
        var names: [String] = []
        for verdict in verdicts where rings[verdict.ring] == nil {
            rings[verdict.ring] = UInt16(names.count)
            names.append(verdict.ring)
        }
        writer.append(UInt16(names.count))
        for name in names { writer.append(name) }
        for verdict in verdicts {
            guard let action = actions.firstIndex(of: verdict.action), !verdict.account.isEmpty,
                (0...1).contains(verdict.score)
            else { throw Fault(.bug, "No account can be judged so: \(verdict).") }
            writer.append(verdict.account)
            writer.append(UInt8(action))
            writer.append(rings[verdict.ring] ?? 0)
            writer.append(verdict.score.bitPattern)
        }
        return writer.withBytes { Zstd.compress($0) }
    }

    /// The verdict on one account; nil when the block has none.
    ///
    /// - Throws: ``Fault`` `unavailable` when the block is torn.
    static func verdict(ofAccount name: String, in data: Data) throws -> AccountVerdict? {
        var reader = BlockReader(try Zstd.decompress(data))
        let rings = try (0..<Int(reader.number(UInt16.self))).map { _ in try reader.string() }
        while !reader.isAtEnd {
            let account = try reader.text()
            let action = Int(try reader.number(UInt8.self))
            let ring = Int(try reader.number(UInt16.self))
            let score = Double(bitPattern: try reader.number(UInt64.self))
            guard action < actions.count, ring < rings.count else { throw Zstd.torn }
            if reader.bytes[account].elementsEqual(name.utf8) {
                return AccountVerdict(
                    account: name, score: score, action: actions[action], ring: rings[ring])
            }
        }
        return nil
    }
}
