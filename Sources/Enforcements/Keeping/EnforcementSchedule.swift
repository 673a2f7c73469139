package import Pipeline
import Toolbox
package import Vocabulary

/// Carries out what a service decides, beside it.
package final class EnforcementSchedule: @unchecked Sendable {
    private let store: any EnforcementStore
    private let definition: @Sendable () -> EnforcementDefinition?
    /// Where the log ended when there was last no definition; used by one thread.
    private var restedAt: Int64?
    private var hasBegun = false

    private init(
        store: any EnforcementStore,
        definition: @escaping @Sendable () -> EnforcementDefinition?
    ) {
        (self.store, self.definition) = (store, definition)
    }

    /// - Parameters:
    ///   - definition: asked before each round; while it is nil, nothing is carried out, what is
    ///     decided is let be for good, and what is over ends.
    ///   - every: from the end of one round to the next, milliseconds.
    ///   - now: milliseconds since 1970.
    ///   - notice: told what a round did, and of failures.
    package static func rounds(
        store: any EnforcementStore, every: Int64,
        definition: @escaping @Sendable () -> EnforcementDefinition?,
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) -> Rounds {
        let schedule = EnforcementSchedule(store: store, definition: definition)
        return Rounds("enforcements", every: every, notice: notice) { pass in
            var definition: EnforcementDefinition?
            try pass { definition = try schedule.settled() }
            let run = EnforcementRun(store: store, definition: definition, clock: .wall(now))
            let report = try run.run(pass: pass)
            if !report.isEmpty { notice("enforcements: " + report.line) }
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
