package import Backtests
import Foundation
import Glibc
import Learning
import Packs
package import Pipeline
import Synchronization
import Toolbox
import Vocabulary

/// Where people ask what a draft would have done to the service's own log.
///
/// Each preview works on a thread of its own that gives way to those that decide. One a person, and
/// ``PreviewLimits/runningMax`` in all; what goes beyond is refused, never queued unseen.
package final class PreviewDesk: Sendable {
    package typealias Store = EventLog & LabelArchive & RingArchive & ImpactArchive

    private struct Books {
        var nextID = 1
        var previews: [Preview] = []
        var latest: Impact?
    }

    private let store: any Store
    private let walked: WalkedLog
    private let limits: PreviewLimits
    private let now: @Sendable () -> Int64
    private let books = Mutex(Books())
    private static let niceness: Int32 = 10
    /// Labels read at a time, and pairs of rules told.
    private static let labelsAtOnce = 10_000
    private static let pairsMax = 40

    /// - Parameters:
    ///   - folder: where the walked log is kept; it is this desk's own, and it is emptied; nil
    ///     for one among the temporary files.
    ///   - now: milliseconds since 1970.
    package init(
        store: any Store, folder: String? = nil, limits: PreviewLimits = PreviewLimits(),
        now: @escaping @Sendable () -> Int64
    ) {
        let folder =
            folder
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("assay-previews-\(UUID().uuidString)").path
        (self.store, self.limits, self.now) = (store, limits, now)
        walked = WalkedLog(log: store, folder: folder, limits: limits, now: now)
    }

    /// Begins a preview; one of the same texts by the same person is found again, as long as the
    /// labels and the rings are those that it read. It blocks.
    ///
    /// - Parameter isNew: whether the log is to be walked anew, up to its present end.
    /// - Throws: ``Fault`` `limited` where as many run as may.
    func begin(
        _ subject: Preview.Subject, _ candidate: Pack, over live: Pack, by: String,
        isNew: Bool = false
    ) throws -> Preview {
        let (at, limits) = (now(), limits)
        let ground = try Preview.Ground(store)
        let result = books.withLock { books -> Result<(Preview, isFound: Bool), Fault> in
            let mine = books.previews.filter { $0.by == by }
            if !isNew,
                let held = mine.last(where: {
                    $0.isOf(candidate, live, version: subject.version)
                        && ($0.isRunning || ($0.impact != nil && $0.ground == ground))
                })
            {
                return .success((held, true))
            }
            guard !mine.contains(where: \.isRunning) else {
                return .failure(
                    Fault(
                        .limited, "A preview of yours is still at work.",
                        fix: "Wait for it, or stop it."))
            }
            guard books.previews.count(where: \.isRunning) < limits.runningMax else {
                return .failure(
                    Fault(
                        .limited, "\(limits.runningMax) previews are at work, which is the most.",
                        fix: "Try again in a minute."))
            }
            let preview = Preview(
                id: books.nextID, by: by, subject: subject, candidate: candidate, live: live,
                ground: ground, startedAt: at)
            books.nextID += 1
            books.previews.append(preview)
            let extra = books.previews.count - limits.keptMax
            for _ in 0..<max(0, extra) {
                guard let oldest = books.previews.firstIndex(where: { !$0.isRunning }) else {
                    break
                }
                books.previews.remove(at: oldest)
            }
            return .success((preview, false))
        }
        let (preview, isFound) = try result.get()
        if isFound { return preview }
        WalkingThread().begin("preview \(preview.id)") { [self] in
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            work(preview, isNew: isNew)
        }
        return preview
    }

    /// - Throws: ``Fault`` `notFound` for one that is not remembered.
    func preview(_ id: Int) throws(Fault) -> Preview {
        guard let held = books.withLock({ $0.previews.first { $0.id == id } }) else {
            throw Fault(
                .notFound, "The preview \(id) is not remembered any more.",
                fix: "Preview the draft again.")
        }
        return held
    }

    /// What the last preview found out about the rules in force; nil before the first.
    var latest: Impact? { books.withLock { $0.latest } }

    private func work(_ preview: Preview, isNew: Bool) {
        do {
            let impact = try impact(preview, isNew: isNew)
            if let version = preview.version {
                try store.keep(impact.kept(of: version, by: preview.by, at: now()))
            }
            preview.change { $0.outcome = .done(impact) }
            books.withLock { $0.latest = impact }
        } catch {
            preview.change { $0.outcome = .failed("\(error)") }
        }
    }

    private func impact(_ preview: Preview, isNew: Bool) throws -> Impact {
        let started = monotonicSeconds()
        let deadline = started + limits.secondsMax
        func goOn(_ phase: String, _ share: Double? = nil) throws {
            preview.tell(phase, share)
            if preview.now.isStopped { throw Fault(.conflict, "It was stopped.") }
            guard monotonicSeconds() < deadline else {
                throw Fault(
                    .limited, "It took more than \(Int(limits.secondsMax)) s.",
                    fix: "Ask the same with `assay backtest`, which has no such bound.")
            }
        }
        try goOn("Waiting for the log")
        let (walk, part, asOf) = try walked.walk(preview.live, isNew: isNew) { [deadline] share in
            preview.tell("Walking the log", share)
            if preview.now.isStopped { throw Fault(.conflict, "It was stopped.") }
            if monotonicSeconds() > deadline {
                throw Fault(.limited, "Walking the log took too long.")
            }
        }
        try goOn("Judging by what is in force")
        let before = try Judgement(preview.live, walk, threads: limits.threads)
        try goOn("Judging by the draft")
        let after = try Judgement(preview.candidate, walk, threads: limits.threads)
        try goOn("Reading labels")
        let costs = Ground.costs(of: preview.candidate)
        let truth = try labels(preview.candidate, costs)
        try goOn("Counting")
        let ground = try Ground(after, costs: costs, truth: truth, threads: limits.threads)
        let store = store
        let report = try BacktestReport(ground, before: before, after: after) { name in
            (try? store.verdict(ofAccount: name)).flatMap { $0 }.flatMap {
                $0.ring.isEmpty ? nil : $0.ring
            }
        }
        try goOn("Laying rules side by side")
        let pairs = Overlap.pairs(
            of: before, limit: PreviewDesk.pairsMax, threads: limits.threads)
        return Impact(
            report: report, pairs: pairs, asOf: asOf, leftOut: part.start,
            seconds: monotonicSeconds() - started, isWalkNew: walk.isNew,
            hasLabels: ground.hasLabels, ground: preview.ground)
    }

    /// What is known: by the pack's field, else by the labels of the store.
    private func labels(_ pack: Pack, _ costs: CostsDefinition) throws -> Truth.Source {
        var source = Truth.Source()
        if let name = costs.label, name.hasPrefix("event.") {
            source.slot = try ColumnNames.fields([name], of: pack)[0]
            source.words = "the field \(name)"
            return source
        }
        var sequence: Int64 = 0
        var read = 0
        while read < limits.labelsMax {
            let found = try store.labels(after: sequence, limit: PreviewDesk.labelsAtOnce)
            guard let last = found.last else { break }
            for (_, label) in found where costs.label == nil || label.name == costs.label {
                try source.book.take(label, schema: pack.schema)
            }
            (sequence, read) = (last.sequence, read + found.count)
        }
        source.book.close()
        source.words = source.book.isEmpty ? "no labels" : "labels of this service"
        if read >= limits.labelsMax {
            source.words += ", the first \(limits.labelsMax) of them"
        }
        return source
    }
}
