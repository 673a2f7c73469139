import Foundation
import Glibc
import Pipeline
import Synchronization
import Toolbox
package import Vocabulary

/// Carries out what a service decides, on a thread of its own that gives way to others. Deciding
/// never waits for it, but for the moment in which some hundred enforcements are written.
package final class EnforcementSchedule: @unchecked Sendable {
    private let store: any EnforcementStore
    private let definition: @Sendable () -> EnforcementDefinition?
    private let every: Int64
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let thread = WalkingThread()
    /// Held while the store is used, so that ``stop()`` waits for one transaction at most.
    private let isOpen = Mutex(true)
    private let closing = Wake()
    /// Why the last run failed, so that it is told once.
    private var trouble = ""
    /// Where the log ended when there was last no definition.
    private var restedAt: Int64?
    private var hasBegun = false

    private static let niceness: Int32 = 10

    private struct Stopped: Error {}

    /// - Parameters:
    ///   - definition: asked before each run; while it is nil, nothing is carried out, what is
    ///     decided is let be for good, and what is over ends.
    ///   - every: from the end of one run to the next, milliseconds.
    ///   - now: milliseconds since 1970.
    ///   - notice: told what a run did, and of failures, on the schedule's thread.
    package init(
        store: any EnforcementStore, every: Int64,
        definition: @escaping @Sendable () -> EnforcementDefinition?,
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        (self.store, self.every, self.definition) = (store, every, definition)
        (self.now, self.notice) = (now, notice)
    }

    /// Begins, with a run at once; to be called once.
    package func begin() {
        thread.begin("assay.enforce") { [self] in
            // On Linux this is of the calling thread alone.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            while isOpen.withLock({ $0 }) {
                round()
                _ = closing.wait(milliseconds: Int(clamping: every))
            }
        }
    }

    /// Ends it; returns when the store is not used any more. Calling it again does nothing.
    package func stop() {
        isOpen.withLock { $0 = false }
        closing.raise()
    }

    /// One run, as ``begin()`` does them; to be called on one thread.
    package func round() {
        do {
            var definition: EnforcementDefinition?
            try pass { definition = try settled() }
            let run = EnforcementRun(store: store, definition: definition, clock: .wall(now))
            let report = try run.run(pass: pass)
            trouble = ""
            if !report.isEmpty { notice("enforcements: " + report.line) }
        } catch is Stopped {
            // The service ends.
        } catch {
            if trouble != "\(error)" {
                notice("enforcements failed, and are tried again: \(error)")
            }
            trouble = "\(error)"
        }
    }

    /// The definition now. What was decided before there was one is not carried out by it.
    private func settled() throws -> EnforcementDefinition? {
        // In this order: all of the log up to there was decided before.
        let last = try store.lastSequence()
        guard let definition = definition() else {
            restedAt = last
            try EnforcementRun.letBe(in: store, upTo: last)
            return nil
        }
        if !hasBegun { try EnforcementRun.begin(in: store, behind: restedAt ?? last) }
        hasBegun = true
        return definition
    }

    private func pass(_ work: () throws -> Void) throws {
        try isOpen.withLock { isOpen in
            guard isOpen else { throw Stopped() }
            try work()
        }
    }
}

extension EnforcementRun.Report {
    /// Such as `12 warn, 3 suspend, 5 held`.
    package var line: String {
        var parts = EnforcementMeasure.allCases.compactMap { measure in
            applied[measure].map { "\($0.grouped) \(measure.rawValue)" }
        }
        for (count, word) in [
            (held, "held for a second person"), (expired, "expired"), (lapsed, "lapsed"),
            (unreadable, "decisions passed over that cannot be read"),
        ] where count > 0 {
            parts.append("\(count.grouped) \(word)")
        }
        return parts.isEmpty ? "nothing to carry out" : parts.joined(separator: ", ")
    }
}
