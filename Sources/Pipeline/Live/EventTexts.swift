/// Texts of events side by side in one piece of memory, in order.
package struct EventTexts: Sendable {
    /// All texts, one behind the other.
    package private(set) var bytes: [UInt8] = []
    /// Where each text ends.
    package private(set) var ends: [Int] = []

    package init() {}

    /// One text.
    package init(_ text: [UInt8]) {
        bytes = text
        ends = [text.count]
    }

    package var count: Int { ends.count }
    package var isEmpty: Bool { ends.isEmpty }

    package mutating func reserve(bytes count: Int, texts: Int) {
        bytes.reserveCapacity(count)
        ends.reserveCapacity(texts)
    }

    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    package mutating func append(_ text: [UInt8]) {
        text.withUnsafeBufferPointer { append($0) }
    }

    /// Where a text stands in ``bytes``.
    package func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Calls `body` with one text.
    package func withText<Answer>(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
    ) rethrows -> Answer {
        let range = range(index)
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range]))
        }
    }

    /// One text, copied.
    package subscript(index: Int) -> [UInt8] { Array(bytes[range(index)]) }
}
