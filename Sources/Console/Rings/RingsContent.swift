import API
import Cases
import Enforcements
import Pipeline
import Toolbox
import Vocabulary

/// What `rings.mustache` shows: rings that were found last, and who profits.
struct RingsContent {
    struct Row {
        let id: String
        let path: String
        let action: String
        let chance: String
        let accounts: String
        let plays: String
        let from: Moment
        let to: Moment
        let summary: String
        /// Nil where nothing was done yet.
        let done: String?
        let donePath: String?
    }

    /// A ring that the last run names no more.
    struct Gone {
        let id: String
        let path: String
        let accounts: String
        let summary: String
        let seen: Moment
        /// What was ordered against it last; nil for nothing.
        let order: OrderLine?
    }

    /// The last run, and the next.
    struct Run {
        let words: String
        let asOf: Moment
        let ended: Moment
    }

    struct Next {
        let words: String
        let at: Moment?
        let mayLook: Bool
        let token: String
    }

    struct Recipient {
        let name: String
        /// Nil for who may not know whom it leads to.
        let path: String?
        let kind: String
        let role: String
        let chance: String
        let why: String
    }

    struct Chip {
        let name: String
        let path: String
        let isHere: Bool
    }

    /// Rings, and recipients, the page shows.
    static let ringsMax = 100
    static let recipientsMax = 50
    static let goneMax = 50
    /// The surest members of each ring that are looked at for what is in force.
    static let sampledMax = 8

    let hasRun: Bool
    let run: Run?
    let next: Next?
    let gone: [Gone]
    let chips: [Chip]
    let rings: [Row]
    let left: String?
    let recipients: [Recipient]

    init(_ parts: ConsoleParts, action: String?, _ masking: Masking, _ call: Call) throws {
        let (counts, now) = (try parts.store.detectionCounts(), parts.now())
        hasRun = counts != nil
        run = counts.map {
            Run(
                words: "\(Counted.words($0.rings, "ring", "rings")); "
                    + "\(Counted.words($0.restricted, "account", "accounts")) to restrict, "
                    + "\(Counted.grouped($0.reviewed)) to review",
                asOf: Moment($0.asOf, now: now), ended: Moment($0.endedAt, now: now))
        }
        next = parts.detection().map { Next($0, call, now: now) }
        gone = try parts.store.readingCases { tables in
            try tables.goneRings(limit: RingsContent.goneMax).map { kept in
                Gone(
                    kept, order: try tables.orders(ofRing: kept.ring.id, limit: 1).first, now: now)
            }
        }
        let all = try parts.store.rings(limit: RingsContent.ringsMax)
        chips = [nil, "restrict", "review", "none"].map { name in
            let count = name.map { name in all.count { $0.action == name } } ?? all.count
            return Chip(
                name: "\(name ?? "all") \(count)",
                path: name.map { "/rings?action=\($0)" } ?? "/rings", isHere: action == name)
        }
        let shown = all.filter { action == nil || $0.action == action }
        let surest = try shown.map { try parts.surest.members(of: $0.id, parts.store, counts) }
        rings = try parts.store.readingEnforcements { tables in
            try zip(shown, surest).map { try Row($0, surest: $1, tables, now: now) }
        }
        left = counts.flatMap { counts in
            counts.rings > all.count
                ? "These are the \(Counted.grouped(all.count)) largest of "
                    + "\(Counted.grouped(counts.rings)); "
                    + "/v1/rings?limit=\(DecisionFilter.limitMax) lists more." : nil
        }
        recipients = try parts.store.recipients(limit: RingsContent.recipientsMax)
            .filter { $0.role != "none" }
            .map {
                Recipient(
                    name: masking.name($0.name),
                    path: masking.isHiding
                        ? nil : Masks.path(EnforcedEntity(kind: $0.kind, name: $0.name)),
                    kind: $0.kind, role: $0.role,
                    chance: RingWords.score($0.score), why: $0.reason)
            }
    }
}

extension RingsContent.Row {
    /// - Parameter surest: some of its members, for what the policy did to them by itself.
    fileprivate init(
        _ ring: RingRecord, surest: [String], _ tables: any EnforcementTables, now: Int64
    ) throws {
        id = ring.id
        path = "/rings/\(Query.escaped(ring.id))"
        (action, chance) = (ring.action, RingWords.score(ring.score))
        (accounts, plays) = (Counted.grouped(ring.accounts), Counted.grouped(ring.plays))
        (from, to) = (Moment(ring.firstSeen, now: now), Moment(ring.lastSeen, now: now))
        summary = ring.summary
        var filter = EnforcementFilter(limit: 1)
        filter.scope = "ring:\(ring.id)"
        filter.states = [.active, .pending]
        let ordered = try tables.enforcements(filter).first { !$0.origin.batch.isEmpty }
        donePath = ordered.map { "/orders/\(Query.escaped($0.origin.batch))" }
        if let ordered {
            let words = ordered.measure.words
            done = ordered.state == .pending ? "\(words) waits for a second person" : words
            return
        }
        let strongest = try surest.compactMap {
            try RingMembers.measures(of: $0, in: tables).first
        }
        done = strongest.max().map {
            let words = $0.words
            return strongest.count == ring.accounts
                ? "\(words), all \(strongest.count)"
                : "\(words), \(strongest.count) of the \(surest.count) surest"
        }
    }
}

extension RingsContent.Gone {
    fileprivate init(_ kept: KeptRing, order: KeptOrder?, now: Int64) {
        id = kept.ring.id
        path = "/rings/\(Query.escaped(kept.ring.id))"
        (accounts, summary) = (Counted.grouped(kept.ring.accounts), kept.ring.summary)
        seen = Moment(kept.seenAt, now: now)
        self.order = order.map { OrderLine($0, now: now) }
    }
}

extension RingsContent.Next {
    fileprivate init(_ look: DetectionLook, _ call: Call, now: Int64) {
        words =
            look.isRunning
            ? "Detection is looking now." : "It looks every \(Moment.span(look.every)); the next is"
        at = look.isRunning ? nil : Moment(look.nextAt ?? now + look.every, now: now)
        mayLook = !look.isRunning && call.caller.may(.enforcementsOrder)
        token = call.caller.formToken
    }
}
