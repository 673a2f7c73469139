import CJSON

#if canImport(Glibc)
    import Glibc
#endif

extension UnsafeBufferPointer<UInt8> {
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
    assay_utf8_valid_prefix(text.baseAddress, text.count)
}
