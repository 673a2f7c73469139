import CEL
import Cases
import Enforcements
import Events
import Packs
import Pipeline
import Verifications
import Vocabulary

/// What is known of one entity, read once for the pages that tell of it.
struct SubjectFacts: Sendable {
    /// A decision with its record, read for people.
    struct Decided: Sendable {
        var decision: StoredDecision
        /// Nil for a record that this version cannot read.
        var view: RecordView?
    }

    var entity: EnforcedEntity
    /// Nil where detection says nothing.
    var verdict: AccountVerdict?
    /// The ring it is in; nil for none, and for one too large to be read at once.
    var ring: RingDocument?
    var ringSummary: String?
    /// When the last run of detection ended; nil before the first.
    var ringRunAt: Int64?
    /// When the run ended that saw the ring so, where that is not the last one.
    var ringSeenAt: Int64?
    /// When the run ended that gave the verdict, where that is not the last one.
    var verdictSeenAt: Int64?
    /// Orders against it, where it is a ring; the latest first.
    var orders: [KeptOrder] = []
    /// Where it is a ring: how many of its members are kept from earning, of how many looked at.
    var stopped: (members: Int, of: Int)?
    var standing: AccountStanding?
    /// The latest first.
    var enforcements: [Enforcement] = []
    var ledger: [LedgerEntry] = []
    var appeals: [Appeal] = []
    var verifications: [Verification] = []
    var labels: [Label] = []
    /// The latest first.
    var cases: [Case] = []
    var reports: [Report] = []
    /// Notes of all its cases, the latest first: they stick to whom they are about.
    var notes: [CaseEntry] = []
    /// The latest first.
    var decided: [Decided] = []
    /// Where the next page of decisions begins; nil at the end.
    var before: Int64?

    /// Bounds of one reading.
    enum Bounds {
        static let decisions = 30
        /// Decisions among which those that acted are looked for.
        static let acted = 200
        static let enforcements = 50
        /// Enforcements whose ledger and appeals are read.
        static let told = 10
        static let cases = 20
        static let notes = 30
        static let verifications = 20
        static let labels = 50
        /// Members of a ring that are looked at for what is in force.
        static let members = 500
        /// Bytes of a ring's document that is read whole.
        static let ringBytes = 2_000_000
    }

    private init(_ entity: EnforcedEntity) { self.entity = entity }

    /// - Parameters:
    ///   - before: decisions before this place of the log; nil for the latest.
    ///   - acted: whether decisions that allowed are left out.
    ///   - about: the case that is looked at; one that is closed is told with what it was decided
    ///     on.
    ///   - tables: of the transaction the page is read in; nil where the pack has no queues.
    static func read(
        _ entity: EnforcedEntity, _ store: any ConsoleParts.Store, _ pack: Pack,
        before: Int64? = nil, acted: Bool = false, about: Case? = nil,
        cases tables: (any CaseTables)?
    ) throws -> SubjectFacts {
        var facts = SubjectFacts(entity)
        try facts.readVerdict(store)
        try facts.readEnforcements(store)
        facts.labels = Array(
            try store.labels(of: .entity(kind: entity.kind, name: entity.name))
                .suffix(Bounds.labels).reversed())
        if let tables {
            try facts.readCases(tables)
            try facts.recall(about, tables)
        }
        try facts.readDecisions(store, pack, before: before, acted: acted)
        return facts
    }

    private mutating func readVerdict(_ store: any ConsoleParts.Store) throws {
        ringRunAt = try store.detectionCounts()?.endedAt
        var ringID = entity.kind == "ring" ? entity.name : ""
        if entity.kind == "account" {
            standing = try store.standing(ofAccount: entity.name)
            verdict = try store.verdict(ofAccount: entity.name)
            ringID = verdict?.ring ?? ""
            verifications = try store.verifications(
                ofAccount: entity.name, limit: Bounds.verifications)
        }
        guard !ringID.isEmpty, let record = try store.ring(id: ringID) else { return }
        ringSummary = record.summary
        if entity.kind == "ring" {
            verdict = AccountVerdict(
                account: record.id, score: record.score, action: record.action, ring: record.id)
        }
        if record.document.utf8.count <= Bounds.ringBytes {
            ring = try? RingDocument(json: record.document)
        }
    }

    private mutating func readEnforcements(_ store: any ConsoleParts.Store) throws {
        var filter = EnforcementFilter(limit: Bounds.enforcements)
        filter.entity = entity
        (enforcements, ledger, appeals) = try store.readingEnforcements { tables in
            let found = try tables.enforcements(filter)
            let told = found.prefix(Bounds.told)
            return (
                found, try told.flatMap { try tables.entries(of: $0.id) },
                try told.flatMap {
                    try tables.appeals(
                        AppealFilter(enforcement: $0.id, limit: EnforcementBounds.appealsMax))
                }
            )
        }
    }

    private mutating func readCases(_ tables: any CaseTables) throws {
        var filter = CaseFilter(limit: Bounds.cases)
        (filter.subject, filter.order) = (entity, .latest)
        cases = try tables.cases(filter)
        var notes: [CaseEntry] = []
        for one in cases {
            reports += try tables.reports(of: one.id)
            notes += try tables.entries(of: one.id).filter { $0.kind == .noted }
        }
        self.notes = Array(notes.sorted { $0.at > $1.at }.prefix(Bounds.notes))
    }

    private mutating func readDecisions(
        _ store: any ConsoleParts.Store, _ pack: Pack, before: Int64?, acted: Bool
    ) throws {
        let limit = acted ? Bounds.acted : Bounds.decisions
        var found: [StoredDecision]
        if entity.kind == "account" {
            found = try store.decisions(
                DecisionFilter(account: entity.name, before: before, limit: limit + 1))
        } else if pack.schema.entities.contains(entity.kind) {
            let named = try EntityEvents(store: store, pack: pack).latest(
                kind: entity.kind, name: entity.name, before: before ?? .max, limit: limit,
                reach: .page)
            self.before = named.before
            found = try named.events.compactMap { event in
                try store.decisions(DecisionFilter(before: event.sequence + 1, limit: 1)).first
            }
        } else {
            found = []
        }
        if found.count > limit {
            found.removeLast(found.count - limit)
            self.before = found.last?.sequence
        }
        let shown = acted ? found.filter { $0.action != .allow } : found
        decided = shown.map {
            Decided(decision: $0, view: try? RecordView(record: $0.record))
        }
    }

    /// The strongest measure in force; nil for none.
    var inForce: Enforcement? {
        enforcements.filter { $0.state == .active && $0.measure != .strike }
            .max { $0.measure < $1.measure }
    }
}
