import CEL
import Toolbox
package import Vocabulary

/// How an entity that a whole number names is told apart; texts and addresses have their own
/// hashes.
package enum EntityHash {
    private static let ofInts = Hash64.of("int")

    /// Never 0.
    @inline(__always)
    static func of(_ number: Int64) -> UInt64 {
        Hash64.mix(UInt64(bitPattern: number), ofInts) | 1
    }

    /// Of a name as people write it; nil for one that a field of that type cannot hold.
    package static func of(_ name: UnsafeBufferPointer<UInt8>, _ type: FieldType) -> UInt64? {
        switch type {
        case .ip: NetworkAddress(name).map(\.entityHash)
        case .int: Int64(String(decoding: name, as: UTF8.self)).map(of)
        default: Hash64.of(name)
        }
    }

    package static func of(_ name: String, _ type: FieldType) -> UInt64? {
        var name = name
        return name.withUTF8 { of($0, type) }
    }
}
