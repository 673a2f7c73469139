import Glibc
package import Pipeline
import Synchronization
import Toolbox
package import Vocabulary

/// When and how much a service detects.
package struct DetectionScheduleSettings: Sendable {
    /// From the end of one run to the beginning of the next, milliseconds.
    package var every: Int64 = 3_600_000
    /// Event time that detection looks back at least, milliseconds; a quarter more at most.
    package var window: Int64 = 60 * 86_400_000
    /// How many threads may work at once.
    package var threads = 1

    package init() {}
}

/// Runs detection beside a service, on a thread of its own that gives way to others.
///
/// Deciding never waits for it, but for the moment in which a run is written, as for any group.
package final class DetectionSchedule: @unchecked Sendable {
    private let service: DecisionService
    private let store: any Store
    private let definition: DetectionDefinition
    private let settings: DetectionScheduleSettings
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let gate = Gate()
    private let thread = WalkingThread()
    private let counted = Mutex(DetectionNumbers())
    private let standing = Mutex(Standing())

    /// Where it stands between two runs.
    package struct Standing: Sendable, Hashable {
        package var isRunning = false
        /// When the next run begins, milliseconds since 1970; nil while one runs.
        package var nextAt: Int64?
    }

    /// How much the thread gives way, as `nice` has it.
    private static let niceness: Int32 = 10

    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - notice: told in a sentence what a run came to, and why one failed; called on the
    ///     schedule's thread.
    package init(
        service: DecisionService, store: any Store, definition: DetectionDefinition,
        settings: DetectionScheduleSettings = DetectionScheduleSettings(),
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        (self.service, self.store, self.definition) = (service, store, definition)
        (self.settings, self.now, self.notice) = (settings, now, notice)
    }

    package var numbers: DetectionNumbers { counted.withLock { $0 } }
    package var stands: Standing { standing.withLock { $0 } }
    /// From the end of one run to the beginning of the next, milliseconds.
    package var every: Int64 { settings.every }

    /// Begins the next run now. While one runs, or one was asked for, it does nothing.
    package func hurry() {
        let isWaiting = standing.withLock { standing in
            guard !standing.isRunning, standing.nextAt ?? .min > now() else { return false }
            standing.nextAt = now()
            return true
        }
        if isWaiting { gate.hurry() }
    }

    /// Begins; to be called once. The first run comes when the last one in the store is old
    /// enough, at once where there is none.
    package func begin() {
        thread.begin("assay.detect") { [self] in
            // On Linux this is of the calling thread alone.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            run()
        }
    }

    /// Ends it; returns when the store and the service are not used any more, even in the middle
    /// of a run: after one read or write of the store at most. Calling it again does nothing.
    package func stop() { gate.close() }

    private func run() {
        let rounds = DetectionRounds(
            service: service, store: store, definition: definition, settings: settings,
            gate: gate, now: now)
        do {
            try pause(untilFirst())
            while true {
                try round(rounds)
                try pause(settings.every)
            }
        } catch {
            // Only the gate ends it: a round tells of its own faults.
        }
    }

    /// Milliseconds until the first run.
    private func untilFirst() throws -> Int64 {
        guard let last = try? gate.pass({ try store.detectionCounts() }) else { return 0 }
        return max(0, min(settings.every, last.endedAt + settings.every - now()))
    }

    private func pause(_ milliseconds: Int64) throws {
        let next = now() + milliseconds
        standing.withLock { $0 = Standing(isRunning: false, nextAt: next) }
        try gate.pause(milliseconds: Int(clamping: milliseconds))
        standing.withLock { $0 = Standing(isRunning: true, nextAt: nil) }
    }

    private func round(_ rounds: DetectionRounds) throws {
        do {
            guard let round = try rounds.run() else { return }
            counted.withLock { $0.count(round) }
            notice(round.line)
            for line in round.leftOut { notice(line) }
        } catch let stopped as Stopped {
            throw stopped
        } catch {
            counted.withLock { $0.failed += 1 }
            notice("detection failed, and is tried again by the next run: \(error)")
        }
    }
}

extension DetectionNumbers {
    fileprivate mutating func count(_ round: DetectionRounds.Round) {
        runs += 1
        lastSeconds = round.seconds
        verdicts += round.told
        verdictsRefused += round.refused
    }
}

extension DetectionRounds.Round {
    /// Such as `detection: 5 rings, 881 accounts, 3.2 s`.
    package var line: String {
        let accounts = run.accounts.count { $0.action != Measure.none.rawValue }
        let sent = told > 0 ? ", \(told.grouped) verdicts sent" : ""
        return "detection: \(run.rings.count.grouped) rings, \(accounts.grouped) accounts, "
            + "\((seconds * 10).rounded() / 10) s" + sent
    }

    /// What the run could not look at or say, in sentences.
    package var leftOut: [String] {
        var lines: [String] = []
        if let first = gathered.firstKept {
            lines.append(
                "detection: events before \(Int(first).grouped) were forgotten, and count for "
                    + "nothing")
        }
        if gathered.unreadable > 0 {
            lines.append(
                "detection: \(gathered.unreadable.grouped) events of the log are not events of "
                    + "this pack, and count for nothing")
        }
        if let firstRefusal {
            lines.append(
                "detection: \(refused.grouped) verdicts were refused, and are sent again by the "
                    + "next run; the first: \(firstRefusal.sentence)")
        }
        return lines
    }
}
