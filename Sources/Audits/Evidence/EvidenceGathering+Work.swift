import Cases
import Enforcements
import Pipeline
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
            try text.add(one, hiding: others)
            trail.take("case=\(one.id)")
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
        for batch in trail.batches.sorted() {
            guard let kept = try store.readingCases({ try $0.order(batch: batch) }) else {
                continue
            }
            try text.add(MemberOrderText(kept, of: entity), hiding: others)
            trail.take(kept)
        }
        if text.lines > 0 { try bundle.add("orders.ndjson", text) }
    }

    /// Finds who else was in the rings of an entity's cases and in the orders against it: unless
    /// the bundle is asked whole, their names stay out.
    ///
    /// - Parameters:
    ///   - one: the case that the bundle is of; nil for all of the entity.
    ///   - documents: rings that the bundle itself writes.
    mutating func hideOthers(
        of entity: EnforcedEntity, in one: Case? = nil, writing documents: [RingDocument] = []
    ) throws {
        guard !isWhole else { return }
        var cases = CaseFilter(limit: EvidenceBounds.casesMax)
        (cases.subject, cases.order) = (entity, .latest)
        let (ofCases, batches) = (cases, try readBatches(of: entity))
        let hidden = try store.readingCases { tables in
            let found = try tables.cases(ofCases)
            let kept = try found.flatMap { try tables.rings(ofCase: $0.id).map(\.kept.sequence) }
            var hidden = Self.members(of: documents)
            for sequence in Set(kept).sorted(by: >).prefix(EvidenceBounds.ringsMax) {
                guard let ring = try tables.keptRing(sequence: sequence) else { continue }
                hidden.formUnion(Self.members(of: [try RingDocument(json: ring.ring.document)]))
            }
            let orders = batches.union(found.map(\.order)).union([one?.order ?? ""])
            for batch in orders where !batch.isEmpty {
                hidden.formUnion(try tables.order(batch: batch)?.order.members ?? [])
            }
            return hidden
        }
        others = Pseudonyms(hidden, but: entity.name)
        if let note = others.note { notes.append(note) }
    }

    private static func members(of rings: [RingDocument]) -> Set<EnforcedEntity> {
        Set(rings.flatMap(\.members).map { EnforcedEntity(kind: "account", name: $0.account) })
    }

    /// Of all the measures that a bundle of an entity may hold, the orders.
    private func readBatches(of entity: EnforcedEntity) throws -> Set<String> {
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.entity = entity
        var batches: Set<String> = []
        var read = 0
        while read <= EvidenceBounds.enforcementsMax {
            let page = filter
            let found = try store.readingEnforcements { try $0.enforcements(page) }
            batches.formUnion(found.map(\.origin.batch))
            read += found.count
            guard found.count == filter.limit, let last = found.last else { break }
            filter.before = last.sequence
        }
        return batches
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
