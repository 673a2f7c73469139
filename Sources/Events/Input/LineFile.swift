package import Vocabulary

/// Lines of a file, plain, gzip or zstd, whatever is in them; empty ones are passed over.
package final class LineFile {
    private static let blockLines = 65_536

    package let path: String
    private let lines: LineReader
    private let room: UnsafeMutableRawBufferPointer

    /// - Throws: ``Fault`` when the file cannot be read.
    package init(path: String, limits: IntakeLimits = IntakeLimits()) throws {
        self.path = path
        lines = LineReader(source: try ByteSource(path: path), lineBytesMax: limits.lineBytesMax)
        room = .allocate(byteCount: limits.lineBytesMax, alignment: 64)
    }

    deinit { room.deallocate() }

    /// Calls `body` with every line, without its end, and its number, from 1. O(bytes).
    ///
    /// - Parameter refuse: called for a line that is too long, or torn.
    /// - Throws: what `body` throws, and ``Fault`` when the file cannot be read on.
    package func forEachLine(
        refuse: (DeadLetter) -> Void,
        _ body: (UnsafeBufferPointer<UInt8>, _ line: Int) throws -> Void
    ) throws {
        while let block = try lines.next(into: room, linesMax: LineFile.blockLines) {
            for letter in lines.takeDeadLetters() { refuse(letter) }
            let bytes = UnsafeBufferPointer(
                start: UnsafePointer(room.baseAddress!.assumingMemoryBound(to: UInt8.self)),
                count: block.byteCount)
            var line = block.firstLine
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if text.contains(where: { $0 > 0x20 }) { try body(text, line) }
                start = end + 1
                line += 1
            }
        }
        for letter in lines.takeDeadLetters() { refuse(letter) }
    }
}
