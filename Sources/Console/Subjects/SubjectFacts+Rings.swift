import Cases
import Enforcements
import Pipeline
import Vocabulary

// What is known of a ring when detection has gone on: what stays with cases and orders.

extension SubjectFacts {
    /// Puts in place of what detection says now what it said when the case was decided on. Where
    /// nothing is decided, the ring that was seen last stands only where detection sees the
    /// subject in none now, and a verdict of today stays. O(members) for a ring.
    mutating func recall(_ about: Case?, _ tables: any CaseTables) throws {
        let kept = try known(of: about, tables)
        let isDecided = about.map { $0.state.isOver || $0.state == .approving } ?? false
        let saysNothing = verdict.map { $0.action == "none" && $0.ring.isEmpty } ?? true
        if let kept, isDecided ? kept.kept.seenAt != ringRunAt || ring == nil : saysNothing,
            let whole = try tables.keptRing(sequence: kept.kept.sequence)
        {
            ringSummary = whole.ring.summary
            ringSeenAt = whole.seenAt
            ring =
                whole.ring.document.utf8.count <= Bounds.ringBytes
                ? try? RingDocument(json: whole.ring.document) : nil
            if isDecided || verdict == nil {
                verdictSeenAt = whole.seenAt
                verdict = AccountVerdict(
                    account: entity.name, score: kept.score, action: kept.action,
                    ring: whole.ring.id)
            }
        }
        guard entity.kind == "ring" else { return }
        orders = try tables.orders(ofRing: entity.name, limit: Bounds.cases)
        guard let members = ring?.members.prefix(Bounds.members), !members.isEmpty else { return }
        let count = try members.count {
            try tables.enforcements.keepsFromEarning(
                EnforcedEntity(kind: "account", name: $0.account))
        }
        stopped = (count, members.count)
    }

    /// What stayed with a case; without one with the latest case that has something, or with the
    /// ring itself.
    private func known(of about: Case?, _ tables: any CaseTables) throws -> CaseRing? {
        for one in about.map({ [$0] }) ?? cases {
            let rings = try tables.rings(ofCase: one.id)
            // What came after the closing is of another look at the same person.
            let decided = rings.first { $0.at <= one.closedAt ?? .max }
            if let found = decided ?? rings.last { return found }
        }
        guard entity.kind == "ring",
            let kept = try tables.keptRing(id: entity.name, until: .max)
        else { return nil }
        return CaseRing(
            kept: kept, at: kept.seenAt, action: kept.ring.action, score: kept.ring.score)
    }
}
