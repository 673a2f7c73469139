/// A piece of memory that saved state is written to.
package final class StateChunk: @unchecked Sendable {
    package let base: UnsafeMutableRawPointer
    /// Bytes that are filled.
    package fileprivate(set) var count = 0

    /// Bytes a chunk holds.
    package static let capacity = 1 << 20

    package init() { base = .allocate(byteCount: StateChunk.capacity, alignment: 16) }

    deinit { base.deallocate() }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}

/// Takes full chunks, in order.
package protocol ChunkSink: AnyObject {
    /// Takes a chunk, and gives one that may be filled next.
    func exchange(_ full: StateChunk) -> StateChunk
}

/// Writes state as plain bytes into chunks of ``StateChunk/capacity``; a value may stand across
/// two. Numbers are in the order of bytes of the machine. Writing n bytes is O(n).
package final class StateWriter {
    private let sink: any ChunkSink
    private var chunk = StateChunk()
    @usableFromInline var next: UnsafeMutableRawPointer
    @usableFromInline var left: Int
    private var handedOn = 0

    package init(to sink: any ChunkSink) {
        self.sink = sink
        next = chunk.base
        left = StateChunk.capacity
    }

    /// Bytes written so far.
    package var count: Int { handedOn + StateChunk.capacity - left }

    @inlinable
    package func put<Number: FixedWidthInteger>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        guard left >= size else {
            return withUnsafeBytes(of: number) { put($0.baseAddress.unsafelyUnwrapped, $0.count) }
        }
        next.storeBytes(of: number, as: Number.self)
        next += size
        left -= size
    }

    package func put(_ bytes: UnsafeRawPointer, _ count: Int) {
        var bytes = bytes
        var count = count
        while count > left {
            next.copyMemory(from: bytes, byteCount: left)
            bytes += left
            count -= left
            next += left
            left = 0
            handOn()
        }
        guard count > 0 else { return }
        next.copyMemory(from: bytes, byteCount: count)
        next += count
        left -= count
    }

    /// A text, with its length before it.
    package func put(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            put(UInt32(bytes.count))
            if let base = bytes.baseAddress { put(base, bytes.count) }
        }
    }

    /// Hands on what is written, however little.
    package func handOn() {
        chunk.count = StateChunk.capacity - left
        guard chunk.count > 0 else { return }
        handedOn += chunk.count
        chunk = sink.exchange(chunk)
        chunk.count = 0
        next = chunk.base
        left = StateChunk.capacity
    }
}
