package import CEL
import Glibc
import Toolbox

extension Arena {
    /// A string value whose bytes are copied into the arena; an error past its bound.
    @inline(__always)
    package func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
        guard let copy = allocate(bytes: bytes.count, alignment: 1) else {
            preconditionFailure("An event batch outgrew its arena of \(bytesMax) bytes")
        }
        if let base = bytes.baseAddress { Arena.copy(base, to: copy, count: bytes.count) }
        return .string(
            UnsafeBufferPointer(
                start: copy.assumingMemoryBound(to: UInt8.self), count: bytes.count))
    }
}

extension Arena {
    /// Copies bytes; most texts are 8 to 16 bytes long, and then two words do, overlapping.
    @inline(__always)
    private static func copy(
        _ source: UnsafePointer<UInt8>, to target: UnsafeMutableRawPointer, count: Int
    ) {
        guard (8...16).contains(count) else {
            memcpy(target, source, count)
            return
        }
        let source = UnsafeRawPointer(source)
        let last = source.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
        target.storeBytes(of: last, toByteOffset: count - 8, as: UInt64.self)
    }
}

extension Arena {
    /// An IP address read from its text; nil when it is none.
    package func keepAddress(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
        guard let address = NetworkAddress(text) else { return nil }
        guard let bytes = allocate(bytes: 16, alignment: 16) else {
            preconditionFailure("An event batch outgrew its arena of \(bytesMax) bytes")
        }
        bytes.storeBytes(of: address.high.bigEndian, as: UInt64.self)
        bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        return Value(kind: .ip, tag: address.family, bits: UInt64(UInt(bitPattern: bytes)))
    }
}

extension Value {
    /// A hash of an IP address; never 0.
    package var addressHash: UInt64 { NetworkAddress(self).entityHash }
}

extension NetworkAddress {
    /// A hash of the address; never 0.
    package var entityHash: UInt64 { Hash64.combine(high ^ UInt64(family), low) }
}
