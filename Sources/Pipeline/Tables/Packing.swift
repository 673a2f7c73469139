import CZlib
import CZstd

/// How a file's bytes are packed, told by the end of its name.
package enum Packing: Sendable {
    case plain, gzip, zstd

    /// Levels at which both keep up with the walk.
    private static let gzipLevel: Int32 = 3
    private static let zstdLevel: Int32 = 3

    /// By `.gz` and `.zst` at the end of a name.
    package init(name: String) {
        self = name.hasSuffix(".gz") ? .gzip : name.hasSuffix(".zst") ? .zstd : .plain
    }

    /// The name without what says how it is packed.
    package static func plainName(_ name: String) -> Substring {
        switch Packing(name: name) {
        case .plain: name[...]
        case .gzip: name.dropLast(3)
        case .zstd: name.dropLast(4)
        }
    }

    /// The bytes as one member (gzip) or frame (zstd): several behind each other are one file.
    /// O(bytes).
    package func pack(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .plain: bytes
        case .gzip: Packing.gzip(bytes)
        case .zstd: Packing.zstd(bytes)
        }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window, and 16 more to ask for a gzip member.
        var status = deflateInit2_(
            &stream, gzipLevel, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib could not be initialised")
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: room) { place, count in
            bytes.withUnsafeBufferPointer { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = place.baseAddress
                stream.avail_out = UInt32(room)
                status = deflate(&stream, Z_FINISH)
            }
            precondition(status == Z_STREAM_END, "zlib could not pack into its own bound")
            count = room - Int(stream.avail_out)
        }
    }

    private static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        let room = ZSTD_compressBound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: room) { place, count in
            let size = ZSTD_compress(
                place.baseAddress, room, bytes, bytes.count, zstdLevel)
            precondition(ZSTD_isError(size) == 0, "zstd could not pack into its own bound")
            count = size
        }
    }
}
