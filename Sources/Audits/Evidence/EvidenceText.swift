import Foundation
import Vocabulary

/// A file of lines of JSON that is being put together.
package struct EvidenceText: Sendable {
    package private(set) var bytes: [UInt8] = []
    package private(set) var lines = 0

    /// Bytes of all files of a bundle.
    package static let bytesMax = 512 * 1024 * 1024

    package init() {}

    /// - Parameter others: whose names are not told.
    /// - Throws: ``Fault`` `tooLarge`.
    package mutating func add(
        _ value: some Encodable, hiding others: Pseudonyms = Pseudonyms([])
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try add(json: others.hidden(in: Array(try encoder.encode(value))))
    }

    /// A value that is JSON already; its ends of lines, which JSON has between its parts only,
    /// become spaces.
    package mutating func add(json: some Sequence<UInt8>) throws {
        bytes += json.lazy.map { $0 == 10 || $0 == 13 ? 32 : $0 }
        bytes.append(10)
        lines += 1
        guard bytes.count <= Self.bytesMax else {
            throw Fault(
                .tooLarge, "The bundle would be larger than \(Self.bytesMax / 1_048_576) MiB.",
                fix: "Ask for a shorter period, or one account at a time.")
        }
    }
}
