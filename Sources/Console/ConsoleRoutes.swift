package import API
import Audits
import Vocabulary

/// All routes of the console: pages, what their forms send, and the files they load.
package struct ConsoleRoutes: Sendable {
    package let routes: [Route]

    /// - Parameter parts: what the pages read and change.
    package init(_ parts: ConsoleParts) {
        // Of chance where the store gives none: the words then mean nothing after a restart.
        let secret =
            (try? parts.store.auditKey().derived(for: "masking"))
            ?? (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        let all =
            AssetRoutes(assets: parts.shell.assets).routes
            + TodayRoutes(parts: parts).routes
            + QueuesRoutes(parts: parts).routes
            + QueueRoutes(parts: parts).routes
            + MineRoutes(parts: parts).routes
            + CaseRoutes(parts: parts).routes
            + ReportPageRoutes(parts: parts).routes
            + Shortcuts().routes
            + EntityRoutes(parts: parts).routes
            + FindRoutes(parts: parts).routes
            + OperationsRoutes(parts: parts).routes
            + QualityRoutes(parts: parts).routes
            + RingRoutes(parts: parts).routes
            + OrderRoutes(parts: parts).routes
            + EnforcementPageRoutes(parts: parts).routes
            + AppealPageRoutes(parts: parts).routes
            + DeliveryPageRoutes(parts: parts).routes
            + DecisionRoutes(parts: parts).routes
            + ExplorerRoutes(parts: parts).routes
            + ListRoutes(parts: parts).routes
            + LabRoutes(parts: parts).routes
            + AuditRoutes(parts: parts).routes
            + AccessRoutes(parts: parts).routes
            + ModelsRoutes(parts: parts).routes
        routes = all.map { route in
            Waiting.around(route, parts.store).around { call, answer in
                var shown = call
                shown.caller.maskingSecret = secret
                return try await answer(shown)
            }
        }
    }
}
