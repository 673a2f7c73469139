import Glibc
import Toolbox
import Vocabulary

// The file: a magic number, then chunks, each as its length, its bytes and a hash that continues
// the one before it; then a length of 0 and a hash that continues the last by the number of all
// bytes. So no byte is used before it is known to be sound, and a torn file has no end.

/// Writes a snapshot's file.
///
/// Its methods throw ``Fault`` `unavailable` when the disk does not take it.
final class SnapshotOutput {
    private let path: String
    private let descriptor: Int32
    private var hash = SnapshotHeader.magic
    /// Bytes from the start that the disk was waited for.
    private var written = 0
    /// Of the whole file.
    private(set) var bytes = 0

    /// Bytes handed over before the disk is waited for, so that a commit never finds much to wait
    /// for. They need not be durable yet; that would make the disk empty its own cache each time.
    private static let unwrittenMax = 4 << 20

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SnapshotOutput.fault(path) }
        try write(SnapshotHeader.magic)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ chunk: UnsafeRawBufferPointer) throws {
        hash = Hash64.of(chunk.bindMemory(to: UInt8.self), seed: hash)
        try write(UInt32(chunk.count))
        try writeAll(chunk)
        try write(hash)
        guard bytes - written >= SnapshotOutput.unwrittenMax else { return }
        writeBack(descriptor: descriptor, written..<bytes)
        written = bytes
    }

    /// Ends the file; when it returns the disk has all of it.
    func finish() throws {
        try write(UInt32(0))
        try write(Hash64.mix(hash, UInt64(bytes)))
        guard fsync(descriptor) == 0 else { throw SnapshotOutput.fault(path) }
    }

    private func write<Number: FixedWidthInteger>(_ number: Number) throws {
        try withUnsafeBytes(of: number) { try writeAll($0) }
    }

    private func writeAll(_ part: UnsafeRawBufferPointer) throws {
        var rest = part
        while rest.count > 0 {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SnapshotOutput.fault(path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        bytes += part.count
    }

    /// Puts a finished file in the place of another, for good.
    static func publish(_ path: String, as final: String) throws {
        guard rename(path, final) == 0 else { throw fault(final) }
        let slash = final.lastIndex(of: "/")
        let folder = slash.map { String(final[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(folder) }
    }

    private static func fault(_ path: String) -> Fault {
        Fault(
            .unavailable, "Cannot write \(path): \(String(cString: strerror(errno))).",
            fix: "See that there is room, and the right to write beside the store.")
    }
}

/// Reads a snapshot's file; no byte of a chunk is handed out that its hash does not vouch for.
final class SnapshotInput: ChunkSource {
    private let descriptor: Int32
    private let chunk: UnsafeMutableRawPointer
    private var hash = SnapshotHeader.magic
    private(set) var bytes = 0
    /// Whether the end was reached, and is as it should be.
    private(set) var wasSound = false

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Nil when there is no such file, or it is no snapshot of any layout.
    ///
    /// - Throws: ``Fault`` `unavailable` when there is one that cannot be opened: it may be what
    ///   forgotten events left behind.
    init?(path: String) throws {
        chunk = .allocate(byteCount: StateChunk.capacity, alignment: 16)
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno != ENOENT {
            throw Fault(
                .unavailable, "Cannot read \(path): \(String(cString: strerror(errno))).",
                fix: "See that the service may read beside the store.")
        }
        guard descriptor >= 0, read(UInt64.self) == SnapshotHeader.magic else { return nil }
    }

    /// Puts a file that is of no use out of the way of the next snapshot.
    static func putAside(_ path: String) { rename(path, path + ".old") }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        chunk.deallocate()
    }

    func nextChunk() -> UnsafeRawBufferPointer? {
        guard let count = read(UInt32.self) else { return nil }
        if count == 0 {
            let expected = Hash64.mix(hash, UInt64(bytes))
            wasSound = read(UInt64.self) == expected && read(UInt8.self) == nil
            return nil
        }
        guard count <= StateChunk.capacity,
            readAll(UnsafeMutableRawBufferPointer(start: chunk, count: Int(count)))
        else { return nil }
        let found = UnsafeRawBufferPointer(start: chunk, count: Int(count))
        let expected = Hash64.of(found.bindMemory(to: UInt8.self), seed: hash)
        guard read(UInt64.self) == expected else { return nil }
        hash = expected
        return found
    }

    /// Whether the file ends here as it should.
    func isAtEnd() -> Bool { nextChunk() == nil && wasSound }

    private func read<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        var number: Number = 0
        return withUnsafeMutableBytes(of: &number) { readAll($0) } ? number : nil
    }

    private func readAll(_ part: UnsafeMutableRawBufferPointer) -> Bool {
        var rest = part
        while rest.count > 0 {
            let count = Glibc.read(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }
        bytes += part.count
        return true
    }
}
