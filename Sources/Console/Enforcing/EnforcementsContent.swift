import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What `enforcements.mustache` shows: enforcements by filters that stand in the address.
struct EnforcementsContent {
    struct Chip {
        let name: String
        let path: String
        let isHere: Bool
    }

    struct Choice {
        let name: String
        let title: String
        let isChosen: Bool
    }

    let chips: [Chip]
    let waiting: String?
    /// Orders against rings that wait, where what waits is listed.
    let orders: [WaitingLine]
    let entity: String
    let scope: String
    let state: String?
    let policies: [Choice]
    let rows: [EnforcementRow]
    let hasRows: Bool
    let isFiltered: Bool
    let pager: Pager?
    let isInForce: Bool
    /// Whether nothing is in force now, but something was.
    let isOver: Bool

    init(_ filter: EnforcementFilter, _ parts: ConsoleParts, _ call: Call) throws {
        let (found, waitingCount, standing, isAny) = try parts.store.readingEnforcements { tables in
            let found = try tables.enforcements(filter)
            let standing =
                try filter.isLatestOfEntity
                ? found.map { try Self.standing(of: $0.entity, in: tables) } : []
            let isAny = try !tables.enforcements(EnforcementFilter(limit: 1)).isEmpty
            return (found, try tables.waitingCount(), standing, isAny)
        }
        isInForce = filter.isLatestOfEntity
        isOver = isInForce && found.isEmpty && isAny
        let chosen = isInForce ? nil : filter.states.first
        chips =
            [
                Chip(
                    name: "in force, one row each", path: "/enforcements", isHere: isInForce),
                Chip(
                    name: "all", path: Self.address(call, ["state": "all"]),
                    isHere: chosen == nil && !isInForce),
            ]
            + Enforcement.State.allCases.map { state in
                Chip(
                    name: state == .pending
                        ? "waits for a second person \(Counted.grouped(waitingCount))"
                        : state.rawValue,
                    path: Self.address(call, ["state": state.rawValue]), isHere: chosen == state)
            }
        waiting =
            waitingCount > 0 && chosen != .pending
            ? Counted.words(waitingCount, "measure waits", "measures wait")
                + " for a second person." : nil
        let held =
            chosen == .pending
            ? try parts.store.readingCases { try $0.heldOrders(limit: CaseBounds.heldOrdersMax) }
            : []
        orders = Waiting(orders: held).acts(Masking(for: call.caller), now: parts.now())
        entity = call.queries["entity"] ?? ""
        scope = call.queries["scope"] ?? ""
        state = chosen?.rawValue
        let names = parts.pack().enforcement?.policies.map(\.name) ?? []
        policies = names.map {
            Choice(
                name: $0, title: PlainWords.of($0), isChosen: $0 == filter.policy)
        }
        let (masking, now) = (Masking(for: call.caller), parts.now())
        rows =
            isInForce
            ? zip(found, standing).map {
                EnforcementRow($1.first ?? $0, also: $1.count - 1, masking, now: now)
            } : found.map { EnforcementRow($0, masking, now: now) }
        hasRows = !found.isEmpty
        isFiltered =
            EnforcementPageRoutes.filters.contains { call.queries[$0]?.isEmpty == false }
        pager = Pager(
            latest: filter.before == nil ? nil : Self.address(call, [:]),
            older: found.count == filter.limit
                ? found.last.map { Self.address(call, ["before": "\($0.sequence)"]) } : nil,
            shown: found.count)
    }

    /// Measures in force against an entity, the strongest first, and of these the latest.
    private static func standing(
        of entity: EnforcedEntity, in tables: any EnforcementTables
    ) throws -> [Enforcement] {
        var filter = EnforcementFilter(limit: standingMax)
        (filter.entity, filter.states) = (entity, [.active])
        return try tables.enforcements(filter).filter { $0.measure != .strike }
            .sorted { ($1.measure, $1.sequence) < ($0.measure, $0.sequence) }
    }

    /// Measures of one entity that its row counts.
    private static let standingMax = 100

    /// The page with the same filters but for changes; an empty one is left out.
    private static func address(_ call: Call, _ changes: [String: String]) -> String {
        let kept = EnforcementPageRoutes.filters.compactMap { name -> String? in
            let old = name == "before" ? nil : call.queries[name]
            guard let value = changes[name] ?? old, !value.isEmpty else { return nil }
            return "\(name)=\(Query.escaped(value))"
        }
        return kept.isEmpty ? "/enforcements" : "/enforcements?" + kept.joined(separator: "&")
    }
}

/// One enforcement in a list.
struct EnforcementRow {
    let id: String
    let entity: String
    let path: String?
    let measure: String
    let measureName: String
    let state: String
    let policy: String
    let strikes: String
    /// Such as `and 3 more`; nil for none, and where each has a row.
    let also: String?
    let from: Moment
    let until: Moment?
    let why: String
    let decisionPath: String?
    /// The order by hand that it waits with; nil for none.
    let orderPath: String?

    /// - Parameter others: measures in force against the same entity that have no row of their own.
    init(_ enforcement: Enforcement, also others: Int = 0, _ masking: Masking, now: Int64) {
        let target = enforcement.entity
        id = enforcement.id
        entity = "\(target.kind) \(masking.name(target.name))"
        path =
            masking.isHiding
            ? nil : "/enforcements/\(Query.escaped(target.kind))/\(Query.escaped(target.name))"
        measureName = enforcement.measure.rawValue
        measure = PlainWords.of(measureName)
        state = enforcement.state.rawValue
        policy =
            enforcement.policy.isEmpty
            ? "by hand: \(enforcement.by)" : PlainWords.of(enforcement.policy)
        strikes = EnforcementRow.number(enforcement.points)
        also = others > 0 ? "and \(Counted.grouped(others)) more" : nil
        from = Moment(enforcement.from, now: now)
        until = enforcement.until.map { Moment($0, now: now) }
        why = masking.text(enforcement.origin.facts.first ?? enforcement.origin.decision)
        let batch = enforcement.origin.batch
        orderPath =
            enforcement.state == .pending && !batch.isEmpty && !enforcement.origin.rings.isEmpty
            ? "/orders/\(Query.escaped(batch))" : nil
        decisionPath =
            enforcement.origin.decision.isEmpty
            ? nil : "/decisions/\(Query.escaped(enforcement.origin.decision))"
    }

    static func number(_ points: Double) -> String {
        let hundredths = Int((points * 100).rounded())
        guard hundredths % 100 != 0 else { return "\(hundredths / 100)" }
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
