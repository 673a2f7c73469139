package import Foundation
import Toolbox

/// Tells which entities the events of a block may name: a Bloom filter (1970).
///
/// Six bits a key, and at most half of the bits are set where keys are many, so a block is read in
/// vain about once in sixty times. Its size is a power of two, so a filter too large for its keys
/// is folded in half. About four bytes an event.
package enum EntityFilter {
    private static let bitsPerKey: UInt64 = 6
    /// Bits a key that a filter begins with, before it is folded.
    private static let room = 16

    /// The bytes of a filter that holds all of `keys`. O(keys).
    package static func encode(_ keys: some Collection<UInt64>) -> Data {
        var bits = 64
        while bits < keys.count * room { bits *= 2 }
        var words = [UInt64](repeating: 0, count: bits / 64)
        for key in keys {
            for index in 0..<bitsPerKey {
                let bit = place(key, index, bits)
                words[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }
        while words.count > 1, let folded = folded(words) { words = folded }
        return words.withUnsafeBytes { Data($0) }
    }

    /// Whether the block may hold an event with the key. O(1).
    package static func mayHold(_ key: UInt64, in filter: Data) -> Bool {
        guard filter.count >= 8, filter.count & (filter.count - 1) == 0 else { return true }
        return filter.withUnsafeBytes { bytes in
            (0..<bitsPerKey).allSatisfy { index in
                let bit = place(key, index, bytes.count * 8)
                let word = bytes.loadUnaligned(fromByteOffset: (bit >> 6) * 8, as: UInt64.self)
                return word & 1 << UInt64(bit & 63) != 0
            }
        }
    }

    /// Two hashes stand for as many as are needed (Kirsch and Mitzenmacher, 2006).
    private static func place(_ key: UInt64, _ index: UInt64, _ bits: Int) -> Int {
        let step = Hash64.mix(key, 0x9E37_79B9_7F4A_7C15) | 1
        return Int(truncatingIfNeeded: (key &+ index &* step) & UInt64(bits - 1))
    }

    /// Half as large; nil where more than half of it would be set.
    private static func folded(_ words: [UInt64]) -> [UInt64]? {
        let half = words.count / 2
        let folded = (0..<half).map { words[$0] | words[$0 + half] }
        let isSet = folded.reduce(0) { $0 + $1.nonzeroBitCount }
        return isSet * 2 <= half * 64 ? folded : nil
    }
}
