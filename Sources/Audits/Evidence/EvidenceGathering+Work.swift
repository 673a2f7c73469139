import Cases
import Enforcements
import Vocabulary

// What people did about an entity: their cases, and the orders that it was among others in.

extension EvidenceGathering {
    /// All cases of an entity, open and closed, the latest first, with who did what in them.
    mutating func gatherCases(of entity: EnforcedEntity) throws {
        var filter = CaseFilter(limit: EvidenceBounds.casesMax + 1)
        (filter.subject, filter.order) = (entity, .latest)
        let chosen = filter
        let told = try store.readingCases { tables in
            try tables.cases(chosen).prefix(EvidenceBounds.casesMax + 1).compactMap {
                try CaseText($0.id, in: tables)
            }
        }
        var text = EvidenceText()
        for one in told.prefix(EvidenceBounds.casesMax) {
            try text.add(one)
            subjects.insert("case=\(one.id)")
        }
        if told.count > EvidenceBounds.casesMax {
            notes.append(
                "There are more cases; the latest \(EvidenceBounds.casesMax) are in here.")
        }
        try bundle.add("cases.ndjson", text)
    }

    /// Orders that led to a measure against an entity. Who else they are against is nobody's
    /// business here: members are counted.
    mutating func gatherOrders(of entity: EnforcedEntity) throws {
        var text = EvidenceText()
        for batch in batches.sorted() {
            subjects.insert("batch=\(batch)")
            guard let kept = try store.readingCases({ try $0.order(batch: batch) }) else {
                continue
            }
            try text.add(MemberOrderText(kept, of: entity))
            try gatherGiving(of: kept)
        }
        if text.lines > 0 { try bundle.add("orders.ndjson", text) }
    }

    /// Finds the line of who gave an order against a ring: it is about the ring, was written when
    /// the order was begun or soon after, and is by who ordered it.
    private mutating func gatherGiving(of kept: KeptOrder) throws {
        guard !kept.order.ring.isEmpty else { return }
        var filter = AuditFilter(limit: AuditBounds.limitMax)
        filter.subject = "ring=\(kept.order.ring)"
        (filter.by, filter.action) = (kept.order.by, "ring.order")
        (filter.since, filter.until) = (kept.at, kept.at + EvidenceBounds.givingMax)
        repeat {
            let page = try store.auditPage(filter)
            sequences.formUnion(page.entries.map(\.sequence))
            filter.before = page.next
        } while filter.before != nil
    }
}

/// An order against a ring as the bundle of one of its members tells it.
struct MemberOrderText: Encodable {
    let batch: String
    let ring: String
    let members: Int
    let namesSubject: Bool
    let measure: String?
    let reason: String
    let why: String
    let inside: String?
    let by: String
    let at: Int64
    /// `held`, `done`, `undone` or `running`. Who agreed stands with each measure.
    let state: String

    init(_ kept: KeptOrder, of entity: EnforcedEntity) {
        let order = kept.order
        (batch, ring, by, at) = (kept.batch, order.ring, order.by, kept.at)
        members = Set(order.members).count
        namesSubject = order.members.contains(entity)
        measure = order.closing.measure?.rawValue
        (reason, why, state) = (order.closing.reason, order.closing.why, kept.state.rawValue)
        inside = order.closing.inside
    }
}
