import Toolbox

/// How an entity that a whole number names is told apart; texts and addresses have their own
/// hashes.
enum EntityHash {
    private static let ofInts = Hash64.of("int")

    /// Never 0.
    @inline(__always)
    static func of(_ number: Int64) -> UInt64 {
        Hash64.mix(UInt64(bitPattern: number), ofInts) | 1
    }
}
