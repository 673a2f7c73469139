/// A growing byte buffer with the few writes that JSON and CSV need; no Foundation.
///
/// A value like any other: a copy shares the memory until one of the two is written to.
package struct ByteWriter: @unchecked Sendable {
    /// Owns what a writer, or copies of it, have written.
    @usableFromInline
    final class Memory {
        @usableFromInline let base: UnsafeMutablePointer<UInt8>

        init(capacity: Int) { base = .allocate(capacity: capacity) }

        deinit { base.deallocate() }
    }

    @usableFromInline var memory: Memory
    /// Of the memory; here, so that writing does not go through the object.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline private(set) package var count = 0

    package init(capacity: Int = 4096) {
        self.capacity = max(16, capacity)
        memory = Memory(capacity: self.capacity)
        base = memory.base
    }

    /// What was written, copied.
    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// Calls `body` with what was written.
    package func withBytes<Answer>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
    ) rethrows -> Answer {
        try withExtendedLifetime(memory) {
            try body(UnsafeBufferPointer(start: base, count: count))
        }
    }

    package mutating func removeAll() { count = 0 }

    /// Where the next `bytes` go; they count as written.
    @inlinable
    mutating func extend(_ bytes: Int) -> UnsafeMutablePointer<UInt8> {
        let end = count + bytes
        if end > capacity || !isKnownUniquelyReferenced(&memory) { move(room: end) }
        defer { count = end }
        return base + count
    }

    @usableFromInline
    mutating func move(room: Int) {
        if room > capacity { capacity = room * 2 }
        let larger = Memory(capacity: capacity)
        larger.base.update(from: base, count: count)
        memory = larger
        base = larger.base
    }

    @inlinable
    package mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inlinable
    package mutating func append(byte: UInt8) { extend(1).pointee = byte }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Forgets what was written behind the first `count` bytes.
    package mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    @inlinable
    package mutating func append(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return }
        extend(buffer.count).update(from: base, count: buffer.count)
    }

    package mutating func append(_ value: Int64) {
        if value < 0 { append(byte: UInt8(ascii: "-")) }
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
            append(UnsafeBufferPointer(rebasing: scratch.bindMemory(to: UInt8.self)[index...]))
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
        if !appendShort(value) { append(value.description) }
    }

    /// Numbers with at most four digits behind the point, which most are. Of all texts with up to
    /// 15 digits only one reads back as a given number, so it is the shortest.
    private mutating func appendShort(_ value: Double) -> Bool {
        let size = abs(value)
        guard size < 1e10 else { return false }
        var scale: UInt64 = 10
        for _ in 0..<4 {
            let scaled = (size * Double(scale)).rounded()
            if scaled / Double(scale) == size {
                if value < 0 { append(byte: UInt8(ascii: "-")) }
                let digits = UInt64(scaled)
                append(digits / scale)
                // Leading zeros behind the point come from the one put in front of them.
                let start = count
                append(digits % scale + scale)
                base[start] = UInt8(ascii: ".")
                return true
            }
            scale *= 10
        }
        return false
    }

    /// `text` as a JSON string, with quotes.
    package mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        append(byte: UInt8(ascii: "\""))
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            append(UnsafeBufferPointer(rebasing: text[start..<index]))
            appendEscaped(byte)
            start = index + 1
        }
        append(UnsafeBufferPointer(rebasing: text[start...]))
        append(byte: UInt8(ascii: "\""))
    }

    package mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(byte: UInt8(ascii: "\\"))
            append(byte: byte)
        case 0x0A: append("\\n" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0..<0x20:
            append("\\u00" as StaticString)
            append(byte: byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 15
            append(byte: low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default: append(byte: byte)
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
    package var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
