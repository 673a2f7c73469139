import Glibc
import Pipeline
import Vocabulary

/// The events of one body, with where each stood in it.
struct SplitEvents: Sendable {
    private(set) var texts = EventTexts()
    /// Of a batch, one-based: element of the array, or line.
    private(set) var lines: [Int] = []

    init() {}

    /// A body that is one event.
    init(one text: UnsafeBufferPointer<UInt8>) { texts.append(text) }

    mutating func reserve(bytes: Int) { texts.reserve(bytes: bytes, texts: 0) }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
        texts.append(text)
        lines.append(line)
    }
}

/// Cuts a batch into the texts of its events; what is in them is the parser's to judge.
struct EventSplitter {
    /// Events a batch may have.
    let eventsMax: Int
    /// What a batch is made of, as errors call it.
    var item = "event"

    /// The elements of a JSON array.
    ///
    /// - Throws: ``Fault`` `invalid` when it is no array, `tooLarge` for too many elements.
    func elements(of bytes: UnsafeBufferPointer<UInt8>) throws -> SplitEvents {
        var scanner = ArrayScanner(bytes: bytes, item: item)
        var events = SplitEvents()
        events.reserve(bytes: bytes.count)
        try scanner.open()
        while let element = try scanner.next() {
            try append(element, line: events.lines.count + 1, to: &events)
        }
        return events
    }

    /// The lines of NDJSON; empty ones are passed over but counted.
    ///
    /// - Throws: ``Fault`` `tooLarge` for too many lines.
    func lines(of bytes: UnsafeBufferPointer<UInt8>) throws -> SplitEvents {
        var events = SplitEvents()
        events.reserve(bytes: bytes.count)
        var line = 0
        var start = 0
        while start < bytes.count {
            line += 1
            let end = EventSplitter.lineEnd(in: bytes, from: start)
            let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if !text.allSatisfy(\.isJSONSpace) { try append(text, line: line, to: &events) }
            start = end + 1
        }
        return events
    }

    private func append(
        _ text: UnsafeBufferPointer<UInt8>, line: Int, to events: inout SplitEvents
    ) throws {
        guard events.lines.count < eventsMax else {
            throw Fault(
                .tooLarge, "A batch has at most \(eventsMax) \(item)s.", fix: "Send several.")
        }
        events.append(text, line: line)
    }

    private static func lineEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress,
            let end = memchr(base + start, 0x0A, bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(end) - UnsafeRawPointer(base)
    }
}

/// Finds where the elements of a JSON array begin and end; knows strings, escapes and nesting.
private struct ArrayScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let item: String
    private var index = 0
    private var isFirst = true

    init(bytes: UnsafeBufferPointer<UInt8>, item: String) {
        (self.bytes, self.item) = (bytes, item)
    }

    mutating func open() throws {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else {
            throw fault("a `[`")
        }
        index += 1
    }

    /// The next element; nil at the array's end.
    mutating func next() throws -> UnsafeBufferPointer<UInt8>? {
        skipSpace()
        guard index < bytes.count else { throw fault("a `]`") }
        if bytes[index] == UInt8(ascii: "]") {
            index += 1
            skipSpace()
            guard index == bytes.count else { throw fault("nothing more") }
            return nil
        }
        if !isFirst {
            guard bytes[index] == UInt8(ascii: ",") else { throw fault("a `,` or `]`") }
            index += 1
            skipSpace()
        }
        isFirst = false
        let start = index
        try skipElement()
        guard index > start else { throw fault("the next \(item)") }
        return UnsafeBufferPointer(rebasing: bytes[start..<index])
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index].isJSONSpace { index += 1 }
    }

    /// Stops at the comma or bracket that ends an element.
    private mutating func skipElement() throws {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return
            default: break
            }
            index += 1
        }
        throw fault("the end of the \(item)")
    }

    /// Stops at the closing quote.
    private mutating func skipString() throws {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { throw fault("a closing quote") }
    }

    private func fault(_ expected: String) -> Fault {
        Fault(
            .invalid, "The batch is no JSON array: \(expected) is missing at byte \(index + 1).",
            fix: "Send `[\(item), …]`, or one \(item) a line as application/x-ndjson.")
    }
}

extension UInt8 {
    /// Space as JSON knows it.
    fileprivate var isJSONSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
    }
}
