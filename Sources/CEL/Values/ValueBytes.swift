import CRegex
import Glibc

extension Value {
    /// Text whose bytes are immortal.
    static func literal(_ text: StaticString) -> Value {
        Value(
            kind: .string, aux: UInt32(text.utf8CodeUnitCount),
            bits: UInt64(UInt(bitPattern: text.utf8Start)))
    }

    @inline(__always) var address: UnsafePointer<UInt8> {
        UnsafePointer<UInt8>(bitPattern: UInt(bits)) ?? Self.nowhere
    }
    @inline(__always) var count: Int { Int(aux) }

    private static var nowhere: UnsafePointer<UInt8> { StaticString("").utf8Start }

    /// Copies the text out into a Swift string.
    package var text: String { String(decoding: asBytes, as: UTF8.self) }

    /// Whether two strings (or two byte strings) hold the same bytes.
    @inline(__always)
    func sameBytes(_ other: Value) -> Bool {
        guard aux == other.aux else { return false }
        if bits == other.bits { return true }
        return equalBytes(address, other.address, count)
    }

    /// Negative, zero or positive, by unsigned bytes, which is code point order for UTF-8.
    func comparedBytes(_ other: Value) -> Int {
        let order = memcmp(address, other.address, min(count, other.count))
        return order != 0 ? Int(order) : count - other.count
    }

    func hasPrefix(_ prefix: Value) -> Bool {
        count >= prefix.count && equalBytes(address, prefix.address, prefix.count)
    }

    func hasSuffix(_ suffix: Value) -> Bool {
        count >= suffix.count
            && equalBytes(address + (count - suffix.count), suffix.address, suffix.count)
    }

    /// The byte offset of the first occurrence at or after `start`, or nil. Linear.
    func firstOffset(of needle: Value, from start: Int = 0) -> Int? {
        if needle.count == 0 { return start <= count ? start : nil }
        guard start + needle.count <= count else { return nil }
        let found = cregex_find(address + start, count - start, needle.address, needle.count)
        return found.map { $0 - address }
    }

    /// The number of code points in a string. Linear.
    var codePointCount: Int {
        var total = 0
        for byte in UnsafeBufferPointer(start: address, count: count) where byte & 0xC0 != 0x80 {
            total += 1
        }
        return total
    }
}

/// Compares short texts without a call; eight bytes at a time.
@inline(__always)
func equalBytes(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let a = UnsafeRawPointer(one)
    let b = UnsafeRawPointer(other)
    if count >= 8 {
        if count > 64 { return memcmp(one, other, count) == 0 }
        var offset = 0
        while offset + 8 <= count {
            let x = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if x != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
            offset += 8
        }
        let last = count - 8
        return a.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            == b.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    }
    if count >= 4 {
        let last = count - 4
        return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
            && a.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                == b.loadUnaligned(fromByteOffset: last, as: UInt32.self)
    }
    for index in 0..<count where one[index] != other[index] { return false }
    return true
}
