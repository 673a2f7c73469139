import CZstd
import Vocabulary

/// Compression of blocks of columns.
enum Zstd {
    /// Quick to write; the columns are read far more often than they are written.
    private static let level: Int32 = 1

    /// Appends the packed bytes; how many there are.
    static func pack(_ bytes: UnsafeRawBufferPointer, into packed: inout [UInt8]) -> Int {
        let start = packed.count
        let room = ZSTD_compressBound(bytes.count)
        packed.append(contentsOf: repeatElement(0, count: room))
        let size = packed.withUnsafeMutableBytes { place in
            ZSTD_compress(
                place.baseAddress.map { $0 + start }, room, bytes.baseAddress, bytes.count, level)
        }
        precondition(ZSTD_isError(size) == 0, "zstd could not pack into its own bound")
        packed.removeLast(room - size)
        return size
    }

    /// Whether the bytes unpacked to exactly the room there is.
    static func unpack(
        _ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let size = ZSTD_decompress(
            room.baseAddress, room.count, packed.baseAddress, packed.count)
        return ZSTD_isError(size) == 0 && size == room.count
    }
}
