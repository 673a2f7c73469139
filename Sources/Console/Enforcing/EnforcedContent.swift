import API
import Cases
import Enforcements
import Packs
import Toolbox
import Vocabulary

/// What `enforcement.mustache` shows of one entity: what is in force, why, what it was told, the
/// ledger, and what can be done.
struct EnforcedContent {
    struct Notice {
        let locale: String
        let text: String
    }

    struct Entry {
        let sequence: Int64
        let at: Moment
        let kind: String
        let measure: String
        let by: String
        let why: String
        let cause: Int64?
    }

    struct Item {
        let row: EnforcementRow
        let basePath: String
        let by: String
        let approvedBy: String?
        let facts: [String]
        /// What stays inside; nil for nothing.
        let inside: String?
        let ground: String?
        let rules: String?
        let rings: [Link]
        let order: Link?
        let decision: Link?
        let appealUntil: Moment?
        let notices: [Notice]
        let hasNotices: Bool
        let appeals: [Link]
        let ledger: [Entry]
        let canReverse: Bool
        let canDecide: Bool
        /// The order that waits as a whole; nil for none.
        let waitsWith: Link?
        /// Whether the notice is still to be sent.
        let isToBeSent: Bool
        let isOwn: Bool
        let signing: Signing
    }

    struct Link {
        let name: String
        let path: String
    }

    /// Enforcements with all there is on them; the others stand in the list alone.
    static let wholeMax = 20

    let title: String
    let entityPath: String
    let lead: String
    let strikes: String?
    let items: [Item]
    let left: String?

    /// It blocks. O(``wholeMax`` · entries of each).
    ///
    /// - Throws: ``Fault`` `notFound` for a kind that the pack does not name, with nothing done.
    init(_ entity: EnforcedEntity, _ parts: ConsoleParts, _ call: Call) throws {
        let (masking, now) = (Masking(for: call.caller), parts.now())
        title = "\(entity.kind) \(masking.name(entity.name))"
        entityPath = "/entities/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))"
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.entity = entity
        let chosen = filter
        let (found, items) = try parts.store.readingCases { cases in
            let tables = cases.enforcements
            let found = try tables.enforcements(chosen)
            return (
                found,
                try found.prefix(EnforcedContent.wholeMax).map {
                    try Item($0, in: tables, call, masking, now: now, cases: cases)
                }
            )
        }
        guard !found.isEmpty || parts.pack().schema.entities.contains(entity.kind) else {
            throw Fault(
                .notFound,
                "Nothing was ever done to a \(entity.kind.prefix(40)), and the pack names none.",
                fix: "Enforcements stand under /enforcements.")
        }
        self.items = items
        let inForce = Set(
            found.filter { $0.state == .active && $0.measure != .strike }.map(\.measure))
        lead =
            inForce.isEmpty
            ? "Nothing is in force."
            : "In force: "
                + inForce.sorted(by: >).map { $0.words }
                .joined(separator: ", ") + "."
        let counting = found.filter { $0.isStrike(at: now) }
        strikes =
            counting.isEmpty
            ? nil
            : EnforcementRow.number(counting.reduce(0) { $0 + $1.origin.weight })
                + " strikes count "
                + "against it, the last until "
                + "\(Moment(counting.map(\.origin.strikeUntil).max() ?? now, now: now).full)."
        left =
            found.count > EnforcedContent.wholeMax
            ? Counted.words(
                found.count - EnforcedContent.wholeMax, "older one is", "older ones are")
                + " not shown." : nil
    }
}

extension EnforcedContent.Item {
    init(
        _ enforcement: Enforcement, in tables: any EnforcementTables, _ call: Call,
        _ masking: Masking, now: Int64, cases: (any CaseTables)? = nil
    ) throws {
        let origin = enforcement.origin
        row = EnforcementRow(enforcement, masking, now: now)
        basePath = "/enforcements/\(Query.escaped(enforcement.id))"
        (by, approvedBy) = (
            enforcement.by, enforcement.approvedBy.isEmpty ? nil : enforcement.approvedBy
        )
        facts = origin.facts.map(masking.text)
        inside = origin.inside.map(masking.text)
        ground = origin.ground.isEmpty ? nil : origin.ground
        rules = origin.rules.isEmpty ? nil : origin.rules.joined(separator: ", ")
        rings = origin.rings.map {
            EnforcedContent.Link(name: $0, path: "/rings/\(Query.escaped($0))")
        }
        order =
            origin.batch.isEmpty || origin.rings.isEmpty
            ? nil
            : EnforcedContent.Link(
                name: origin.batch, path: "/orders/\(Query.escaped(origin.batch))")
        decision =
            origin.decision.isEmpty
            ? nil
            : EnforcedContent.Link(
                name: origin.decision, path: "/decisions/\(Query.escaped(origin.decision))")
        appealUntil = enforcement.appealUntil.map { Moment($0, now: now) }
        let policy = try tables.policy(digest: origin.policyDigest)
        notices =
            masking.isHiding
            ? []
            : (policy.map { Notices.rendered($0, of: enforcement) } ?? [:])
                .sorted { $0.key < $1.key }
                .map { EnforcedContent.Notice(locale: $0.key, text: $0.value) }
        hasNotices = !notices.isEmpty
        appeals = try tables.appeals(
            AppealFilter(enforcement: enforcement.id, limit: EnforcementBounds.appealsMax)
        ).map {
            EnforcedContent.Link(
                name: "\($0.state.rawValue), \(Moment($0.openedAt, now: now).full)",
                path: "/appeals/\(Query.escaped($0.id))")
        }
        ledger = try tables.entries(of: enforcement.id).map {
            EnforcedContent.Entry(
                sequence: $0.sequence, at: Moment($0.at, now: now), kind: $0.kind.rawValue,
                measure: $0.measure.words, by: $0.by,
                why: masking.text($0.why), cause: $0.cause)
        }
        let isWaiting = enforcement.state == .pending
        isOwn =
            isWaiting && call.caller.kind != .machine
            && PersonName.isSame(call.caller.name, enforcement.by)
        canReverse =
            (enforcement.state.stands || isWaiting) && call.caller.may(.enforcementsOrder)
        isToBeSent = isWaiting
        let held = try isWaiting ? cases?.order(batch: origin.batch) : nil
        waitsWith =
            held?.state == .held
            ? EnforcedContent.Link(
                name: origin.batch, path: "/orders/\(Query.escaped(origin.batch))") : nil
        canDecide =
            isWaiting && !isOwn && waitsWith == nil && call.caller.may(.enforcementsApprove)
        signing = Signing(call, hint: "Why, in a sentence")
    }
}
