package import Vocabulary

/// A measure against an entity as it stands: what its entries in the ledger come to.
package struct Enforcement: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// Waits for a second person.
        case pending
        case active
        case expired
        case reversed
        case refused

        /// Whether it is, or was, carried out, and was not taken back.
        package var stands: Bool { self == .active || self == .expired }
    }

    package var id: String
    package var entity: EnforcedEntity
    /// Empty by hand.
    package var policy: String
    package var state: State
    package var rung: Int
    package var measure: EnforcementMeasure
    package var points: Double
    /// Milliseconds since 1970.
    package var from: Int64
    package var until: Int64?
    /// When it was first carried out; nil while it was not.
    package var touchedAt: Int64?
    /// Of the entry that began it.
    package var sequence: Int64
    /// Who began it.
    package var by: String
    /// Who let it be carried out; empty for nobody.
    package var approvedBy = ""
    /// Of one that was held: entities that would have been touched with it.
    package var reach: Int
    package var origin: EnforcementOrigin

    /// What the first entry of an enforcement says.
    ///
    /// - Throws: ``Fault`` `bug` for an entry that begins nothing.
    package init(_ entry: LedgerEntry) throws(Fault) {
        guard let origin = entry.origin, entry.kind == .applied || entry.kind == .held else {
            throw Fault(.bug, "Entry \(entry.sequence) begins no enforcement.")
        }
        (id, entity, policy) = (entry.enforcement, entry.entity, entry.policy)
        state = entry.kind == .held ? .pending : .active
        (rung, measure, points) = (entry.rung, entry.measure, entry.points)
        (from, until) = (entry.from, entry.until)
        touchedAt = entry.kind == .held ? nil : entry.at
        (sequence, by, reach, self.origin) = (entry.sequence, entry.by, entry.reach, origin)
    }

    /// What stands once an entry is taken in.
    ///
    /// - Throws: ``Fault`` `conflict` for an entry that does not follow from what stands.
    package mutating func take(_ entry: LedgerEntry) throws(Fault) {
        switch (entry.kind, state) {
        case (.approved, .pending):
            (state, from, until) = (.active, entry.from, entry.until)
            (touchedAt, approvedBy) = (entry.at, entry.by)
        case (.refused, .pending): state = .refused
        case (.lowered, .pending), (.lowered, .active), (.lowered, .expired):
            (rung, measure, points) = (entry.rung, entry.measure, entry.points)
            until = entry.until
        case (.expired, .active): state = .expired
        case (.reversed, .pending), (.reversed, .active), (.reversed, .expired): state = .reversed
        case (.appealed, .active), (.appealed, .expired), (.upheld, _), (.overturned, _): break
        default:
            throw Fault(
                .conflict, "\(id) is \(state.rawValue), and cannot be \(entry.kind.rawValue).",
                fix: "See what became of it with `assay enforcements show`.")
        }
    }

    /// What a whole ledger comes to, by id. O(entries).
    ///
    /// - Throws: ``Fault`` when an entry does not follow from those before it.
    package static func fold(_ entries: some Sequence<LedgerEntry>) throws -> [String: Enforcement]
    {
        var standing: [String: Enforcement] = [:]
        for entry in entries {
            if standing[entry.enforcement] == nil {
                standing[entry.enforcement] = try Enforcement(entry)
            } else {
                try standing[entry.enforcement]?.take(entry)
            }
        }
        return standing
    }

    /// Whether its strike counts at a time.
    package func isStrike(at time: Int64) -> Bool {
        state.stands && origin.weight > 0 && origin.strikeUntil > time
    }

    /// Until when an appeal may be opened; nil where none may.
    package var appealUntil: Int64? { origin.appeal.map { (touchedAt ?? from) + $0 } }

    package var scopes: [String] { origin.scopes(policy: policy, by: by) }
}
