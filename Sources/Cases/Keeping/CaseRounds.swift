package import Pipeline
package import Vocabulary

extension Rounds {
    /// Opens and tends cases beside a service.
    ///
    /// - Parameters:
    ///   - every: from the end of one round to the next, milliseconds.
    ///   - definition: asked before each round.
    ///   - now: milliseconds since 1970.
    ///   - notice: told what a round did, and of failures.
    package static func cases(
        store: any CaseStore & RingArchive, every: Int64,
        definition: @escaping @Sendable () -> CasesDefinition,
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) -> Rounds {
        Rounds("cases", every: every, notice: notice) { pass in
            let report = try CaseRun(store: store, definition: definition(), now: now)
                .run(pass: pass)
            if !report.isEmpty { notice("cases: " + report.line) }
        }
    }
}
