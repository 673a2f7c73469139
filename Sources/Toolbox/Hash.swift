/// A 64-bit hash of bytes: wyhash's final mix (Wang Yi, 2019) over eight-byte words.
///
/// The same on every machine and run, so it may be stored. It is not keyed against an adversary
/// who can choose names; ``Hash128`` is used where a collision would lose an event.
package enum Hash64 {
    @usableFromInline static let prime0: UInt64 = 0xa076_1d64_78bd_642f
    @usableFromInline static let prime1: UInt64 = 0xe703_7ed1_a0b4_28db

    /// Multiplies to 128 bits and folds the halves.
    @inlinable
    package static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// Hash of `bytes`; never 0, so that 0 can mean an empty slot. O(bytes).
    @inlinable
    package static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return mix(seed, prime1) | 1 }
        var state = seed ^ prime0
        var offset = 0
        let count = bytes.count
        while offset + 8 <= count {
            state = mix(
                base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ prime1, state)
            offset += 8
        }
        let tail = tail(base, from: offset, count: count)
        let hash = mix(tail ^ prime0, mix(state ^ UInt64(truncatingIfNeeded: count), prime1))
        return hash == 0 ? 1 : hash
    }

    /// The last bytes, from `offset` on, as a big-endian number; fewer than eight.
    @inlinable @inline(__always)
    static func tail(_ base: UnsafeRawPointer, from offset: Int, count: Int) -> UInt64 {
        if count >= 8 {
            let last = UInt64(
                bigEndian: base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            return last & ((1 << UInt64((count - offset) * 8)) - 1)
        }
        var tail: UInt64 = 0
        for index in offset..<count {
            tail = tail << 8 | UInt64(base.load(fromByteOffset: index, as: UInt8.self))
        }
        return tail
    }

    /// Hash of the UTF-8 of `text`.
    package static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { of($0, seed: seed) }
    }

    /// Order-dependent combination of two hashes; never 0.
    @inlinable
    package static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let hash = mix(left ^ prime0, right ^ prime1)
        return hash == 0 ? 1 : hash
    }
}

/// A 128-bit identity: two independently seeded ``Hash64`` values.
package struct Hash128: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    @inlinable
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Identity of a pair of byte strings, such as (source, id).
    @inlinable
    package static func of(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
    ) -> Hash128 {
        Hash128(
            high: Hash64.combine(Hash64.of(first, seed: 17), Hash64.of(second, seed: 29)),
            low: Hash64.combine(Hash64.of(first, seed: 43), Hash64.of(second, seed: 61)))
    }

    /// Thirty-two lower-case hexadecimal digits.
    package var hexadecimal: String { hexadecimal(after: "") }

    /// The digits behind a prefix.
    package func hexadecimal(after prefix: StaticString) -> String {
        let start = prefix.utf8CodeUnitCount
        return String(unsafeUninitializedCapacity: start + 32) { text in
            for index in 0..<start { text[index] = prefix.utf8Start[index] }
            Hash128.write(high, to: text, at: start)
            Hash128.write(low, to: text, at: start + 16)
            return start + 32
        }
    }

    private static func write(
        _ word: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) {
        var rest = word
        for index in (start..<start + 16).reversed() {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            text[index] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            rest >>= 4
        }
    }
}
