import Cases
import Enforcements
import Pipeline
import Vocabulary

// What a bundle holds of rings: the ring as it was, its members, orders with their measures and
// cases, and the members' decisions.

extension EvidenceGathering {
    /// An order as the bundle of its ring's case tells it: with all members and all steps.
    private struct WholeOrderText: Encodable {
        let batch: String
        let ring: String
        let state: String
        let at: Int64
        let by: String
        let measure: String?
        let lasts: Int64?
        let reason: String
        let why: String
        let inside: String?
        let members: [String]
        let steps: [KeptOrder.Step]

        init(_ kept: KeptOrder) {
            let closing = kept.order.closing
            (batch, ring, state, at) = (kept.batch, kept.order.ring, kept.words, kept.at)
            (by, measure, lasts) = (kept.order.by, closing.measure?.rawValue, closing.lasts)
            (reason, why, inside) = (closing.reason, closing.why, closing.inside)
            (members, steps) = (kept.order.members.map(\.text), kept.steps)
        }
    }

    /// That a ring was put with the case, and what was said of the case's subject then.
    struct RingText: Encodable {
        let ring: String
        let seenAt: Int64
        let keptAt: Int64
        let action: String
        let score: Double
        let document: RingDocument
    }

    /// Each ring that was put with a case, as it was, the latest first.
    func readRings(of one: Case) throws -> [RingText] {
        let kept = try store.readingCases { tables in
            try tables.rings(ofCase: one.id).compactMap { found -> (CaseRing, KeptRing)? in
                try tables.keptRing(sequence: found.kept.sequence).map { (found, $0) }
            }
        }
        return try kept.map { found, whole in
            RingText(
                ring: whole.ring.id, seenAt: whole.seenAt, keptAt: found.at,
                action: found.action, score: found.score,
                document: try RingDocument(json: whole.ring.document))
        }
    }

    /// `rings.ndjson`.
    mutating func gather(_ rings: [RingText]) throws {
        var text = EvidenceText()
        for ring in rings {
            trail.take("ring=\(ring.ring)")
            try text.add(ring, hiding: others)
        }
        try bundle.add("rings.ndjson", text)
    }

    /// The rest of a ring's case: its orders, what was done to its members, what they did.
    mutating func gatherRing(_ ring: EnforcedEntity, _ documents: [RingDocument]) throws {
        let orders = try store.readingCases {
            try $0.orders(ofRing: ring.name, limit: EvidenceBounds.ordersMax)
        }
        if orders.count == EvidenceBounds.ordersMax {
            notes.append("Of the ring's orders the latest \(EvidenceBounds.ordersMax) are in here.")
        }
        try gatherOrders(orders.map(\.batch))
        // Whom the orders named beside whom detection saw: both are what it is about.
        var members =
            documents.first?.members.sorted { $0.strength > $1.strength }
            .map(\.account) ?? []
        let known = Set(members)
        members += Set(orders.flatMap(\.order.members).filter { $0.kind == "account" }.map(\.name))
            .subtracting(known).sorted()
        if documents.isEmpty {
            notes.append("No run of detection that named the ring is kept with the case.")
        }
        var enforcements = EvidenceText()
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.scope = "ring:\(ring.name)"
        try add(filter, to: &enforcements)
        try bundle.add("enforcements.ndjson", enforcements)
        try gatherDecisions(of: members)
        try gatherLines()
    }

    /// The latest decisions of the surest members; what is left out is said.
    private mutating func gatherDecisions(of members: [String]) throws {
        var text = EvidenceText()
        let most = EvidenceBounds.decisionsOfMemberMax
        var cut = 0
        for account in members.prefix(EvidenceBounds.membersMax) {
            let found = try store.decisions(DecisionFilter(account: account, limit: most))
            if found.count == most { cut += 1 }
            try add(found, to: &text)
        }
        try bundle.add("decisions.ndjson", text)
        if members.count > EvidenceBounds.membersMax {
            notes.append(
                "Of \(members.count) members the decisions of the \(EvidenceBounds.membersMax) "
                    + "surest are in here.")
        }
        if cut > 0 {
            notes.append(
                "Of \(cut) members the latest \(most) decisions are in here; older ones are left "
                    + "out, and are in the bundle of each account.")
        }
        notes.append("The members' events are in the bundle of each account, not in here.")
    }

    /// `orders.ndjson`, and `cases.ndjson`: the cases they closed, with their histories.
    mutating func gatherOrders(_ batches: [String]) throws {
        var (orders, cases) = (EvidenceText(), EvidenceText())
        for batch in batches {
            let (kept, closed) = try store.readingCases { tables in
                let closed = try tables.closedCases(
                    byOrder: batch, limit: EvidenceBounds.orderedCasesMax)
                return (
                    try tables.order(batch: batch),
                    try closed.compactMap { try CaseText($0.id, in: tables) }
                )
            }
            trail.take(batch: batch)
            if let kept { try orders.add(WholeOrderText(kept)) }
            for one in closed {
                trail.take("case=\(one.id)")
                try cases.add(one)
            }
            if closed.count == EvidenceBounds.orderedCasesMax {
                notes.append("Of the cases that \(batch) closed \(closed.count) are in here.")
            }
        }
        guard orders.lines > 0 else { return }
        try bundle.add("orders.ndjson", orders)
        try bundle.add("cases.ndjson", cases)
    }
}
