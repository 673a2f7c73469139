import Glibc
import Synchronization
import Toolbox
import Vocabulary

/// Takes snapshots of a walk that goes on, a little after each group, and puts each in its place
/// once the log has all that it stands for. All but ``numbers`` is for the walking thread.
final class LiveSnapshots: @unchecked Sendable {
    private struct Current {
        var header: SnapshotHeader
        var evaluator: Evaluator
        var writer: StateWriter
        var writing: SnapshotWriting
        /// Whether all was handed to the writing thread.
        var isWritten = false
    }

    let settings: SnapshotSettings
    private let store: any EventLog
    private let now: @Sendable () -> Int64
    private var current: Current?
    /// Where the last snapshot that was begun stands, and when it was taken.
    private var last: (sequence: Int64, takenAt: Int64) = (0, 0)
    private let counted = Mutex(SnapshotNumbers())

    /// Bytes written at once while there is nothing else to do: some tenth of a millisecond.
    private static let sliceBytes = 128 * 1024
    /// Bytes written for each event that was walked, so that it ends under load too.
    private static let bytesPerEvent = 2048
    /// Events that may come while one snapshot is taken; with more it is given up.
    private static let eventsMax = 4 << 20

    init(
        _ settings: SnapshotSettings, store: any EventLog, now: @escaping @Sendable () -> Int64
    ) {
        self.settings = settings
        self.store = store
        self.now = now
    }

    var numbers: SnapshotNumbers { counted.withLock { $0 } }

    /// Whether there is something to be written.
    var isSaving: Bool { current.map { !$0.isWritten } ?? false }

    /// How long to wait for events before going on, milliseconds; nil for as long as it takes.
    var patience: Int? {
        guard let current, !current.isWritten else { return nil }
        return current.writing.isBusy ? 1 : 0
    }

    /// Whether a snapshot is to be begun at `sequence`.
    func isDue(at sequence: Int64) -> Bool {
        guard settings.everyEvents > 0, sequence > last.sequence,
            current?.writing.hasEnded ?? true
        else { return false }
        return sequence - last.sequence >= settings.everyEvents
            || now() - last.takenAt >= SnapshotSettings.everyMilliseconds
    }

    /// Whether there were events since the last snapshot that is in its place.
    func hasMore(than sequence: Int64) -> Bool { sequence > numbers.sequence }

    /// Where the features stand that were restored or rebuilt; nothing is on its way.
    func begin(at restored: SnapshotHeader?, bytes: Int) {
        last = (restored?.sequence ?? 0, restored?.takenAt ?? now())
        guard let restored else { return }
        counted.withLock {
            $0.sequence = restored.sequence
            $0.takenAt = restored.takenAt
            $0.bytes = bytes
        }
    }

    /// Begins a snapshot of the state as it is now. O(groups of features).
    ///
    /// - Parameters:
    ///   - sequence: of the last event walked.
    ///   - anchor: of that event.
    func begin(
        _ evaluator: Evaluator, sequence: Int64, anchor: Hash128,
        gate: @escaping @Sendable () -> SnapshotWriting.Gate
    ) {
        let started = monotonicNanoseconds()
        let header = SnapshotHeader(
            evaluator, sequence: sequence, anchor: anchor, takenAt: now())
        let writing = SnapshotWriting(path: settings.path, gate: gate) { [self] outcome in
            finished(header, outcome)
        }
        let writer = StateWriter(to: writing)
        header.write(to: writer)
        evaluator.beginSaving(to: writer)
        current = Current(header: header, evaluator: evaluator, writer: writer, writing: writing)
        last = (sequence, header.takenAt)
        notePause(since: started)
    }

    /// Writes a little more, if there is more to write.
    ///
    /// - Parameter events: walked since the last call.
    func goOn(afterEvents events: Int) {
        guard let held = current, !held.isWritten else { return }
        if held.evaluator.identitiesSinceSaving > LiveSnapshots.eventsMax { held.writing.abandon() }
        guard !held.writing.isAbandoned else { return abandon() }
        guard !held.writing.isBusy else { return }
        let started = monotonicNanoseconds()
        let bytes = max(LiveSnapshots.sliceBytes, events * LiveSnapshots.bytesPerEvent)
        if held.evaluator.saveMore(bytes: bytes, to: held.writer) {
            held.evaluator.endSaving()
            held.writer.handOn()
            held.writing.complete()
            current?.isWritten = true
        }
        notePause(since: started)
    }

    /// Takes a snapshot at once; returns when it is in its place, or was given up. O(bytes).
    func takeNow(_ evaluator: Evaluator, sequence: Int64, anchor: Hash128) {
        abandon()
        begin(evaluator, sequence: sequence, anchor: anchor) { .open }
        while isSaving {
            if patience ?? 0 > 0 { usleep(1000) }
            goOn(afterEvents: 0)
        }
        current?.writing.join()
        current = nil
    }

    /// Gives up what is on its way; returns when its thread has ended.
    func abandon() {
        guard let held = current else { return }
        held.writing.abandon()
        if !held.isWritten { held.evaluator.endSaving() }
        held.writing.join()
        current = nil
    }

    private func notePause(since started: UInt64) {
        let pause = monotonicNanoseconds() - started
        counted.withLock { $0.longestPause = max($0.longestPause, pause) }
    }

    /// On the writing thread.
    private func finished(_ header: SnapshotHeader, _ outcome: SnapshotWriting.Outcome) {
        switch outcome {
        case .published(let bytes):
            counted.withLock {
                $0.sequence = header.sequence
                $0.takenAt = header.takenAt
                $0.bytes = bytes
                $0.taken += 1
            }
            forgetOld(before: header.sequence)
        case .abandoned: counted.withLock { $0.failed += 1 }
        case .failed(let fault):
            counted.withLock { $0.failed += 1 }
            settings.notice("No snapshot of event \(header.sequence): \(fault.description)")
        }
    }

    /// Forgets events that have been kept long enough and that the snapshot covers.
    func forgetOld(before sequence: Int64) {
        guard let keep = settings.keepMilliseconds else { return }
        do {
            let first = try Retention.forget(
                store, receivedBefore: now() - keep, covered: sequence)
            counted.withLock { $0.firstKept = first }
        } catch {
            settings.notice("Old events were not forgotten: \(error)")
        }
    }
}
