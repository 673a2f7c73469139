/// A growing byte buffer with the few writes that JSON and CSV need; no Foundation.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 4096) {
        bytes.reserveCapacity(capacity)
    }

    package var count: Int { bytes.count }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    @inlinable
    package mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(byte: UInt8) { bytes.append(byte) }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Forgets what was written behind the first `count` bytes.
    package mutating func truncate(to count: Int) { bytes.removeSubrange(count...) }

    package mutating func append(_ buffer: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: buffer)
    }

    package mutating func append(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(value.magnitude)
    }

    package mutating func append(_ value: UInt64) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { scratch in
            var index = scratch.count
            var rest = value
            repeat {
                index -= 1
                scratch[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(
                contentsOf: UnsafeRawBufferPointer(rebasing: scratch[index...]))
        }
    }

    /// The shortest text that reads back as the same number; whole numbers without `.0`.
    ///
    /// JSON has no NaN or infinity: they are written as null.
    package mutating func append(_ value: Double) {
        guard value.isFinite else { return append("null" as StaticString) }
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            return append(Int64(value))
        }
        append(value.description)
    }

    /// `text` as a JSON string, with quotes.
    package mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            append(UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscaped(byte)
            start = index + 1
        }
        append(UnsafeBufferPointer(rebasing: text[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: append("\\n" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0..<0x20:
            append("\\u00" as StaticString)
            bytes.append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 15
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default: bytes.append(byte)
        }
    }

    /// `text` as a cell of CSV (RFC 4180), in quotes only where they are needed.
    package mutating func appendCell(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D })
        else { return append(text) }
        append(byte: 0x22)
        for byte in text {
            if byte == 0x22 { append(byte: 0x22) }
            append(byte: byte)
        }
        append(byte: 0x22)
    }

    package mutating func appendCell(_ text: String) {
        var text = text
        text.withUTF8 { appendCell($0) }
    }

    /// The bytes as text; they must be UTF-8, as everything written here is.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
