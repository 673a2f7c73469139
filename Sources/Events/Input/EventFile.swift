import CEL
import Glibc
package import Vocabulary

/// Checks that a file can be read, before work begins that would stop halfway at it.
///
/// - Throws: ``Fault`` `notFound` when it cannot, `invalid` when it is a folder.
package func checkReadable(_ path: String) throws {
    guard path != "-" else { return }
    guard access(path, R_OK) == 0 else {
        throw Fault(
            .notFound, "Cannot open \(path): \(String(cString: strerror(errno))).",
            fix: "Check the path and its permissions.")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
        throw Fault(.invalid, "\(path) is a folder.", fix: "Name the files in it.")
    }
}

/// Bytes of a file on disk; 0 when it has none or cannot be seen.
package func fileBytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// Reads an event log, NDJSON or mapped CSV, into batches.
///
/// Reading and parsing are two steps so that two threads can take turns: ``fill(_:)`` copies
/// text (sequential), ``EventFileParser`` makes rows of it (any thread).
package final class EventFile {
    package let path: String
    private let lines: LineReader
    /// How the columns of a CSV become fields; nil for NDJSON.
    package let mapping: CSVMapping?
    private var header: CSVHeader?

    /// - Throws: ``Fault`` when the file cannot be opened or the CSV has no header.
    package init(path: String, mapping: CSVMapping?, limits: IntakeLimits) throws {
        self.path = path
        self.mapping = mapping
        lines = LineReader(
            source: try ByteSource(path: path), lineBytesMax: limits.lineBytesMax,
            isQuoted: mapping != nil)
    }

    /// Bytes on disk that have been read; for progress.
    package var bytesRead: Int { lines.consumed }

    /// Copies the next lines into `text`; false at the end of the file.
    package func fill(_ text: EventText) throws -> Bool {
        if let mapping, header == nil { header = try readHeader(mapping, text) }
        text.header = header
        guard let block = try lines.next(into: text.memory, linesMax: text.linesMax) else {
            text.clear(path: path, deadLetters: lines.takeDeadLetters())
            return false
        }
        text.set(path: path, block: block, deadLetters: lines.takeDeadLetters())
        return true
    }

    private func readHeader(_ mapping: CSVMapping, _ text: EventText) throws -> CSVHeader {
        guard let block = try lines.next(into: text.memory, linesMax: 1) else {
            throw Fault(.invalid, "\(path) is empty.", fix: "A CSV starts with a header line.")
        }
        var bytes = UnsafeBufferPointer(
            rebasing: UnsafeRawBufferPointer(text.memory).bindMemory(to: UInt8.self)[
                ..<block.byteCount])
        // Spreadsheets begin a file with a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = .init(rebasing: bytes.dropFirst(3)) }
        return try CSVHeader(line: bytes, mapping: mapping, path: path)
    }
}

/// The text of a batch: whole lines in padded memory that the batch's rows point into.
package final class EventText: @unchecked Sendable {
    let memory: UnsafeMutableRawBufferPointer
    let linesMax: Int
    private let whole: UnsafeMutableRawBufferPointer
    package private(set) var path = ""
    private(set) var firstLine = 1
    private(set) var byteCount = 0
    private(set) var deadLetters: [DeadLetter] = []
    var header: CSVHeader?

    package init(limits: IntakeLimits) {
        let bytes = max(limits.batchBytesMax, limits.lineBytesMax)
        whole = .allocate(byteCount: bytes + EventParser.padding, alignment: 64)
        memory = UnsafeMutableRawBufferPointer(rebasing: whole[..<bytes])
        linesMax = limits.batchEventsMax
    }

    deinit { whole.deallocate() }

    func set(path: String, block: LineReader.Block, deadLetters: [DeadLetter]) {
        self.path = path
        self.deadLetters = deadLetters
        firstLine = block.firstLine
        byteCount = block.byteCount
    }

    /// Whether the lines are records of a CSV rather than JSON.
    package var isCSV: Bool { header != nil }

    /// Whether reading met something that could not become an event.
    package var hasDeadLetters: Bool { !deadLetters.isEmpty }

    func clear(path: String, deadLetters: [DeadLetter]) {
        self.path = path
        self.deadLetters = deadLetters
        byteCount = 0
    }

    /// Makes rows of the text; blank lines are passed over.
    package func parse(with parser: EventParser, into batch: EventBatch) {
        batch.input = path
        batch.deadLetters.append(contentsOf: deadLetters)
        guard byteCount > 0 else { return }
        let base = memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var start = 0
        var line = firstLine
        while start < byteCount {
            let stop = end(ofLineAt: start, base)
            var length = stop - start
            while length > 0, base[start + length - 1] <= 0x20 { length -= 1 }
            if length > 0 {
                let text = UnsafeBufferPointer(start: UnsafePointer(base + start), count: length)
                if let header {
                    parser.parse(csv: text, header: header, line: line, into: batch)
                } else {
                    parser.parse(text, line: line, into: batch)
                }
            }
            start = stop + 1
            line += 1
        }
    }

    private func end(ofLineAt start: Int, _ base: UnsafeMutablePointer<UInt8>) -> Int {
        guard header != nil else {
            guard let found = memchr(base + start, 0x0A, byteCount - start) else {
                return byteCount
            }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
        let rest = UnsafeBufferPointer(
            start: UnsafePointer(base + start), count: byteCount - start)
        return CSVCell.endOfRecord(in: rest).map { start + $0 } ?? byteCount
    }
}
