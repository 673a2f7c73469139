import API
import Cases
import Deliveries
import Enforcements
import Vocabulary

/// What wants somebody now, the gravest first, each with where to act.
struct Burning {
    let mark: String
    /// Beside the colour, in a word.
    let kind: String
    let words: String
    let detail: String?
    let path: String
    /// Greater comes first.
    let weight: Double

    static let most = 14

    /// Cases late or about to be, by queue.
    static func queues(_ loads: [QueueLoad], unit: String) -> [Burning] {
        loads.flatMap { load -> [Burning] in
            let path = "/queues/\(Query.escaped(load.queue))"
            var found: [Burning] = []
            if load.breached > 0 {
                found.append(
                    Burning(
                        mark: "bad", kind: "late",
                        words: Counted.words(load.breached, "case is", "cases are") + " late in "
                            + load.queue,
                        detail: Money(minor: load.loss, unit: unit).words
                            + " at stake in the queue",
                        path: path, weight: 100 + Double(min(load.breached, 50))))
            }
            if load.atRisk > 0 {
                found.append(
                    Burning(
                        mark: "warn", kind: "at risk",
                        words: Counted.words(load.atRisk, "case is", "cases are")
                            + " about to be late in \(load.queue)",
                        detail: nil, path: path, weight: 60 + Double(min(load.atRisk, 20))))
            }
            return found
        }
    }

    /// Rings first seen within a day and not handled, the heaviest first.
    static func rings(_ rings: [RingRecord]) -> [Burning] {
        rings.prefix(5).map {
            Burning(
                mark: $0.action == "restrict" ? "bad" : "warn", kind: "new ring",
                words: "\($0.id): \(Counted.words($0.accounts, "account", "accounts")), "
                    + Counted.words($0.plays, "artificial play", "artificial plays"),
                detail: $0.summary, path: "/rings/\(Query.escaped($0.id))",
                weight: 70 + $0.score * 20)
        }
    }

    /// The newest order against a ring that keeps somebody from earning still: a warning handles
    /// nobody, nor does what was lifted since. Nil for none.
    static func order(handling ring: String, _ tables: any CaseTables) throws -> KeptOrder? {
        try tables.orders(ofRing: ring, limit: OrderLine.ordersMax).first { kept in
            guard kept.state == .done, let measure = kept.order.closing.measure,
                measure >= .exclude
            else { return false }
            var filter = EnforcementFilter(limit: 1)
            (filter.scope, filter.states) = ("batch:\(kept.batch)", [.active])
            return try !tables.enforcements.enforcements(filter).isEmpty
        }
    }

    /// Rings that an order is in force against: told, and nobody's to do.
    static func handled(_ orders: [KeptOrder], _ masking: Masking, now: Int64) -> [Burning] {
        orders.prefix(5).map { kept in
            let agreed = kept.steps.last { $0.kind == .approved }
            return Burning(
                mark: "good", kind: "handled",
                words: "\(kept.order.ring): \(OrderLine.words(kept)) against "
                    + Counted.words(kept.order.members.count, "account", "accounts")
                    + ", in force since \(Moment(agreed?.at ?? kept.at, now: now).minute)",
                detail: "ordered by \(kept.order.by)"
                    + (agreed.map { ", agreed to by \($0.by)" } ?? "") + ": "
                    + masking.text(kept.order.closing.why),
                path: "/orders/\(Query.escaped(kept.batch))", weight: 0)
        }
    }

    /// Rules that fire far more often in the last day than in the week before, beyond chance.
    ///
    /// - Parameter rows: by hour; `last` is the last hour.
    static func rules(_ rows: [FigureRow], last: Int64) -> [Burning] {
        var recent: [String: Int] = [:]
        var before: [String: Int] = [:]
        for row in rows {
            if row.at > last - 24 {
                recent[row.part, default: 0] += row.sum.count
            } else {
                before[row.part, default: 0] += row.sum.count
            }
        }
        let hours = rows.map(\.at).min().map { last - 24 - $0 + 1 } ?? 0
        guard hours >= 24 else { return [] }
        return recent.compactMap { rule, count -> Burning? in
            let usual = Double(before[rule] ?? 0) / Double(hours) * 24
            // Beyond four deviations on the scale of counts' roots, twice as often, and not few.
            let reach = 2 * (Double(count).squareRoot() - usual.squareRoot())
            guard count >= 10, Double(count) > 2 * usual, reach > 4 else { return nil }
            return Burning(
                mark: "warn", kind: "rule jumped",
                words: "\(rule) fired \(Counted.words(count, "time", "times")) in 24 h",
                detail: "usually \(IndicatorWords.decimal(usual, digits: 1)) a day",
                path: "/explorer?when="
                    + Query.escaped("\"\(rule)\" in decision.rules")
                    + "&from=\(SpikeChart.start(last - 23))&to=\(SpikeChart.start(last + 1))",
                weight: 50 + min(20, reach))
        }
    }

    static func deliveries(_ standings: [EndpointStanding]) -> [Burning] {
        standings.filter { $0.dead > 0 }.map {
            Burning(
                mark: "bad", kind: "undelivered",
                words: Counted.words($0.dead, "message", "messages")
                    + " given up for \($0.endpoint.name)",
                detail: nil, path: "/deliveries?state=dead", weight: 55)
        }
    }

    static func appeals(_ open: [Appeal], now: Int64) -> [Burning] {
        guard let oldest = open.map(\.openedAt).min() else { return [] }
        let days = Double(now - oldest) / 86_400_000
        return [
            Burning(
                mark: days > 7 ? "bad" : "warn", kind: "appeals",
                words: Counted.words(open.count, "appeal waits", "appeals wait")
                    + (open.count == 100 ? " or more" : ""),
                detail: "the oldest for \(Moment.span(max(0, now - oldest)))",
                path: "/appeals", weight: 45 + min(30, max(0, days)))
        ]
    }

    static func policies(
        _ versions: [PolicyVersion]
    ) -> [Burning] {
        versions.filter { $0.release.stage == .canary }.map {
            Burning(
                mark: "info", kind: "canary",
                words: "Version \($0.release.version) decides for "
                    + Counted.share($0.release.share), detail: $0.title, path: "/rules",
                weight: 20)
        }
    }

    /// The gravest, at most ``most``.
    static func first(_ all: [Burning]) -> [Burning] {
        Array(all.sorted { ($0.weight, $1.words) > ($1.weight, $0.words) }.prefix(most))
    }
}
