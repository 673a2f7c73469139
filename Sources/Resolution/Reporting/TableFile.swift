import Glibc
package import Toolbox
import Vocabulary

/// A file that is written in pieces beside its place, and put there when it is whole.
package struct TableFile: ~Copyable {
    private static let pieceBytes = 1 << 20

    private let path: String
    private let descriptor: Int32
    package var writer = ByteWriter(capacity: TableFile.pieceBytes + 65_536)

    /// - Throws: ``Fault`` `unavailable` where the file cannot be made.
    package init(path: String) throws {
        self.path = path
        descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw TableFile.fault("make", path) }
    }

    deinit { close(descriptor) }

    /// To be called behind each row: writes what was gathered once it is a megabyte.
    package mutating func endRow() throws {
        writer.append(byte: 0x0A)
        if writer.count >= TableFile.pieceBytes { try flush() }
    }

    /// Puts the file in its place.
    package mutating func finish() throws {
        try flush()
        guard fsync(descriptor) == 0, rename(path + ".new", path) == 0 else {
            throw TableFile.fault("finish", path)
        }
    }

    private mutating func flush() throws {
        let isWritten = writer.withBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count <= 0 { return false }
                done += count
            }
            return true
        }
        guard isWritten else { throw TableFile.fault("write", path) }
        writer.removeAll()
    }

    private static func fault(_ verb: String, _ path: String) -> Fault {
        Fault(
            .unavailable, "Cannot \(verb) \(path): \(String(cString: strerror(errno))).",
            fix: "Choose another folder with --out, or make room there.")
    }

    /// Writes a whole file.
    package static func write(_ text: String, to path: String) throws {
        var file = try TableFile(path: path)
        file.writer.append(text)
        try file.finish()
    }
}
