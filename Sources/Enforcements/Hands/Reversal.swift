import Vocabulary

/// What taking back one enforcement came to.
package struct ReversalCounts: Sendable, Hashable {
    package var reversed = 0
    /// Later ones of the same entity that had counted its strike, and are a lower rung now.
    package var lowered = 0

    package init() {}

    package static func += (left: inout ReversalCounts, right: ReversalCounts) {
        left.reversed += right.reversed
        left.lowered += right.lowered
    }
}

extension EnforcementDesk {
    /// Takes back an enforcement with its strike, and judges again what had counted it.
    /// O(history of the entity).
    ///
    /// - Parameter cause: sequence of the entry it follows from.
    /// - Throws: ``Fault`` `conflict` when it was taken back or refused already.
    package func reverse(
        _ enforcement: Enforcement, by: String, why: String, cause: Int64? = nil
    ) throws -> ReversalCounts {
        var counts = ReversalCounts()
        let entry = LedgerEntry(
            .reversed, on: enforcement, at: clock, by: by, why: why, cause: cause)
        let (_, sequence) = try write(entry, on: enforcement)
        counts.reversed = 1
        guard enforcement.origin.weight > 0 else { return counts }
        let history = try tables.history(of: enforcement.entity, policy: enforcement.policy)
        for later in history where later.origin.counted.contains(enforcement.id) {
            guard later.state.stands || later.state == .pending else { continue }
            if try lower(later, among: history, by: by, cause: sequence) { counts.lowered += 1 }
        }
        return counts
    }

    /// Judges one again by those of its strikes that still stand; it is never raised.
    private func lower(
        _ enforcement: Enforcement, among history: [Enforcement], by: String, cause: Int64
    ) throws -> Bool {
        let origin = enforcement.origin
        var points = origin.weight
        for id in origin.counted {
            guard
                let strike = try history.first(where: { $0.id == id })
                    ?? tables.enforcement(id: id), strike.state.stands
            else { continue }
            points += strike.origin.weight
        }
        guard points < enforcement.points,
            let policy = try tables.policy(digest: origin.policyDigest)
        else { return false }
        var entry = LedgerEntry(
            .lowered, on: enforcement, at: clock, by: by,
            why: "A strike that it counted was taken back.", cause: cause)
        entry.points = points
        let rung = policy.rung(of: points)
        if rung != enforcement.rung {
            entry.rung = rung
            entry.measure = rung > 0 ? policy.ladder[rung - 1].measure : .strike
            entry.until = policy.end(
                of: rung, from: enforcement.from, strikeUntil: origin.strikeUntil)
        }
        try write(entry, on: enforcement)
        return true
    }
}
