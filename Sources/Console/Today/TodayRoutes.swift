import API
import Cases
import Deliveries
import Enforcements
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// *Today*: what is burning, and how work goes against what is usual.
struct TodayRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        [Route(.get, "/", .known, today)]
    }

    private struct Content {
        let burning: [Burning]
        /// Rings that an order is in force against.
        let handled: [Burning]
        /// All that waits for a second person, for who looks.
        let waits: [WaitingLine]
        let hasWaits: Bool
        let waitsMore: String?
        let tiles: [Tile]
        let money: [Amount]
        let chart: SpikeChart?
        /// How long ago the last event was, where that is more than some hours.
        let endsAt: Moment?
        let hasDecisions: Bool

        /// What waits that *Today* lists.
        static let waitsMax = 12

        struct Amount {
            let title: String
            let amount: String
            let words: String
            let path: String
        }
    }

    private func today(_ call: Call) async throws -> Response {
        // Who may not see this page begins at the first that is theirs.
        guard Place.today.admits(call.caller) else {
            let first = Place.allCases.first { $0.admits(call.caller) }
            return Shell.go(to: first?.path ?? "/me")
        }
        let now = parts.now()
        let caller = call.caller
        let waiting = Waiting.now
        let content = try await ReadingThreads.run { try read(now, for: caller, waiting) }
        return try parts.shell.page(
            Shell.Page("Today", at: .today, template: "running/today", content: content), for: call)
    }

    private func read(
        _ now: Int64, for caller: Caller, _ waiting: Waiting
    ) throws -> Content {
        let store = parts.store
        let unit = (parts.pack().cases ?? .usual).unit
        let read = try store.readingOperations { try TodayReading($0, now: now) }
        let definition = parts.pack().cases ?? .usual
        var burning = try store.readingCases { tables in
            try Escalated(
                for: caller, CaseDesk(tables: tables, definition: definition, clock: now)
            ).burning()
        }
        burning += Burning.queues(read.loads, unit: unit)
        let rings = try store.rings(limit: FiguresRun.ringsMax)
        let seen = try store.readingOperations { try $0.ringsSeen(rings.map(\.id)) }
        let new = rings.filter { ring in seen[ring.id].map { now - $0 < 86_400_000 } ?? false }
        let orders = try store.readingCases { tables in
            try new.compactMap { try Burning.order(handling: $0.id, tables) }
        }
        let handled = Set(orders.map(\.order.ring))
        burning += Burning.rings(new.filter { !handled.contains($0.id) })
        if let last = read.lastHour { burning += Burning.rules(read.fired, last: last) }
        burning += Burning.deliveries(try store.standings())
        let appeals = try store.readingEnforcements {
            try $0.appeals(AppealFilter(state: .open, limit: 100))
        }
        burning += Burning.appeals(appeals, now: now)
        burning += Burning.policies(try store.policyVersions())
        let masks = Masks(for: caller, schema: parts.pack().schema)
        let waits = waiting.lines(masks, now: now, withCases: true)
        let chart = read.lastHour.flatMap { SpikeChart(read.decisions, last: $0, now: now) }
        let ends = read.lastHour.map { SpikeChart.start($0 + 1) }
        return Content(
            burning: Burning.first(burning),
            handled: Burning.handled(orders, masks.masking, now: now),
            waits: Array(waits.prefix(Content.waitsMax)), hasWaits: !waits.isEmpty,
            waitsMore: waits.count > Content.waitsMax || waiting.isMore
                ? "\(waiting.number ?? "") wait in all: see My cases." : nil,
            tiles: read.tiles(now: now),
            money: amounts(read, unit: unit), chart: chart,
            endsAt: ends.flatMap { now - $0 > 6 * 3_600_000 ? Moment($0, now: now) : nil },
            hasDecisions: read.lastHour != nil)
    }

    private func amounts(_ read: TodayReading, unit: String) -> [Content.Amount] {
        let open = read.loads.reduce(Int64(0)) { $0 &+ $1.loss }
        let held = read.loads.reduce(0) { $0 + $1.open + $1.assigned + $1.approving + $1.snoozed }
        return [
            Content.Amount(
                title: "At stake in queues", amount: Money(minor: open, unit: unit).words,
                words: "in \(Counted.words(held, "case", "cases")) not over",
                path: "/queues"),
            Content.Amount(
                title: "Confirmed in 7 days",
                amount: Money(minor: Int64(read.prevented), unit: unit).words,
                words: "at stake in cases confirmed then, also if overturned since",
                path: "/operations"),
        ]
    }
}
