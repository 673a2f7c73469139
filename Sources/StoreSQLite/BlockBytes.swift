import Toolbox

/// Writes numbers, little end first, and texts behind their lengths.
struct BlockWriter {
    private var writer: ByteWriter

    init(capacity: Int) {
        writer = ByteWriter(capacity: capacity)
    }

    /// Calls `body` with what was written.
    func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
        try writer.withBytes { try body(UnsafeRawBufferPointer($0)) }
    }

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) {
            writer.append($0.bindMemory(to: UInt8.self))
        }
    }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt32(text.count))
        writer.append(text)
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }
}

/// Reads what ``BlockWriter`` wrote.
struct BlockReader {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - offset >= size else { throw Zstd.torn }
        defer { offset += size }
        return bytes.withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
    }

    /// Where the next text stands.
    mutating func text() throws -> Range<Int> {
        let count = Int(try number(UInt32.self))
        guard bytes.count - offset >= count else { throw Zstd.torn }
        defer { offset += count }
        return offset..<offset + count
    }

    mutating func string() throws -> String {
        let range = try text()
        return String(decoding: bytes[range], as: UTF8.self)
    }
}
