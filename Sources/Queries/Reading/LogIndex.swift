import Synchronization
import Vocabulary

/// The blocks of the log with their times, in memory: 32 bytes a block, read once and then only
/// what is new.
package final class LogIndex: Sendable {
    private struct State {
        var blocks: [LogBlock] = []
        /// Greatest event time so far.
        var latest: Int64 = .min
    }

    private let store: any QueryStore
    private let limits: QueryLimits
    private let state = Mutex(State())
    /// Blocks read from the store in one go.
    private static let readMax = 100_000

    package init(store: any QueryStore, limits: QueryLimits = QueryLimits()) {
        (self.store, self.limits) = (store, limits)
    }

    /// Reads what is new. O(new blocks).
    private func refresh(_ state: inout State) throws {
        let first = try store.firstSequence()
        if let held = state.blocks.first, held.firstSequence < first {
            state.blocks.removeAll { $0.firstSequence < first }
        }
        while true {
            let last = state.blocks.last?.firstSequence ?? 0
            let more = try store.logBlocks(after: last, limit: LogIndex.readMax)
            state.blocks += more
            for block in more { state.latest = max(state.latest, block.latest) }
            if state.blocks.count > limits.blocksMax {
                state.blocks.removeFirst(state.blocks.count - limits.blocksMax)
            }
            if more.count < LogIndex.readMax { return }
        }
    }

    /// Blocks that may have events of the range, in order. O(blocks).
    package func blocks(in range: Range<Int64>) throws -> [LogBlock] {
        try state.withLock { state in
            try refresh(&state)
            return state.blocks.filter {
                $0.earliest < range.upperBound && $0.latest >= range.lowerBound
            }
        }
    }

    /// Event times of the whole log; nil for an empty one.
    package func span() throws -> ClosedRange<Int64>? {
        try state.withLock { state in
            try refresh(&state)
            guard let first = state.blocks.first else { return nil }
            return min(first.earliest, state.latest)...state.latest
        }
    }
}
