import Cases
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Vocabulary

extension ServeCommand {
    /// The schedule that opens and tends cases, not begun; nil for none. What was decided before
    /// the first one is let be.
    func makeCases(
        _ service: DecisionService, _ store: SQLiteStore
    ) throws -> Rounds? {
        guard casesEvery != "0" else { return nil }
        let every = try SpanOption.milliseconds(casesEvery, option: "--cases-every")
        try CaseRun.begin(in: store, behind: try store.lastSequence())
        return Rounds.cases(
            store: store, every: every, definition: { service.pack.cases ?? .usual },
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }
}
