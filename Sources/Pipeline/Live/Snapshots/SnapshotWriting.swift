import Foundation
import Synchronization
import Toolbox
import Vocabulary

/// A thread that writes one snapshot to the disk, so that the walking thread never waits for it.
final class SnapshotWriting: ChunkSink, @unchecked Sendable {
    /// Whether the log has all that the snapshot stands for.
    enum Gate {
        case waiting, open
        /// It never will: a commit failed.
        case shut
    }

    enum Outcome {
        /// In its place, with so many bytes.
        case published(Int)
        case abandoned
        case failed(Fault)
    }

    private struct State {
        var full: [StateChunk] = []
        var free: [StateChunk] = []
        var made = 1
        var isComplete = false
        var isAbandoned = false
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let wake = Wake()
    private let thread = WalkingThread()
    private let path: String

    /// Chunks that may wait before the walking thread stops writing ahead of need.
    static let chunksWaiting = 16
    /// Chunks that may wait in all: what events change must be written first, disk or no disk. With
    /// more the snapshot is given up.
    private static let chunksMax = 512
    /// How often, and how long, it is looked whether the log has come as far, milliseconds.
    private static let gateMilliseconds = 2
    private static let gateWaitMax = 60_000

    /// - Parameters:
    ///   - path: where the snapshot is to be in the end.
    ///   - gate: asked once all is written.
    ///   - finished: called at the end on the writing thread.
    init(
        path: String, gate: @escaping @Sendable () -> Gate,
        finished: @escaping @Sendable (Outcome) -> Void
    ) {
        self.path = path
        thread.begin("assay.snapshot") { [self] in
            finished(outcome(gate))
            state.withLock {
                ($0.full, $0.free) = ([], [])
                $0.hasEnded = true
            }
        }
    }

    func exchange(_ full: StateChunk) -> StateChunk {
        let next: StateChunk = state.withLock { state in
            if state.isAbandoned { return full }
            guard !state.free.isEmpty || state.made < SnapshotWriting.chunksMax else {
                state.isAbandoned = true
                return full
            }
            state.full.append(full)
            if let free = state.free.popLast() { return free }
            state.made += 1
            return StateChunk()
        }
        wake.raise()
        return next
    }

    /// Whether as many chunks wait as should.
    var isBusy: Bool {
        state.withLock { $0.full.count >= SnapshotWriting.chunksWaiting && !$0.isAbandoned }
    }

    /// Whether it was given up, by whomever.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Whether the thread has nothing more to do.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// All chunks were handed on.
    func complete() {
        state.withLock { $0.isComplete = true }
        wake.raise()
    }

    /// Gives the snapshot up; the one before it stays.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
        wake.raise()
    }

    /// Waits until the thread has ended.
    func join() { thread.join() }

    // MARK: On the thread

    private func outcome(_ gate: () -> Gate) -> Outcome {
        let unfinished = path + ".new"
        do {
            let output = try SnapshotOutput(path: unfinished)
            while let chunk = nextChunk() {
                try output.write(chunk.bytes)
                giveBack(chunk)
            }
            guard !isAbandoned else { return discard(unfinished, .abandoned) }
            try output.finish()
            guard opens(gate) else { return discard(unfinished, .abandoned) }
            try SnapshotOutput.publish(unfinished, as: path)
            return .published(output.bytes)
        } catch {
            abandon()
            let fault =
                error as? Fault ?? Fault(.unavailable, "The snapshot was not written: \(error)")
            return discard(unfinished, .failed(fault))
        }
    }

    /// Keeps a written chunk for the walking thread, but not more than may wait in quiet times.
    private func giveBack(_ chunk: StateChunk) {
        state.withLock { state in
            if state.free.count < SnapshotWriting.chunksWaiting, !state.isComplete {
                state.free.append(chunk)
            } else {
                state.made -= 1
            }
        }
    }

    private func discard(_ unfinished: String, _ outcome: Outcome) -> Outcome {
        unlink(unfinished)
        return outcome
    }

    /// The next chunk to write; waits for it. Nil after the last, and when all was given up.
    private func nextChunk() -> StateChunk? {
        while true {
            let (chunk, isOver): (StateChunk?, Bool) = state.withLock { state in
                if state.isAbandoned { return (nil, true) }
                if state.full.isEmpty { return (nil, state.isComplete) }
                return (state.full.removeFirst(), false)
            }
            if chunk != nil || isOver { return chunk }
            wake.wait()
        }
    }

    /// Waits until the log has all that the snapshot stands for.
    private func opens(_ gate: () -> Gate) -> Bool {
        for _ in 0..<SnapshotWriting.gateWaitMax / SnapshotWriting.gateMilliseconds {
            if isAbandoned { return false }
            switch gate() {
            case .open: return true
            case .shut: return false
            case .waiting: usleep(UInt32(SnapshotWriting.gateMilliseconds * 1000))
            }
        }
        return false
    }
}
