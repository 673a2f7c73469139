import Toolbox

/// What a store has seen, held in memory so that a group asks the file only about what may be
/// there: ids of decisions in a filter that may say yes wrongly but never no, accounts exactly.
struct KnownKeys {
    private var words: [UInt64]
    private var count = 0
    var accounts: Set<Int64> = []

    /// Bits a key; about one key in a thousand is thought known that is not.
    private static let bitsPerKey = 32

    init(keys: Int) {
        var size = 1024
        while size * 64 < keys * 2 * KnownKeys.bitsPerKey { size *= 2 }
        words = Array(repeating: 0, count: size)
    }

    /// Whether the filter has room for more keys; otherwise it is to be made anew.
    func hasRoom(for more: Int) -> Bool {
        (count + more) * KnownKeys.bitsPerKey <= words.count * 64
    }

    mutating func insert(_ key: Int64) {
        words[place(key)] |= mask(key)
        count += 1
    }

    func mayHold(_ key: Int64) -> Bool {
        let mask = mask(key)
        return words[place(key)] & mask == mask
    }

    private func place(_ key: Int64) -> Int {
        Int(
            truncatingIfNeeded: Hash64.mix(UInt64(bitPattern: key), 0x9e37_79b9_7f4a_7c15)
                & UInt64(words.count - 1))
    }

    /// Four bits of one word.
    private func mask(_ key: Int64) -> UInt64 {
        let bits = UInt64(bitPattern: key)
        return 1 << (bits >> 40 & 63) | 1 << (bits >> 46 & 63) | 1 << (bits >> 52 & 63)
            | 1 << (bits >> 58)
    }
}
