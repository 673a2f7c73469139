package import Vocabulary

/// Enforcements in memory, for rehearsals: one thread at a time.
package final class MemoryTables: EnforcementTables {
    private var upTo: Int64?
    private var standing: [String: Enforcement] = [:]
    private var order: [String] = []
    private var byEntity: [EnforcedEntity: [String: [String]]] = [:]
    private var byScope: [String: [String]] = [:]
    /// By scope, when an entity was last touched by it.
    private var touches: [String: [EnforcedEntity: Int64]] = [:]
    package private(set) var ledger: [LedgerEntry] = []
    package private(set) var messages: [OutboxMessage] = []
    package private(set) var labels: [Label] = []
    private var policies: [String: EnforcementPolicy] = [:]
    private var appealsHeld: [Appeal] = []

    package init() {}

    /// In the order they began.
    package var all: [Enforcement] { order.compactMap { standing[$0] } }

    package func carriedUpTo() -> Int64? { upTo }
    package func setCarried(upTo sequence: Int64) { upTo = sequence }
    package func enforcement(id: String) -> Enforcement? { standing[id] }
    /// A rehearsal has no people.
    package func hands(on person: String, since: Int64) -> [AccessHand] { [] }
    package func makers(ofKey name: String) -> [String] { [] }
    /// A rehearsal has no log.
    package func received(sequence: Int64) -> Int64? { nil }

    package func history(of entity: EnforcedEntity, policy: String) -> [Enforcement] {
        (byEntity[entity]?[policy] ?? []).suffix(EnforcementBounds.historyMax).reversed()
            .compactMap { standing[$0] }
    }

    package func touched(
        by scope: String, after time: Int64, limit: Int
    ) -> [EnforcedEntity: Int64] {
        let latest = (touches[scope] ?? [:]).filter { $0.value > time }
        let kept = latest.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
        return Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    package func waiting(by scope: String) -> Int {
        let ids = byScope[scope] ?? []
        return Set(
            ids.compactMap { standing[$0] }.filter { $0.state == .pending }.map(\.entity)
        ).count
    }

    package func due(at time: Int64, limit: Int) -> [Enforcement] {
        Array(all.filter { $0.state == .active && $0.until ?? .max <= time }.prefix(limit))
    }

    package func waiting(since time: Int64, limit: Int) -> [Enforcement] {
        Array(all.filter { $0.state == .pending && $0.from <= time }.prefix(limit))
    }

    package func waitingCount() -> Int { standing.values.count { $0.state == .pending } }

    package func enforcements(_ filter: EnforcementFilter) -> [Enforcement] {
        let found = all.reversed().filter { enforcement in
            (filter.entity == nil || enforcement.entity == filter.entity)
                && (filter.policy == nil || enforcement.policy == filter.policy)
                && (filter.states.isEmpty || filter.states.contains(enforcement.state))
                && (filter.scope.map { enforcement.scopes.contains($0) } ?? true)
                && (!filter.isLatestOfEntity || isLatest(enforcement))
                && enforcement.origin.time >= filter.since ?? .min
                && enforcement.sequence < filter.before ?? .max
        }
        return Array(found.prefix(min(max(0, filter.limit), EnforcementFilter.limitMax)))
    }

    private func isLatest(_ enforcement: Enforcement) -> Bool {
        let ids = byEntity[enforcement.entity]?.values.flatMap { $0 } ?? []
        return enforcement.measure != .strike
            && !ids.compactMap { standing[$0] }.contains {
                $0.state == .active && $0.measure != .strike && $0.sequence > enforcement.sequence
            }
    }

    package func append(_ entry: LedgerEntry) -> Int64 {
        var entry = entry
        entry.sequence = Int64(ledger.count + 1)
        ledger.append(entry)
        return entry.sequence
    }

    package func put(_ enforcement: Enforcement, isNew: Bool) {
        let before = standing.updateValue(enforcement, forKey: enforcement.id)
        if let at = enforcement.touchedAt, before?.touchedAt == nil, enforcement.measure != .strike
        {
            for scope in enforcement.scopes {
                touches[scope, default: [:]][enforcement.entity] = max(
                    touches[scope]?[enforcement.entity] ?? .min, at)
            }
        }
        guard isNew else { return }
        order.append(enforcement.id)
        byEntity[enforcement.entity, default: [:]][enforcement.policy, default: []]
            .append(enforcement.id)
        for scope in enforcement.scopes { byScope[scope, default: []].append(enforcement.id) }
    }

    package func entries(of enforcement: String) -> [LedgerEntry] {
        ledger.filter { $0.enforcement == enforcement }
    }

    package func entries(after sequence: Int64, limit: Int) -> [LedgerEntry] {
        Array(ledger.dropFirst(Int(sequence)).prefix(limit))
    }

    package func lastEntry() -> Int64 { ledger.last?.sequence ?? 0 }

    package func tell(_ message: OutboxMessage) { messages.append(message) }

    package func keep(policy: EnforcementPolicy) -> String {
        policies[policy.name] = policy
        return policy.name
    }

    package func policy(digest: String) -> EnforcementPolicy? { policies[digest] }
    package func appeal(id: String) -> Appeal? { appealsHeld.first { $0.id == id } }

    package func appeals(_ filter: AppealFilter) -> [Appeal] {
        let found = appealsHeld.reversed().filter {
            (filter.enforcement == nil || $0.enforcement == filter.enforcement)
                && (filter.state == nil || $0.state == filter.state)
        }
        return Array(found.prefix(filter.limit))
    }

    package func put(_ appeal: Appeal) {
        if let place = appealsHeld.firstIndex(where: { $0.id == appeal.id }) {
            appealsHeld[place] = appeal
        } else {
            appealsHeld.append(appeal)
        }
    }

    package func keep(_ label: Label) { labels.append(label) }
    /// A rehearsal knows whom it has measures against.
    package func unseen(of entities: Set<EnforcedEntity>, limit: Int) -> [EnforcedEntity] {
        Array(entities.filter { byEntity[$0] == nil }.sorted().prefix(limit))
    }

    /// A rehearsal has no cases.
    package func grounds(behind enforcement: Enforcement) -> [String] { [] }
    package func labelName(behind enforcement: Enforcement) -> String? { nil }
    package func withdrawLabels(
        behind enforcement: Enforcement, at: Int64, by: String, why: String
    ) {}
    package func overturns(by kind: String, limit: Int) -> [OverturnCount] { [] }

    package func measures(by kind: String, limit: Int) -> [String: Int] {
        let touched = standing.values.filter { $0.touchedAt != nil && $0.measure != .strike }
        let scopes = touched.flatMap(\.scopes).filter { $0.hasPrefix(kind + ":") }
        let counts = Dictionary(scopes.map { ($0, 1) }, uniquingKeysWith: +)
        return Dictionary(
            uniqueKeysWithValues: counts.sorted { $0.key < $1.key }.prefix(max(0, limit)).map {
                (String($0.key.dropFirst(kind.count + 1)), $0.value)
            })
    }
}
