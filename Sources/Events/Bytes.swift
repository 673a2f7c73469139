import CJSON

#if canImport(Glibc)
    import Glibc
#endif

extension UnsafeBufferPointer<UInt8> {
    /// Whether every byte is below 128. O(bytes), eight at a time.
    var isASCII: Bool {
        guard let base = UnsafeRawPointer(baseAddress) else { return true }
        var seen: UInt64 = 0
        var offset = 0
        while offset + 8 <= count {
            seen |= base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            seen |= UInt64(base.load(fromByteOffset: offset, as: UInt8.self))
            offset += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    func isEqual(to text: StaticString) -> Bool {
        guard let base = baseAddress else { return text.utf8CodeUnitCount == 0 }
        return count == text.utf8CodeUnitCount && memcmp(base, text.utf8Start, count) == 0
    }

    @inline(__always)
    func isEqual(to other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count, let base = baseAddress, let held = other.baseAddress else {
            return count == other.count
        }
        return memcmp(base, held, count) == 0
    }

    @inline(__always)
    func isEqual(to other: [UInt8]) -> Bool {
        guard count == other.count, let base = baseAddress else { return count == other.count }
        return other.withUnsafeBufferPointer { memcmp(base, $0.baseAddress!, count) == 0 }
    }
}

/// Bytes of the longest prefix of `text` that is UTF-8.
func validUTF8Prefix(of text: UnsafeBufferPointer<UInt8>) -> Int {
    if text.isASCII { return text.count }
    return assay_utf8_valid_prefix(text.baseAddress, text.count)
}
