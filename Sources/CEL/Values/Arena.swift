/// Bump memory for the values of one evaluation: allocation is an addition, freeing is a reset.
///
/// Not thread-safe: one arena belongs to one evaluating thread. Blocks are kept across resets, so
/// a warmed-up arena no longer asks the system for memory.
package final class Arena {
    /// The most bytes the arena will hold before ``allocate(bytes:alignment:)`` refuses.
    package let bytesMax: Int
    private var blocks: [UnsafeMutableRawBufferPointer] = []
    private var current = 0
    private var bytesHeld: Int

    /// The free part of the current block. Behind a pointer, as reading a property that may change
    /// costs a run-time check of exclusive access, which is dear beside an addition.
    private struct Free {
        var cursor: UnsafeMutableRawPointer
        var end: UnsafeMutableRawPointer
    }
    private let free: UnsafeMutablePointer<Free>
    private let whole: Free

    /// - Parameters:
    ///   - blockBytes: the size of the first block; later ones double.
    ///   - bytesMax: the bound on all blocks together.
    package init(blockBytes: Int = 64 * 1024, bytesMax: Int = 256 * 1024 * 1024) {
        self.bytesMax = bytesMax
        let first = UnsafeMutableRawBufferPointer.allocate(byteCount: blockBytes, alignment: 16)
        blocks.append(first)
        let start = first.baseAddress.unsafelyUnwrapped
        free = .allocate(capacity: 1)
        whole = Free(cursor: start, end: start + first.count)
        free.initialize(to: whole)
        bytesHeld = blockBytes
    }

    deinit {
        for block in blocks { block.deallocate() }
        free.deallocate()
    }

    /// Forgets every value made since the last reset; their memory is reused. O(1).
    package func reset() {
        // `current` is brought back when the first block is next left.
        free.pointee = whole
    }

    /// Uninitialised memory valid until ``reset()``, or nil past `bytesMax`. Amortised O(1).
    @inline(__always)
    package func allocate(bytes: Int, alignment: Int = 16) -> UnsafeMutableRawPointer? {
        let aligned = free.pointee.cursor.alignedUp(toMultipleOf: alignment)
        if aligned + bytes <= free.pointee.end {
            free.pointee.cursor = aligned + bytes
            return aligned
        }
        return allocateInNextBlock(bytes: bytes)
    }

    @inline(never)
    private func allocateInNextBlock(bytes: Int) -> UnsafeMutableRawPointer? {
        if free.pointee.end == whole.end { current = 0 }
        while current + 1 < blocks.count {
            current += 1
            if blocks[current].count >= bytes {
                return begin(block: blocks[current], taking: bytes)
            }
        }
        let size = max(blocks[blocks.count - 1].count * 2, bytes + 16)
        guard bytesHeld + size <= bytesMax else { return nil }
        bytesHeld += size
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        blocks.append(block)
        current = blocks.count - 1
        return begin(block: block, taking: bytes)
    }

    private func begin(
        block: UnsafeMutableRawBufferPointer, taking bytes: Int
    ) -> UnsafeMutableRawPointer {
        let base = block.baseAddress.unsafelyUnwrapped
        free.pointee = Free(cursor: base + bytes, end: base + block.count)
        return base
    }
}
