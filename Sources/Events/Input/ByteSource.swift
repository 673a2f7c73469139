import CZlib
import CZstd
import Glibc
import Vocabulary

/// The bytes of a file, plain, gzip or zstd, told apart by their first bytes, never by name.
final class ByteSource {
    private enum Coding {
        case plain
        case gzip(UnsafeMutablePointer<z_stream>)
        case zstd(OpaquePointer)
    }

    /// How the bytes ended, once ``read(into:)`` has returned 0.
    enum End { case whole, cutShort, corrupt(String) }

    let path: String
    /// Bytes of the file as it lies on disk; 0 for a pipe.
    let sizeOnDisk: Int
    /// Bytes consumed so far, on disk; for progress.
    private(set) var consumed = 0
    private(set) var end = End.whole

    private let descriptor: Int32
    private var coding = Coding.plain
    private let input: UnsafeMutableRawBufferPointer
    private var pending = 0..<0
    private var isInsideFrame = false
    /// Whether the decoder took in more than it had room to give out.
    private var holdsOutput = false

    static let inputBytes = 1 << 18

    /// - Throws: ``Fault`` `notFound` when the file cannot be opened.
    init(path: String) throws {
        self.path = path
        descriptor = path == "-" ? 0 : open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw Fault(
                .notFound, "Cannot open \(path): \(String(cString: strerror(errno))).",
                fix: "Check the path and its permissions.")
        }
        var status = stat()
        sizeOnDisk = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        input = .allocate(byteCount: ByteSource.inputBytes, alignment: 16)
        try refill()
        coding = detect()
    }

    deinit {
        switch coding {
        case .plain: break
        case .gzip(let stream):
            inflateEnd(stream)
            stream.deallocate()
        case .zstd(let context): ZSTD_freeDCtx(context)
        }
        input.deallocate()
        if descriptor > 0 { close(descriptor) }
    }

    private func detect() -> Coding {
        let head = input[pending]
        if head.starts(with: [0x1F, 0x8B]) {
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            let status = inflateInit2_(
                stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            precondition(status == Z_OK, "zlib could not be initialised")
            isInsideFrame = true
            return .gzip(stream)
        }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]), let context = ZSTD_createDCtx() {
            isInsideFrame = true
            return .zstd(context)
        }
        return .plain
    }

    private func refill() throws {
        let count = Glibc.read(descriptor, input.baseAddress, input.count)
        guard count >= 0 else {
            throw Fault(.unavailable, "Cannot read \(path): \(String(cString: strerror(errno))).")
        }
        pending = 0..<count
        consumed += count
    }

    /// Fills `output` from the start and says how many bytes; 0 at the end, see ``end``.
    func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            if pending.isEmpty && !holdsOutput {
                try refill()
                if pending.isEmpty {
                    if isInsideFrame { end = .cutShort }
                    return 0
                }
            }
            let made = try decode(into: output)
            if made > 0 { return made }
            if case .corrupt = end { return 0 }
        }
    }

    private func decode(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        switch coding {
        case .plain:
            let count = min(output.count, pending.count)
            output.baseAddress?.copyMemory(
                from: input.baseAddress! + pending.lowerBound, byteCount: count)
            pending = pending.lowerBound + count..<pending.upperBound
            return count
        case .gzip(let stream): return inflateGzip(stream, into: output)
        case .zstd(let context): return inflateZstd(context, into: output)
        }
    }

    private func inflateGzip(
        _ stream: UnsafeMutablePointer<z_stream>, into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        if !isInsideFrame {
            inflateReset(stream)
            isInsideFrame = true
        }
        stream.pointee.next_in = (input.baseAddress! + pending.lowerBound)
            .assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(pending.count)
        stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, Z_NO_FLUSH)
        pending = pending.upperBound - Int(stream.pointee.avail_in)..<pending.upperBound
        if status == Z_STREAM_END {
            isInsideFrame = false
        } else if status != Z_OK && status != Z_BUF_ERROR {
            end = .corrupt("gzip data is damaged (zlib says \(status))")
            pending = 0..<0
        }
        return output.count - Int(stream.pointee.avail_out)
    }

    private func inflateZstd(
        _ context: OpaquePointer, into output: UnsafeMutableRawBufferPointer
    ) -> Int {
        var source = ZSTD_inBuffer(
            src: input.baseAddress! + pending.lowerBound, size: pending.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress!, size: output.count, pos: 0)
        let status = ZSTD_decompressStream(context, &target, &source)
        pending = pending.lowerBound + source.pos..<pending.upperBound
        if ZSTD_isError(status) != 0 {
            end = .corrupt("zstd data is damaged: \(String(cString: ZSTD_getErrorName(status)))")
            pending = 0..<0
            holdsOutput = false
        } else {
            isInsideFrame = status != 0
            holdsOutput = status != 0 && target.pos == target.size
        }
        return target.pos
    }
}
