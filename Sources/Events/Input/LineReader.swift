import Glibc
import Vocabulary

/// Cuts a ``ByteSource`` into blocks of whole lines, each at most so many lines and bytes.
///
/// A line over `lineBytesMax` is passed over and reported; the next one is read as usual.
final class LineReader {
    /// A block of whole lines, the last perhaps without a newline at the end of the input.
    struct Block {
        /// One-based number of the first line.
        var firstLine: Int
        var lineCount: Int
        var byteCount: Int
        var isLast: Bool
    }

    private let source: ByteSource
    private let lineBytesMax: Int
    /// Whether quotes hide newlines, as in CSV.
    private let isQuoted: Bool
    private var carry: UnsafeMutableRawBufferPointer
    private var carried = 0..<0
    private var nextLine = 1
    private var isAtEnd = false
    private var hasReportedEnd = false
    private(set) var deadLetters: [DeadLetter] = []

    init(source: ByteSource, lineBytesMax: Int, isQuoted: Bool = false) {
        self.source = source
        self.lineBytesMax = lineBytesMax
        self.isQuoted = isQuoted
        carry = .allocate(byteCount: max(lineBytesMax + 1, 1 << 20), alignment: 16)
    }

    deinit { carry.deallocate() }

    var consumed: Int { source.consumed }
    var sizeOnDisk: Int { source.sizeOnDisk }

    /// Dead letters met since the last call.
    func takeDeadLetters() -> [DeadLetter] {
        defer { deadLetters = [] }
        return deadLetters
    }

    /// Copies whole lines into `buffer`; nil when the input is at its end.
    func next(
        into buffer: UnsafeMutableRawBufferPointer, linesMax: Int
    ) throws -> Block? {
        var block = Block(firstLine: nextLine, lineCount: 0, byteCount: 0, isLast: false)
        while block.lineCount < linesMax {
            guard let line = try nextLineRange() else {
                block.isLast = true
                break
            }
            if block.lineCount == 0 { block.firstLine = nextLine }
            // A block's lines are consecutive: after a line was passed over, a new block begins.
            guard block.byteCount + line.count <= buffer.count,
                nextLine == block.firstLine + block.lineCount
            else { break }
            (buffer.baseAddress! + block.byteCount).copyMemory(
                from: carry.baseAddress! + line.lowerBound, byteCount: line.count)
            block.byteCount += line.count
            block.lineCount += 1
            carried = line.upperBound..<carried.upperBound
            nextLine += 1
        }
        return block.lineCount == 0 && block.isLast ? nil : block
    }

    /// The next whole line with its newline, reading on as needed; nil at the end.
    private func nextLineRange() throws -> Range<Int>? {
        var scanned = carried.lowerBound
        while true {
            if let newline = newline(in: scanned..<carried.upperBound) {
                return carried.lowerBound..<newline + 1
            }
            if carried.count > lineBytesMax {
                try skipLongLine()
                scanned = carried.lowerBound
                continue
            }
            // Quoted text is scanned again from its line's start, since quotes carry state.
            let seen = isQuoted ? 0 : carried.count
            if try !fill() {
                reportEnd()
                return carried.isEmpty ? nil : carried
            }
            scanned = carried.lowerBound + seen
        }
    }

    private func newline(in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        let start = carry.baseAddress! + range.lowerBound
        guard isQuoted else {
            guard let found = memchr(start, 0x0A, range.count) else { return nil }
            return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
        let text = UnsafeBufferPointer(
            start: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), count: range.count)
        return CSVCell.endOfRecord(in: text).map { range.lowerBound + $0 }
    }

    private func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        if carried.lowerBound > 0 {
            memmove(carry.baseAddress!, carry.baseAddress! + carried.lowerBound, carried.count)
            carried = 0..<carried.count
        }
        let room = UnsafeMutableRawBufferPointer(rebasing: carry[carried.upperBound...])
        let count = try source.read(into: room)
        carried = 0..<carried.upperBound + count
        isAtEnd = count == 0
        return count > 0
    }

    private func skipLongLine() throws {
        var bytes = carried.count
        carried = 0..<0
        while try fill() {
            if let found = memchr(carry.baseAddress!, 0x0A, carried.count) {
                let end = UnsafeRawPointer(found) - UnsafeRawPointer(carry.baseAddress!)
                bytes += end
                carried = end + 1..<carried.upperBound
                break
            }
            bytes += carried.count
            carried = 0..<0
        }
        deadLetters.append(
            DeadLetter(
                .tooLarge, input: source.path, line: nextLine,
                expected: "a line of at most \(lineBytesMax) bytes", found: "\(bytes) bytes"))
        nextLine += 1
    }

    private func reportEnd() {
        guard !hasReportedEnd else { return }
        hasReportedEnd = true
        switch source.end {
        case .whole: break
        case .cutShort:
            deadLetters.append(
                DeadLetter(
                    .truncatedInput, input: source.path, line: nextLine,
                    expected: "the end of the compressed stream",
                    found: "the end of the file; what came before was read"))
        case .corrupt(let why):
            deadLetters.append(
                DeadLetter(
                    .truncatedInput, input: source.path, line: nextLine,
                    expected: "intact compressed data", found: why))
        }
    }
}
