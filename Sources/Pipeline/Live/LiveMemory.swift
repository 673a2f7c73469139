import Packs
import Synchronization
import Toolbox

/// How the memory of a service's features stands, for whoever asks; and a sentence when entities
/// were forgotten, once a minute at most.
final class LiveMemory: Sendable {
    private struct State {
        var groups: [EntityNumbers] = []
        /// Forgotten when it was last told of, and when that was; milliseconds since 1970.
        var told = 0
        var toldAt = Int64.min
    }

    private let state = Mutex(State())
    private let notice: @Sendable (String) -> Void

    /// The least time between two sentences, milliseconds.
    private static let noticeMilliseconds: Int64 = 60_000

    /// - Parameter notice: told in a sentence; called on the walking thread.
    init(notice: @escaping @Sendable (String) -> Void) { self.notice = notice }

    var groups: [EntityNumbers] { state.withLock { $0.groups } }

    /// Where the features stand that were restored or rebuilt.
    func begin(_ evaluator: Evaluator) {
        let groups = evaluator.entityNumbers
        state.withLock {
            $0.groups = groups
            $0.told = LiveMemory.forgotten(groups)
        }
    }

    /// Looks again, after a group of events was walked. O(groups of features).
    func look(_ evaluator: Evaluator, now: Int64) {
        let groups = evaluator.entityNumbers
        let forgotten = LiveMemory.forgotten(groups)
        let toTell: Int = state.withLock { state in
            state.groups = groups
            let isQuiet = state.toldAt > now - LiveMemory.noticeMilliseconds
            guard forgotten > state.told, !isQuiet else { return 0 }
            defer { (state.told, state.toldAt) = (forgotten, now) }
            return forgotten - state.told
        }
        guard toTell > 0, let limit = evaluator.pack.memoryBytesMax else { return }
        notice(
            "Forgot \(toTell.grouped) entities, those unseen for longest, to keep the features "
                + "within the pack's memory of \(limit / 1_048_576) MiB; \(forgotten.grouped) so "
                + "far. Raise `memory` in pack.yaml, or see `assay stats` for what to make "
                + "coarser.")
    }

    private static func forgotten(_ groups: [EntityNumbers]) -> Int {
        groups.reduce(0) { $0 + $1.forgotten }
    }
}
