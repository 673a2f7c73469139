/// Texts of events side by side in one piece of memory, in order.
package struct EventTexts: Sendable {
    /// All texts, one behind the other.
    package private(set) var bytes: [UInt8] = []
    /// Where each text ends, but the last: that is where all end.
    private var ends: [Int] = []
    package private(set) var count = 0

    package init() {}

    /// One text.
    package init(_ text: [UInt8]) {
        bytes = text
        count = 1
    }

    package var isEmpty: Bool { count == 0 }

    package mutating func reserve(bytes count: Int, texts: Int) {
        bytes.reserveCapacity(count)
        ends.reserveCapacity(texts)
    }

    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        if count > 0 { ends.append(bytes.count) }
        bytes.append(contentsOf: text)
        count += 1
    }

    package mutating func append(_ text: [UInt8]) {
        text.withUnsafeBufferPointer { append($0) }
    }

    /// Where a text stands in ``bytes``.
    package func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<(index + 1 == count ? bytes.count : ends[index])
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
