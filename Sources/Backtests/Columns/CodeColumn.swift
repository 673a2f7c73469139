import Foundation
import Toolbox
import Vocabulary

/// One of at most 256 words a row: what a rule came to, or the segment an event is of.
final class CodeColumn: @unchecked Sendable {
    let codes: UnsafeMutablePointer<UInt8>
    let count: Int
    /// By code.
    let words: [String]
    static let wordsMax = 256
    private static let chunkRows = 1 << 20

    /// All rows begin with the first word.
    init(count: Int, words: [String]) {
        precondition(words.count <= CodeColumn.wordsMax)
        (self.count, self.words) = (count, words)
        codes = .allocate(capacity: max(1, count))
        codes.initialize(repeating: 0, count: max(1, count))
    }

    deinit { codes.deallocate() }

    /// Reads what ``write(to:)`` wrote; nil without a file that is whole. O(rows).
    init?(path: String, count: Int) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        else { return nil }
        let made = data.withUnsafeBytes {
            bytes -> (UnsafeMutablePointer<UInt8>, [String])? in
            var start = 0
            func number() -> Int? {
                guard start + 4 <= bytes.count else { return nil }
                defer { start += 4 }
                return Int(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            }
            guard number() == count, let wordCount = number(), wordCount <= CodeColumn.wordsMax
            else { return nil }
            var words: [String] = []
            for _ in 0..<wordCount {
                guard let length = number(), start + length <= bytes.count else { return nil }
                words.append(
                    String(
                        decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]),
                        as: UTF8.self))
                start += length
            }
            let codes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
            var row = 0
            while row < count {
                let rows = min(CodeColumn.chunkRows, count - row)
                guard let packed = number(), start + packed <= bytes.count,
                    Zstd.unpack(
                        UnsafeRawBufferPointer(rebasing: bytes[start..<start + packed]),
                        into: UnsafeMutableRawBufferPointer(start: codes + row, count: rows))
                else {
                    codes.deallocate()
                    return nil
                }
                start += packed
                row += rows
            }
            return (codes, words)
        }
        guard let made else { return nil }
        (codes, words) = made
        self.count = count
    }

    /// Keeps it; the file appears whole.
    func write(to path: String) throws {
        var bytes: [UInt8] = []
        func put(_ number: Int) {
            withUnsafeBytes(of: UInt32(number)) { bytes.append(contentsOf: $0) }
        }
        put(count)
        put(words.count)
        for word in words {
            put(word.utf8.count)
            bytes.append(contentsOf: word.utf8)
        }
        var row = 0
        while row < count {
            let rows = min(CodeColumn.chunkRows, count - row)
            var packed: [UInt8] = []
            _ = Zstd.pack(
                UnsafeRawBufferPointer(start: codes + row, count: rows), into: &packed)
            put(packed.count)
            bytes.append(contentsOf: packed)
            row += rows
        }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Fault(
                .unavailable, "Cannot write \(path).", fix: "Make room on the disk and run again.")
        }
    }
}
