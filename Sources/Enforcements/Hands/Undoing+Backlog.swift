import Vocabulary

extension Undoing {
    /// Decisions looked at; those behind them count as they are.
    private static let lookedAtMax = 10_000

    /// Decisions that are not carried out yet and may lead to what is selected; 0 where nothing
    /// ever was carried out. O(decisions behind).
    func backlog(in store: any EnforcementStore) throws -> Int {
        guard !(filter.scope ?? "").hasPrefix("batch:"),
            var place = try store.readingEnforcements({ try $0.carriedUpTo() })
        else { return 0 }
        var (count, seen) = (0, 0)
        while seen < Self.lookedAtMax {
            let (found, upTo) = try store.decisionsToCarry(
                after: place, limit: EnforcementBounds.decisionsPerTransaction)
            guard upTo > place else { return count }
            count += found.count { mayLead($0) }
            seen += found.count
            place = upTo
        }
        return try count + Int(clamping: max(0, store.lastSequence() - place))
    }

    /// Whether a decision may lead to what is selected.
    private func mayLead(_ decision: StoredDecision) -> Bool {
        if let since = filter.since, decision.time < since { return false }
        // One that cannot be read is never carried out.
        guard let record = try? RecordView(record: decision.record) else { return false }
        if let entity = filter.entity, record.entities[entity.kind]?.text != entity.name {
            return false
        }
        guard let scope = filter.scope, let mark = scope.firstIndex(of: ":") else { return true }
        let name = scope[scope.index(after: mark)...]
        switch scope[..<mark] {
        case "version": return record.policyVersion.map { "\($0)" == name } ?? false
        case "pack": return decision.packHash == name
        case "rule": return record.reasons.contains { $0.rule == name }
        // Which feature names the ring is the pack's to say.
        case "ring": return record.features.values.contains { $0.text == name }
        default: return true
        }
    }
}
