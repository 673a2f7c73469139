import API
import Cases
import Enforcements
import Vocabulary

/// What waits for a second person, for one who may be that person and had no part in it.
struct Waiting: Sendable {
    /// Orders against rings, the oldest first.
    var orders: [KeptOrder] = []
    /// Measures by hand or by a policy that are no such order's, one for each order by hand; the
    /// latest first.
    var measures: [Enforcement] = []
    /// Cases whose closing somebody proposed.
    var cases: [Case] = []
    /// Whether there may be more than was looked at.
    var isMore = false

    /// Measures, and cases, that are looked at.
    static let readMax = 100

    var count: Int { orders.count + measures.count + cases.count }

    /// Of one snapshot. O(``readMax``), each through an index of what waits.
    static func read(for caller: Caller, _ store: any CaseStore) throws -> Waiting {
        var waiting = Waiting()
        guard caller.may(.enforcementsApprove) || caller.may(.casesApprove) else { return waiting }
        try store.readingCases { tables in
            if caller.may(.enforcementsApprove) { try waiting.readMeasures(caller, tables) }
            if caller.may(.casesApprove) { try waiting.readCases(caller, tables) }
        }
        return waiting
    }

    private static func hadPart(_ caller: Caller, _ name: String) -> Bool {
        caller.kind != .machine && PersonName.isSame(name, caller.name)
    }

    private mutating func readMeasures(_ caller: Caller, _ tables: any CaseTables) throws {
        let held = try tables.heldOrders(limit: CaseBounds.heldOrdersMax)
        orders = held.filter { !Waiting.hadPart(caller, $0.order.by) }
        var filter = EnforcementFilter(limit: Waiting.readMax)
        filter.states = [.pending]
        let found = try tables.enforcements.enforcements(filter)
        var seen = Set(held.map(\.batch))
        for one in found where !Waiting.hadPart(caller, one.by) {
            let batch = one.origin.batch
            if batch.isEmpty || seen.insert(batch).inserted { measures.append(one) }
        }
        isMore = held.count == CaseBounds.heldOrdersMax || found.count == Waiting.readMax
    }

    private mutating func readCases(_ caller: Caller, _ tables: any CaseTables) throws {
        var filter = CaseFilter(limit: Waiting.readMax)
        (filter.states, filter.order) = ([.approving], .due)
        let found = try tables.cases(filter)
        cases = found.filter { !Waiting.hadPart(caller, $0.proposedBy) }
        isMore = isMore || found.count == Waiting.readMax
    }
}

/// One thing that waits for a second person, as lists show it, by the template `waiting-lines`.
struct WaitingLine: Sendable {
    /// Such as `ban against ring-6, 7 accounts`.
    let words: String
    let by: String
    let why: String
    let at: Moment
    let path: String
}

extension Waiting {
    /// Orders and measures; cases are listed as cases are.
    func lines(_ masking: Masking, now: Int64) -> [WaitingLine] {
        orders.map { kept in
            WaitingLine(
                words: "\(OrderLine.words(kept)) against \(kept.order.ring), "
                    + Counted.words(kept.order.members.count, "account", "accounts"),
                by: kept.order.by, why: masking.text(kept.order.closing.why),
                at: Moment(kept.at, now: now), path: "/orders/\(Query.escaped(kept.batch))")
        }
            + measures.map { one in
                let entity = one.entity
                let name = masking.name(entity.name)
                return WaitingLine(
                    words: "\(one.measure.words) against "
                        + "\(entity.kind) \(name)",
                    by: one.policy.isEmpty ? one.by : one.policy,
                    why: masking.text(one.origin.facts.first ?? ""),
                    at: Moment(one.from, now: now),
                    path: masking.isHiding
                        ? "/enforcements?state=pending"
                        : "/enforcements/\(Query.escaped(entity.kind))/"
                            + Query.escaped(entity.name))
            }
    }
}

extension Burning {
    /// What waits for who looks: each order by itself, the rest together.
    static func waiting(_ waiting: Waiting, _ masking: Masking, now: Int64) -> [Burning] {
        let orders = waiting.orders.prefix(3).map { kept in
            Burning(
                mark: "warn", kind: "second person",
                words: "\(OrderLine.words(kept)) against \(kept.order.ring), "
                    + Counted.words(kept.order.members.count, "account", "accounts")
                    + ", waits for you or another",
                detail: "ordered by \(kept.order.by), "
                    + "\(Moment(kept.at, now: now).words): "
                    + masking.text(kept.order.closing.why),
                path: "/orders/\(Query.escaped(kept.batch))", weight: 90)
        }
        let others = waiting.orders.count - orders.count + waiting.measures.count
        let parts = [
            others > 0 ? Counted.words(others, "measure", "measures") : nil,
            waiting.cases.isEmpty
                ? nil : Counted.words(waiting.cases.count, "case", "cases"),
        ].compactMap { $0 }
        guard !parts.isEmpty else { return orders }
        let isOne = others + waiting.cases.count == 1
        return orders + [
            Burning(
                mark: "warn", kind: "second person",
                words: parts.joined(separator: " and ") + (isOne ? " waits" : " wait")
                    + " for you or another", detail: nil, path: "/mine#agree", weight: 78)
        ]
    }
}
