import Cases
import Enforcements
import Foundation
import Pipeline
import Vocabulary

/// Gathers what a store knows of a case, an entity or a period, and seals it.
package struct EvidenceGathering {
    let store: any EvidenceStore
    private let scope: EvidenceScope
    let isWhole: Bool
    /// Others in rings and orders whose names stay out.
    var others = Pseudonyms([])
    var bundle = EvidenceBundle()
    /// What somebody who reads it should know.
    var notes: [String] = []
    private var packs: Set<String> = []
    /// What lines of the audit log are about that belong here.
    var trail = AuditTrail()

    private static let perRead = 1000

    /// Writes a line of the audit log first, so that the bundle has the line of its own making.
    ///
    /// - Parameter isWhole: whether the others in a ring are named in the bundle of one of them.
    /// - Throws: ``Fault`` `notFound` for a case that is not there and for an entity of which
    ///   nothing is kept, `tooLarge` beyond ``EvidenceBounds``.
    package static func bundle(
        of scope: EvidenceScope, from store: any EvidenceStore, at time: Int64, by: String,
        isWhole: Bool = false
    ) throws -> EvidenceBundle {
        if case .entity(let entity) = scope { try expectKnown(entity, store) }
        try store.append([
            AuditEntry(
                at: time, .look, by: by, action: "audit.bundle", subject: scope.subject,
                detail: (scope.about.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                    + (isWhole ? ["whole=yes"] : [])).joined(separator: "; "))
        ])
        var gathering = EvidenceGathering(store: store, scope: scope, isWhole: isWhole)
        try gathering.gather()
        try gathering.bundle.seal(
            about: scope.about, notes: gathering.notes, at: time, by: by,
            head: try store.auditHead(), key: try store.auditKey())
        return gathering.bundle
    }

    private init(store: any EvidenceStore, scope: EvidenceScope, isWhole: Bool) {
        (self.store, self.scope, self.isWhole) = (store, scope, isWhole)
        trail.take(scope.subject)
    }

    private static func expectKnown(_ entity: EnforcedEntity, _ store: any EvidenceStore) throws {
        if entity.kind == "account" {
            guard try store.events(ofAccount: entity.name, before: .max, limit: 1).isEmpty else {
                return
            }
        }
        var measures = EnforcementFilter(limit: 1)
        measures.entity = entity
        var cases = CaseFilter(limit: 1)
        cases.subject = entity
        let (ofMeasures, ofCases) = (measures, cases)
        guard try store.readingEnforcements({ try $0.enforcements(ofMeasures).isEmpty }),
            try store.readingCases({ try $0.cases(ofCases).isEmpty })
        else { return }
        throw Fault(
            .notFound, "Nothing is kept of \(entity.text.prefix(80)): no event, measure or case.",
            fix: "See whether the name is written as in its events; Ctrl K finds it by a part.")
    }

    private mutating func gather() throws {
        switch scope {
        case .one(let id): try gatherCase(id)
        case .entity(let entity):
            try hideOthers(of: entity)
            try gatherEntity(entity)
        case .period(let since, let until): try gatherPeriod(since, until)
        }
        for hash in packs.sorted() {
            guard let files = try store.pack(hash: hash) else {
                notes.append("The pack \(hash) is not kept any more.")
                continue
            }
            try bundle.add("packs/\(hash).json", json: files)
        }
    }

    private mutating func gatherCase(_ id: String) throws {
        let (found, text) = try store.readingCases { tables in
            (try tables.case(id: id), try CaseText(id, in: tables))
        }
        guard let found, let text else {
            throw Fault(.notFound, "There is no case \(id.prefix(80)).")
        }
        trail.take(found.subject.text)
        let rings = try readRings(of: found)
        if found.subject.kind != "ring" {
            try hideOthers(of: found.subject, in: found, writing: rings.map(\.document))
        }
        try bundle.add("case.json", json: text, hiding: others)
        try gather(rings)
        if found.subject.kind == "ring" {
            try gatherRing(found.subject, rings.map(\.document))
        } else {
            // As one of its members tells it: who else it was against stays out.
            trail.take(batch: found.order)
            try gatherEntity(found.subject)
        }
    }

    private mutating func gatherEntity(_ entity: EnforcedEntity) throws {
        if entity.kind == "account" {
            try gatherEvents(of: entity.name)
            try gatherDecisions { filter in filter.account = entity.name }
        } else {
            notes.append(
                "The subject is no account: events and decisions that name it are not in here.")
        }
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.entity = entity
        try gatherEnforcements(filter)
        try gatherCases(of: entity)
        try gatherOrders(of: entity)
        try gatherLines()
    }

    private mutating func gatherEvents(of account: String) throws {
        var text = EvidenceText()
        var before = Int64.max
        while true {
            let events = try store.events(
                ofAccount: account, before: before, limit: Self.perRead)
            for event in events { try text.add(event) }
            guard let last = events.last, events.count == Self.perRead else { break }
            before = last.sequence
            try EvidenceBounds.expect(
                text.lines, atMost: EvidenceBounds.eventsMax, "events")
        }
        try bundle.add("events.ndjson", text)
    }

    /// Pages of decisions, the latest first, down to a sequence.
    private mutating func gatherDecisions(
        down to: Int64 = 0, _ choose: (inout DecisionFilter) -> Void
    ) throws {
        var text = EvidenceText()
        var filter = DecisionFilter(limit: Self.perRead)
        choose(&filter)
        while true {
            let found = try store.decisions(filter)
            for decision in found where decision.sequence >= to {
                try text.add(json: decision.record.utf8)
                packs.insert(decision.packHash)
            }
            guard let last = found.last, found.count == Self.perRead, last.sequence > to else {
                break
            }
            filter.before = last.sequence
            try EvidenceBounds.expect(
                text.lines, atMost: EvidenceBounds.eventsMax, "decisions")
        }
        try bundle.add("decisions.ndjson", text)
    }

    private mutating func gatherEnforcements(
        _ filter: EnforcementFilter, until: Int64 = .max
    ) throws {
        var text = EvidenceText()
        try add(filter, until: until, to: &text)
        try bundle.add("enforcements.ndjson", text)
    }

    /// Enforcements with their ledger, notices and appeals, the latest first.
    mutating func add(
        _ filter: EnforcementFilter, until: Int64 = .max, to text: inout EvidenceText
    ) throws {
        var filter = filter
        while true {
            let page = filter
            let (views, count, last) = try store.readingEnforcements { tables in
                let found = try tables.enforcements(page)
                let views = try found.filter { $0.from < until }.map {
                    (
                        try EnforcementView(whole: $0, in: tables), $0,
                        try tables.appeals(AppealFilter(enforcement: $0.id)).map(\.id)
                    )
                }
                return (views, found.count, found.last?.sequence)
            }
            for (view, enforcement, appeals) in views {
                try text.add(view, hiding: others)
                trail.take(enforcement, appeals: appeals)
                if !enforcement.origin.packHash.isEmpty {
                    packs.insert(enforcement.origin.packHash)
                }
            }
            guard count == filter.limit, let last else { break }
            filter.before = last
            try EvidenceBounds.expect(
                text.lines, atMost: EvidenceBounds.enforcementsMax, "enforcements")
        }
    }

    /// Decisions as they are kept; the packs that made them come with the bundle.
    mutating func add(_ decisions: [StoredDecision], to text: inout EvidenceText) throws {
        for decision in decisions {
            try text.add(json: decision.record.utf8)
            packs.insert(decision.packHash)
        }
        try EvidenceBounds.expect(text.lines, atMost: EvidenceBounds.eventsMax, "decisions")
    }

    mutating func gatherLines() throws {
        var (sequences, withheld): (Set<Int64>, Set<Int64>) = ([], [])
        for part in trail.about {
            var filter = AuditFilter(limit: AuditBounds.limitMax)
            filter.about = [part]
            repeat {
                let page = try store.auditPage(filter)
                for entry in page.entries {
                    // A line is signed as it stands: where it names others it stays out whole.
                    if others.isNaming(entry.detail) {
                        withheld.insert(entry.sequence)
                    } else {
                        sequences.insert(entry.sequence)
                    }
                }
                filter.before = page.next
                try EvidenceBounds.expect(
                    sequences.count, atMost: EvidenceBounds.auditLinesMax, "audit lines")
            } while filter.before != nil
        }
        if !withheld.isEmpty {
            notes.append("Lines of the audit log that name others are withheld: \(withheld.count).")
        }
        var text = EvidenceText()
        try AuditExcerpt.lines(sequences.sorted(), of: store, into: &text)
        try bundle.add(EvidenceBundle.auditName, text)
    }

    private mutating func gatherPeriod(_ since: Int64, _ until: Int64) throws {
        let range = try EventPeriod(store).sequences(since, until)
        try EvidenceBounds.expect(range.count, atMost: EvidenceBounds.eventsMax, "events")
        var text = EvidenceText()
        var last = range.lowerBound - 1
        while last < range.upperBound - 1 {
            let events = try store.events(
                after: last, limit: Int(min(1000, range.upperBound - 1 - last)),
                bytesMax: 64 * 1024 * 1024)
            guard let final = events.last?.sequence else { break }
            for event in events { try text.add(event) }
            last = final
        }
        try bundle.add("events.ndjson", text)
        try gatherDecisions(down: range.lowerBound) { $0.before = range.upperBound }
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.since = since
        try gatherEnforcements(filter, until: until)
        try gatherAllLines(since, until)
    }

    private mutating func gatherAllLines(_ since: Int64, _ until: Int64) throws {
        var filter = AuditFilter(limit: 1)
        (filter.since, filter.until) = (since, until)
        var text = EvidenceText()
        let from = try AuditPeriod(store).first(since)
        if let last = try store.auditPage(filter).entries.first?.sequence, from <= last {
            try EvidenceBounds.expect(
                Int(last - from), atMost: EvidenceBounds.auditLinesMax * 4, "audit lines")
            try AuditExcerpt.whole(of: store, from...last, into: &text)
        }
        try bundle.add(EvidenceBundle.auditName, text)
    }
}
