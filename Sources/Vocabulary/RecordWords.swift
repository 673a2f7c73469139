package import Toolbox

/// Texts that the records of one pack have in common, so that a record can be kept small.
///
/// In a packed record such a text, a *word*, stands as two bytes: 0xF8 + place / 256, which no
/// UTF-8 has, and place mod 256. Words beyond ``wordsMax`` are written out.
package final class RecordWords: Sendable {
    package let words: [[UInt8]]
    /// Of all words, to find them by.
    package let digest: Int64
    /// All words, one behind the other, and where each begins and ends.
    private let joined: [UInt8]
    private let bounds: [Int]

    /// Words that can be named by two bytes.
    package static let wordsMax = 8 * 256
    private static let mark: UInt8 = 0xF8

    package init(_ words: [[UInt8]]) {
        self.words = words
        joined = words.flatMap { $0 }
        var hash = Hash64.of("words")
        var bounds = [0]
        for word in words {
            hash = Hash64.combine(hash, word.withUnsafeBufferPointer { Hash64.of($0) })
            bounds.append(bounds[bounds.count - 1] + word.count)
        }
        self.bounds = bounds
        digest = Int64(bitPattern: hash)
    }

    /// For records that were never packed.
    package static let none = RecordWords([])

    /// Appends one word, packed.
    @inline(__always)
    package static func pack(_ place: Int, to writer: inout ByteWriter) {
        writer.append(byte: mark + UInt8(truncatingIfNeeded: place >> 8))
        writer.append(byte: UInt8(truncatingIfNeeded: place))
    }

    /// Appends a record with every word written out.
    ///
    /// - Returns: false when it names a word that is not here.
    @discardableResult
    package func expand(
        _ packed: UnsafeBufferPointer<UInt8>, to writer: inout ByteWriter
    ) -> Bool {
        joined.withUnsafeBufferPointer { joined in
            bounds.withUnsafeBufferPointer { bounds in
                RecordWords.expand(packed, joined, bounds, to: &writer)
            }
        }
    }

    private static func expand(
        _ packed: UnsafeBufferPointer<UInt8>, _ joined: UnsafeBufferPointer<UInt8>,
        _ bounds: UnsafeBufferPointer<Int>, to writer: inout ByteWriter
    ) -> Bool {
        var start = 0
        var index = 0
        while index < packed.count {
            guard packed[index] >= mark else {
                index += 1
                continue
            }
            guard index + 1 < packed.count else { return false }
            let place = Int(packed[index] - mark) << 8 | Int(packed[index + 1])
            guard place + 1 < bounds.count else { return false }
            writer.append(UnsafeBufferPointer(rebasing: packed[start..<index]))
            writer.append(UnsafeBufferPointer(rebasing: joined[bounds[place]..<bounds[place + 1]]))
            index += 2
            start = index
        }
        writer.append(UnsafeBufferPointer(rebasing: packed[start...]))
        return true
    }
}

/// A record, packed or not; equal when the text is.
package struct RecordText: Sendable, Hashable {
    /// Bytes that many records share.
    private let bytes: [UInt8]
    private let range: Range<Int>
    package let words: RecordWords

    /// - Parameter range: where in `bytes` the record stands.
    package init(packed bytes: [UInt8], _ range: Range<Int>, words: RecordWords) {
        self.bytes = bytes
        self.range = range
        self.words = words
    }

    package init(_ text: String) {
        self.init(packed: Array(text.utf8), 0..<text.utf8.count, words: .none)
    }

    /// The record, written out.
    package var text: String {
        var writer = ByteWriter(capacity: range.count * 6)
        write(to: &writer)
        return writer.text
    }

    /// Appends the record, written out.
    package func write(to writer: inout ByteWriter) {
        withPacked { _ = words.expand($0, to: &writer) }
    }

    /// Calls `body` with the record as it is kept.
    package func withPacked<Answer>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
    ) rethrows -> Answer {
        try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    package static func == (left: RecordText, right: RecordText) -> Bool {
        left.text == right.text
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
