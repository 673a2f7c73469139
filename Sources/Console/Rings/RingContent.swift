import API
import Cases
import Enforcements
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// What `ring.mustache` shows of one ring.
struct RingContent {
    struct Fact {
        let name: String
        let value: String
        /// In place of the value.
        let at: Moment?
    }

    /// That the last run names it no more.
    struct Gone {
        let seen: Moment
        /// When detection ended last; nil where it never did.
        let run: Moment?
    }

    struct Evidence {
        let title: String
        let family: String
        /// 0...100, for a meter.
        let strength: Int
        let members: String
        let words: String

        /// All that a ring rests on.
        static func of(_ ring: RingDocument) -> [Evidence] {
            ring.evidence.map {
                Evidence(
                    title: RingWords.family($0.family), family: $0.family,
                    strength: Int(($0.strength * 100).rounded()),
                    members: Counted.words($0.members, "account", "accounts"), words: $0.words)
            }
        }
    }

    struct Shared {
        let kind: String
        let name: String
        let node: String
        let accounts: Int
    }

    struct Step {
        let at: Moment
        let what: String
        let accounts: String
    }

    /// Steps of its history, and shared values, listed.
    static let stepsMax = 50
    static let sharedMax = 12

    let id: String
    let path: String
    let action: String
    let lead: String
    let facts: [Fact]
    let evidence: [Evidence]
    let picture: String
    let isTied: Bool
    let life: String
    let profits: [RingProfit]
    let shared: [Shared]
    let members: RingMembers
    let history: [Step]
    let orders: [OrderLine]
    /// Nil for who may order nothing.
    let order: OrderForm?
    let isHiding: Bool
    /// Nil for one that the last run names.
    let gone: Gone?
    /// Its open case, else its last; nil for none.
    let caseLine: CaseLink?

    struct CaseLink {
        let id: String
        let path: String
        let state: String
    }

    /// It blocks. O(members + links), and a few reads for each member that is listed.
    init(_ known: KnownRing, _ parts: ConsoleParts, _ call: Call) throws {
        let (ring, now) = (try known.document, parts.now())
        let masking = Masking(for: call.caller)
        let shown = ring.masked(by: masking)
        id = ring.ring
        path = "/rings/\(Query.escaped(ring.ring))"
        (action, lead) = (ring.action, RingWords.summary(of: ring))
        let price = RingPrice(parts.casesDefinition)
        facts = RingContent.facts(ring, price, now: now)
        let run = try parts.store.detectionCounts()
        gone = known.goneSince.map {
            Gone(seen: Moment($0, now: now), run: run.map { Moment($0.endedAt, now: now) })
        }
        evidence = Evidence.of(ring)
        var drawing = Markup()
        RingPicture(shown).write(to: &drawing)
        picture = drawing.written
        isTied = !ring.links.isEmpty
        var strip = Markup()
        LifeStrip(ring.days).write(to: &strip)
        life = strip.written
        profits = ring.recipients.map { RingProfit($0, of: ring, price) }
        shared = RingContent.shared(shown)
        members = try RingMembers(ring, parts, call)
        history = ring.history.suffix(RingContent.stepsMax).map {
            Step(
                at: Moment($0.asOf, now: now), what: $0.what,
                accounts: Counted.grouped($0.accounts))
        }
        let (ordered, worked) = try parts.store.readingCases { tables in
            (
                try tables.orders(ofRing: ring.ring, limit: OrderLine.ordersMax),
                try RingContent.lastCase(of: ring.ring, tables)
            )
        }
        orders = ordered.map { OrderLine($0, now: now) }
        caseLine = call.caller.may(.casesRead) ? worked : nil
        order =
            call.caller.may(.enforcementsOrder)
            ? OrderForm(ring, definition: parts.casesDefinition, chosen: nil) : nil
        isHiding = masking.isHiding
    }

    private static func lastCase(of ring: String, _ tables: any CaseTables) throws -> CaseLink? {
        var filter = CaseFilter(limit: 1)
        (filter.subject, filter.order) = (EnforcedEntity(kind: "ring", name: ring), .latest)
        return try tables.cases(filter).first.map {
            CaseLink(
                id: CaseNumber.short($0.id), path: "/cases/\(Query.escaped($0.id))",
                state: $0.outcome ?? $0.state.rawValue)
        }
    }

    static func facts(_ ring: RingDocument, _ price: RingPrice, now: Int64) -> [Fact] {
        let money = price.words(ofPlays: ring.earningPlays).map { ("worth", $0) }
        let counts = [
            ("chance", RingWords.score(ring.score)), ("accounts", Counted.grouped(ring.accounts)),
            ("hijacked", Counted.grouped(ring.hijacked)),
            ("artificial plays", Counted.grouped(ring.plays)),
            ("that earned", Counted.grouped(ring.earningPlays)), money,
        ].compactMap { $0 }.map { Fact(name: $0.0, value: $0.1, at: nil) }
        let days = [("first seen", ring.firstSeen), ("last seen", ring.lastSeen)].map {
            Fact(name: $0.0, value: "", at: Moment($0.1, now: now))
        }
        return counts + days
    }

    /// What most accounts share, or pay, in words: the graph's other half.
    private static func shared(_ ring: RingDocument) -> [Shared] {
        var accounts: [String: Int] = [:]
        for link in ring.links {
            for (one, other) in [(link.from, link.to), (link.to, link.from)]
            where one.hasPrefix("account:") && !other.hasPrefix("account:") {
                accounts[other, default: 0] += 1
            }
        }
        return accounts.filter { $0.value > 1 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(RingContent.sharedMax)
            .map { node, count in
                let colon = node.firstIndex(of: ":") ?? node.startIndex
                return Shared(
                    kind: String(node[..<colon]),
                    name: String(node[colon...].dropFirst(colon == node.startIndex ? 0 : 1)),
                    node: node, accounts: count)
            }
    }
}

/// What a ring's play is worth, as the pack's cases say.
struct RingPrice {
    /// Minor units; nil where nobody says.
    private let each: Double?
    private let unit: String

    init(_ definition: CasesDefinition) {
        each = definition.amounts.first { $0.origins.contains(.ring) && $0.value.isEmpty }?.each
        unit = definition.unit
    }

    /// Nil where nobody says what a play is worth.
    func words(ofPlays plays: Int) -> String? {
        each.map {
            Money(minor: Int64(clamping: Int(($0 * Double(plays)).rounded())), unit: unit).words
        }
    }
}

/// Who profits from a ring, or was used by it.
struct RingProfit {
    let name: String
    let kind: String
    let path: String
    let role: String
    let chance: String
    let plays: String
    /// Nil where nobody says what a play is worth.
    let money: String?
    /// Of the ring's earning plays.
    let share: String
    /// Of all that it is paid for, what the ring makes; 0...100 for a bar.
    let dependence: Int
    let dependenceWords: String
    let words: String

    init(
        _ recipient: RingDocument.Recipient, of ring: RingDocument, _ price: RingPrice
    ) {
        money = price.words(ofPlays: recipient.plays)
        (name, kind, role) = (recipient.name, recipient.kind, recipient.role)
        path = "/entities/\(Query.escaped(kind))/\(Query.escaped(name))"
        chance = RingWords.score(recipient.score)
        plays = Counted.grouped(recipient.plays)
        share = Counted.share(Double(recipient.plays) / Double(max(1, ring.earningPlays)))
        let part = Double(recipient.plays) / Double(max(1, recipient.everywhere))
        dependence = Int((min(1, part) * 100).rounded())
        dependenceWords =
            "\(Counted.share(min(1, part))) of \(Counted.grouped(recipient.everywhere)) everywhere"
        words = recipient.words
    }
}
