/// Gives chunks of saved state, in order.
package protocol ChunkSource: AnyObject {
    /// The next chunk, sound and not empty, valid until the next is asked for; nil at the end, and
    /// where there is none that is sound.
    func nextChunk() -> UnsafeRawBufferPointer?
}

/// Reads what a ``StateWriter`` wrote. Once something is missing, every number is 0 and ``isGood``
/// stays false, so that a long reading is checked once a part.
package final class StateReader {
    private let source: any ChunkSource
    @usableFromInline var next: UnsafeRawPointer?
    @usableFromInline var left = 0
    /// Whether all that was asked for was there and made sense.
    package private(set) var isGood = true

    package init(from source: any ChunkSource) { self.source = source }

    @inlinable
    package func take<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
        let size = MemoryLayout<Number>.size
        guard left >= size, let place = next else {
            var number: Number = 0
            withUnsafeMutableBytes(of: &number) {
                take(into: $0.baseAddress.unsafelyUnwrapped, $0.count)
            }
            return number
        }
        let number = place.loadUnaligned(as: Number.self)
        next = place + size
        left -= size
        return number
    }

    /// Fills `count` bytes; with zeros where they are missing.
    package func take(into bytes: UnsafeMutableRawPointer, _ count: Int) {
        var place = bytes
        var wanted = count
        while wanted > 0 {
            if left == 0, !refill() {
                place.initializeMemory(as: UInt8.self, repeating: 0, count: wanted)
                return
            }
            let part = min(wanted, left)
            place.copyMemory(from: next.unsafelyUnwrapped, byteCount: part)
            place += part
            next = next.unsafelyUnwrapped + part
            left -= part
            wanted -= part
        }
    }

    /// A text of at most `bytesMax`.
    package func takeText(bytesMax: Int) -> String {
        let count = Int(take(UInt32.self))
        guard check(count <= bytesMax) else { return "" }
        return String(unsafeUninitializedCapacity: max(1, count)) {
            take(into: $0.baseAddress.unsafelyUnwrapped, count)
            return count
        }
    }

    /// Notes what does not make sense; false from then on.
    @discardableResult
    package func check(_ condition: Bool) -> Bool {
        if !condition { isGood = false }
        return isGood
    }

    private func refill() -> Bool {
        guard isGood, let chunk = source.nextChunk() else {
            isGood = false
            return false
        }
        next = chunk.baseAddress
        left = chunk.count
        return true
    }
}
