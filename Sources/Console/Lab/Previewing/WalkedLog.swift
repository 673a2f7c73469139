import Backtests
import Foundation
import Glibc
import Learning
import Packs
import Pipeline
import Synchronization
import Vocabulary

/// The service's own log as previews read it: walked once, and kept in a folder for as long as it
/// is fresh, so that the next preview only evaluates what changed.
final class WalkedLog: Sendable {
    private struct Standing {
        var walkHash: String
        var part: LogPart
        /// Milliseconds since 1970.
        var at: Int64
        var folder: String?
    }

    private let log: any EventLog
    private let folder: String
    private let limits: PreviewLimits
    private let now: @Sendable () -> Int64
    private let standing = Mutex<Standing?>(nil)
    /// One walk at a time: two of the same part would write the same files.
    private let walking = Mutex(())

    init(
        log: any EventLog, folder: String, limits: PreviewLimits,
        now: @escaping @Sendable () -> Int64
    ) {
        (self.log, self.folder, self.limits, self.now) = (log, folder, limits, now)
    }

    /// The walk of the log by a pack.
    ///
    /// - Parameter progress: told the share of the log walked; what it throws ends the walk.
    /// - Throws: ``Fault`` `notFound` for an empty log.
    func walk(
        _ pack: Pack, isNew: Bool, progress: @Sendable (Double) throws -> Void
    ) throws -> (walk: Walk, part: LogPart, at: Int64) {
        try walking.withLock { _ in
            let standing = try part(for: pack, isNew: isNew)
            let walk = try Walk(
                cache: folder, pack: pack,
                log: try LogIdentity(store: standing.part, named: "of this service"),
                program: WalkedLog.program, threads: limits.threads
            ) { evaluator, writer in
                var stopped: (any Error)?
                let report = try StoredRows.walk(
                    standing.part, evaluator: evaluator,
                    take: { batch in
                        if let stopped { throw stopped }
                        try writer.take(batch)
                    },
                    progress: { _, share in
                        do { try progress(share) } catch { stopped = error }
                    })
                if let stopped { throw stopped }
                try writer.finish()
                return (report.unreadable, 0)
            }
            if walk.isNew { forget(allBut: [walk.folder, standing.folder ?? ""]) }
            self.standing.withLock { $0?.folder = walk.folder }
            return (walk, standing.part, standing.at)
        }
    }

    private func part(for pack: Pack, isNew: Bool) throws -> Standing {
        let now = now()
        let held = standing.withLock { $0 }
        if let held, !isNew, held.walkHash == pack.walkHash,
            now - held.at < limits.freshMilliseconds
        {
            return held
        }
        let end = try log.lastSequence()
        let part = LogPart(log: log, start: max(0, end - limits.eventsMax), end: end)
        let made = Standing(
            walkHash: pack.walkHash, part: part, at: now, folder: held?.folder)
        standing.withLock { $0 = made }
        return made
    }

    /// Walks of former parts are never read again, but for the one that a preview may still read.
    private func forget(allBut kept: [String]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where !kept.contains("\(folder)/\(name)") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    /// Size and time of the file that runs; where they cannot be read, a name of this run alone.
    private static let program: String = {
        var facts = stat()
        guard stat("/proc/self/exe", &facts) == 0 else { return UUID().uuidString }
        return "\(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
    }()
}
