package import Cases
package import Enforcements

/// What lines are about; of one subject all, or what one person did to it in a while.
package struct AuditAbout: Sendable, Hashable {
    package var subject: String
    package var by: String?
    package var action: String?
    /// Milliseconds since 1970; `until` is not in it.
    package var since: Int64?
    package var until: Int64?

    package init(_ subject: String) { self.subject = subject }

    /// Who gave an order against a ring: that line is about the ring, begun shortly before the
    /// order was kept, and ended when all of it was done.
    init(giving kept: KeptOrder) {
        subject = "ring=\(kept.order.ring)"
        (by, action) = (kept.order.by, "ring.order")
        (since, until) = (kept.at - Self.beginningMax, kept.at + Self.givingMax)
    }

    /// Milliseconds from the line that begins an order to the order, and from it to its end.
    private static let beginningMax: Int64 = 60_000
    private static let givingMax: Int64 = 600_000
}

/// Where the log tells of an entity: under its own name, and under the measures, appeals, orders
/// and cases that touched it. The page, the command and bundles all find lines by it.
package struct AuditTrail: Sendable {
    /// Each once, the own name first, then cases, measures and orders; a search takes the first
    /// ``AuditBounds/aboutMax``.
    package private(set) var about: [AuditAbout] = []
    /// Orders by hand that led to a measure here.
    package private(set) var batches: Set<String> = []
    /// Whether there is more than was looked at, or than a search takes.
    package private(set) var isCut = false
    private var known: Set<AuditAbout> = []

    /// Measures that are looked at for a listing, the latest; and as many cases.
    package static let measuresMax = 100

    package init() {}

    /// What a listing of a subject looks for; `account=u1` is an entity, and so is `ring=ring-6`.
    ///
    /// - Complexity: at most ``measuresMax`` measures and cases, each found along an index.
    package init(of subject: String, in store: any EnforcementStore & CaseStore) throws {
        let entity = EnforcementSelection.entity(subject)
        take(entity.text)
        var filter = EnforcementFilter(limit: Self.measuresMax)
        if entity.kind == "ring" {
            filter.scope = "ring:\(entity.name)"
        } else {
            filter.entity = entity
        }
        let measures = filter
        var latest = CaseFilter(limit: Self.measuresMax)
        (latest.subject, latest.order) = (entity, .latest)
        let chosen = latest
        // Searches take the first so many: cases stand before what measures came of.
        let cases = try store.readingCases { try $0.cases(chosen) }
        for one in cases { take("case=\(one.id)") }
        let enforcements = try store.readingEnforcements { tables in
            try tables.enforcements(measures).map {
                ($0, try tables.appeals(AppealFilter(enforcement: $0.id)).map(\.id))
            }
        }
        for (enforcement, appeals) in enforcements { take(enforcement, appeals: appeals) }
        let wanted = batches
        let orders = try store.readingCases { tables in
            try wanted.sorted().compactMap { try tables.order(batch: $0) }
        }
        for order in orders { take(order) }
        isCut =
            max(enforcements.count, cases.count) == Self.measuresMax
            || about.count > AuditBounds.aboutMax
    }

    /// A subject.
    package mutating func take(_ subject: String) { take(AuditAbout(subject)) }

    private mutating func take(_ part: AuditAbout) {
        if known.insert(part).inserted { about.append(part) }
    }

    /// A measure, with its appeals and the order it came of.
    package mutating func take(_ enforcement: Enforcement, appeals: [String]) {
        take("enforcement=\(enforcement.id)")
        for appeal in appeals { take("appeal=\(appeal)") }
        take(batch: enforcement.origin.batch)
    }

    /// An order by its batch; empty for none.
    package mutating func take(batch: String) {
        guard !batch.isEmpty else { return }
        batches.insert(batch)
        take("batch=\(batch)")
    }

    /// An order, with who gave it.
    package mutating func take(_ kept: KeptOrder) {
        take(batch: kept.batch)
        if !kept.order.ring.isEmpty { take(AuditAbout(giving: kept)) }
    }
}
