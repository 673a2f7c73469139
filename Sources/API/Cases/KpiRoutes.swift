package import Cases
import Hummingbird
package import Vocabulary

/// What operations are judged by, for programs: the same question that the pages ask.
package struct KpiRoutes: Sendable {
    let store: any OperationsStore
    /// Of the pack that decides now.
    let definition: @Sendable () -> CasesDefinition
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    package init(
        store: any OperationsStore, definition: @escaping @Sendable () -> CasesDefinition,
        now: @escaping @Sendable () -> Int64
    ) {
        (self.store, self.definition, self.now) = (store, definition, now)
    }

    var route: Route {
        Route(
            .get, "/v1/kpis", queries: KpiRoutes.queries, .needs(.operationsRead), json)
    }

    /// Which days and which queue a request asks for.
    package static let queries = ["days", "queue"]
    private static let daysUsual: Int64 = 60

    package func days(_ call: Call) throws(Fault) -> Int64 {
        guard let text = call.queries["days"] else { return KpiRoutes.daysUsual }
        guard let days = Int64(text), (1...OperationsBounds.daysMax).contains(days) else {
            throw Fault(
                .invalid, "`days` is `\(text.prefix(40))`.",
                fix: "Use a number from 1 to \(OperationsBounds.daysMax).")
        }
        return days
    }

    /// Nil for all together.
    package func queue(_ call: Call) throws(Fault) -> String? {
        guard let name = call.queries["queue"], !name.isEmpty else { return nil }
        let queues = definition().queues.map(\.name)
        guard queues.contains(name) else {
            throw Fault(
                .notFound, "There is no queue `\(name.prefix(80))`.",
                fix: "There are \(queues.joined(separator: ", ")).")
        }
        return name
    }

    /// Indicators by day, of all queues together and of each, or of the one that is asked for.
    package func series(_ call: Call) async throws -> [IndicatorSeries] {
        let (days, queue, now) = (try days(call), try queue(call), now())
        let queues = definition().queues.map(\.name)
        return try await ReadingThreads.run {
            try store.readingOperations {
                try IndicatorBook(tables: $0, now: now).series(
                    days: days, queue: queue, of: queues)
            }
        }
    }

    private func json(_ call: Call) async throws -> Response {
        .json(try IndicatorView.json(try await series(call).map { IndicatorView($0) }))
    }
}
