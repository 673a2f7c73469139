import CZstd
import Foundation
import Synchronization
import Vocabulary

/// Compression of blocks.
enum Zstd {
    /// The quickest of the common levels: blocks are written once, under load, and seldom read.
    private static let level: Int32 = 1
    /// Bytes a block may have, so that a torn one cannot ask for any memory.
    private static let bytesMax = 1 << 30

    private struct Context: @unchecked Sendable {
        let pointer = ZSTD_createCCtx()
    }

    private static let context = Mutex(Context())

    static func compress(_ bytes: UnsafeRawBufferPointer) -> Data {
        var data = Data(count: ZSTD_compressBound(bytes.count))
        let count = data.withUnsafeMutableBytes { place in
            context.withLock { context in
                ZSTD_compressCCtx(
                    context.pointer, place.baseAddress, place.count, bytes.baseAddress,
                    bytes.count, level)
            }
        }
        precondition(ZSTD_isError(count) == 0, "zstd could not compress into its own bound")
        data.removeSubrange(count...)
        return data
    }

    /// - Throws: ``Fault`` `unavailable` when the bytes are no whole block.
    static func decompress(_ data: Data) throws -> [UInt8] {
        try data.withUnsafeBytes { bytes in
            let size = ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
            guard size <= UInt64(bytesMax) else { throw torn }
            return try [UInt8](unsafeUninitializedCapacity: Int(size)) { place, count in
                let written = ZSTD_decompress(
                    place.baseAddress, place.count, bytes.baseAddress, bytes.count)
                guard ZSTD_isError(written) == 0, written == place.count else { throw torn }
                count = written
            }
        }
    }

    static var torn: Fault {
        Fault(
            .unavailable, "A block of the store cannot be read.",
            fix: "Restore the store from a backup.")
    }
}
