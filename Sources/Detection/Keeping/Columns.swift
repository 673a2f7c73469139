import Foundation
import Toolbox
import Vocabulary

/// Writes columns of plain values to a file, each behind its count, all of them behind a hash.
struct ColumnWriter {
    private var bytes = Data()

    mutating func put<Element: BitwiseCopyable>(_ column: [Element]) {
        withUnsafeBytes(of: UInt64(column.count)) { bytes.append(contentsOf: $0) }
        column.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ names: Names) {
        put(names.bytes)
        put(names.ends)
    }

    /// The file appears whole: it is written beside and then renamed.
    ///
    /// - Throws: ``Fault`` `unavailable` when it cannot be written.
    func write(to path: String) throws {
        var all = Data(capacity: bytes.count + 8)
        withUnsafeBytes(of: hash(of: bytes)) { all.append(contentsOf: $0) }
        all.append(bytes)
        do {
            try all.write(to: URL(fileURLWithPath: path + ".partial"))
            guard rename(path + ".partial", path) == 0 else { throw POSIXError(.EIO) }
        } catch {
            throw Fault(
                .unavailable, "Cannot write \(path): \(error.localizedDescription)",
                fix: "Choose a folder you may write to, with room on its disk.")
        }
    }
}

/// Reads what ``ColumnWriter`` wrote.
struct ColumnReader {
    private let bytes: Data
    private var place = 8

    /// Nil where there is no such file, or not all of it is as it was written.
    init?(path: String) {
        guard let read = try? Data(contentsOf: URL(fileURLWithPath: path)), read.count >= 8 else {
            return nil
        }
        bytes = read
        let told = read.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        guard told == hash(of: read.dropFirst(8)) else { return nil }
    }

    mutating func column<Element: BitwiseCopyable>(_ type: Element.Type = Element.self) -> [Element]
    {
        let count = bytes.withUnsafeBytes {
            Int($0.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        let size = count * MemoryLayout<Element>.stride
        precondition(place + 8 + size <= bytes.count, "the hash vouches for the columns")
        let column = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.copyBytes(
                to: UnsafeMutableRawBufferPointer(buffer), from: place + 8..<place + 8 + size)
            filled = count
        }
        place += 8 + size
        return column
    }

    mutating func names() -> Names {
        let bytes = column(UInt8.self)
        return Names(bytes: bytes, ends: column(Int.self))
    }
}

private func hash(of data: Data) -> UInt64 {
    data.withUnsafeBytes { Hash64.of($0.bindMemory(to: UInt8.self)) }
}
