package import Pipeline
package import Toolbox

/// Saved state in memory, for tests.
package final class StateBytes: ChunkSink, ChunkSource {
    package private(set) var bytes: [UInt8] = []
    private var place = 0
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 7919, alignment: 16)

    package init(_ bytes: some Sequence<UInt8> = []) { self.bytes = Array(bytes) }

    deinit { memory.deallocate() }

    package func exchange(_ full: StateChunk) -> StateChunk {
        bytes.append(contentsOf: full.bytes)
        return full
    }

    /// Chunks of a size of its own, so that everything stands across two somewhere.
    package func nextChunk() -> UnsafeRawBufferPointer? {
        let count = min(memory.count, bytes.count - place)
        guard count > 0 else { return nil }
        memory.copyBytes(from: bytes[place..<place + count])
        place += count
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    /// All that an evaluator remembers, as it is now.
    package static func of(_ evaluator: Evaluator) -> StateBytes {
        let state = StateBytes()
        let writer = StateWriter(to: state)
        evaluator.beginSaving(to: writer)
        while !evaluator.saveMore(bytes: 5000, to: writer) {}
        evaluator.endSaving()
        writer.handOn()
        return state
    }

    /// An evaluator that remembers what was saved; nil where it cannot be restored.
    package func restored(like evaluator: Evaluator) -> Evaluator? {
        let made = Evaluator(pack: evaluator.pack, limits: evaluator.limits)
        place = 0
        return made.restore(from: StateReader(from: self)) ? made : nil
    }
}
