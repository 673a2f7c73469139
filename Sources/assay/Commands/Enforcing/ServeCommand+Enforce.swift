import Enforcements
import Foundation
import Packs
import Pipeline
import StoreSQLite

extension ServeCommand {
    /// The schedule that carries out what is decided, not begun; nil for none. What was decided
    /// before the first one, or while the policy had no `enforcement.yaml`, is let be.
    func makeEnforcing(
        _ service: DecisionService, _ store: SQLiteStore
    ) throws -> Rounds? {
        guard enforceEvery != "0" else { return nil }
        let every = try SpanOption.milliseconds(enforceEvery, option: "--enforce-every")
        if service.pack.enforcement != nil {
            try EnforcementRun.begin(in: store, behind: try store.lastSequence())
        }
        return EnforcementSchedule.rounds(
            store: store, every: every, definition: { service.pack.enforcement },
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }
}
