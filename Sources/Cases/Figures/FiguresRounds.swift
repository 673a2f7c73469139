package import Pipeline
package import Vocabulary

extension Rounds {
    /// Counts figures beside a service.
    ///
    /// - Parameters:
    ///   - every: from the end of one count to the next, milliseconds.
    ///   - definition: asked before each count.
    ///   - now: milliseconds since 1970.
    ///   - notice: told of failures.
    package static func figures(
        store: any FiguresRun.Source, every: Int64,
        definition: @escaping @Sendable () -> CasesDefinition?,
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) -> Rounds {
        Rounds("figures", every: every, notice: notice) { pass in
            _ = try FiguresRun(store: store, definition: definition(), now: now()).run(pass: pass)
        }
    }
}
