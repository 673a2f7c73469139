import API
import Cases
import Crypto
import Enforcements
import Packs
import Toolbox
import Vocabulary

/// What `ring_order.mustache` shows: what an order would do, before anybody confirms it.
struct OrderPreview {
    struct Field {
        let name: String
        let value: String
    }

    struct Doubt {
        let name: String
        let path: String?
    }

    /// Doubtful members that are listed.
    static let doubtsMax = 50
    /// Members that are listed.
    static let againstMax = 200

    let ring: String
    let ringPath: String
    let measure: String
    let lasts: String
    let members: String
    let touched: String
    let already: String
    let cases: String
    let loss: String?
    let leftOut: String?
    /// Whom it is against, by name; the first of them.
    let against: [Doubt]
    let againstMore: String?
    let doubtful: [Doubt]
    let doubtfulCount: String?
    let reach: String
    /// Nil where nobody else is asked.
    let asksSecond: String?
    /// Whether it would touch nobody, and so cannot be given.
    let isIdle: Bool
    let form: OrderForm
    let fields: [Field]
    let signing: Signing

    /// It blocks. O(members · their enforcements).
    init(
        _ ring: RingDocument, _ chosen: OrderForm.Chosen, _ parts: ConsoleParts, _ call: Call
    ) throws {
        let definition = parts.casesDefinition
        let order = ring.order(chosen, by: call.caller.name, why: "Looked at before.")
        let now = parts.now()
        let caps = parts.pack().enforcement?.reach ?? []
        let preview = try order.preview(parts.store, definition, caps: caps, now: now)
        let hand = try HandOrder(
            chosen.measure, against: order.members, lasts: chosen.lasts, by: call.caller.name,
            why: "Looked at before.", ring: ring.ring, key: nil, at: now)
        let reached = try parts.store.readingEnforcements {
            try hand.preview($0, caps: caps, at: now)
        }
        self.ring = ring.ring
        ringPath = "/rings/\(Query.escaped(ring.ring))"
        measure = chosen.measure.words
        lasts = chosen.span.isEmpty ? "until it is taken back" : "for \(chosen.span)"
        members = Counted.grouped(preview.members)
        touched = Counted.grouped(max(0, preview.members - preview.already))
        already = Counted.grouped(preview.already)
        isIdle = preview.already >= preview.members
        cases = Counted.grouped(preview.cases)
        loss =
            preview.loss > 0
            ? Money(minor: preview.loss, unit: definition.unit).words : nil
        let out = ring.members.count - order.members.count
        leftOut =
            out > 0
            ? Counted.words(out, "member has", "members have") + " a life of their own and "
                + (out == 1 ? "is" : "are") + " left out." : nil
        let masking = Masking(for: call.caller)
        func named(_ entity: EnforcedEntity) -> Doubt {
            Doubt(
                name: masking.name(entity.name),
                path: masking.isHiding
                    ? nil
                    : "/entities/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))")
        }
        doubtful = preview.doubtful.prefix(OrderPreview.doubtsMax).map(named)
        against = order.members.prefix(OrderPreview.againstMax).map(named)
        let more = order.members.count - against.count
        againstMore = more > 0 ? "and \(Counted.grouped(more)) more" : nil
        doubtfulCount =
            preview.doubtful.isEmpty
            ? nil : Counted.words(preview.doubtful.count, "member", "members")
        reach =
            "\(Counted.grouped(reached.reach)) of the \(Counted.grouped(reached.cap.entities)) "
            + "that one person may touch in \(Moment.span(reached.cap.span))"
        asksSecond = preview.asksSecond.isEmpty ? nil : preview.asksSecond
        form = OrderForm(ring, definition: definition, chosen: chosen)
        fields = [
            Field(name: "measure", value: chosen.measure.rawValue),
            Field(name: "lasts", value: chosen.span),
            Field(name: "reason", value: chosen.reason),
            Field(name: "members", value: chosen.isAll ? "all" : "acting"),
            Field(name: "seen", value: order.seen),
        ]
        signing = Signing(
            call, hint: "What shows that they act for somebody; they read it in their notice")
    }
}

extension RingDocument {
    /// The order against its members that was chosen.
    func order(_ chosen: OrderForm.Chosen, by: String, why: String) -> RingOrder {
        let meant = members.filter { chosen.isAll || !$0.hasOwnLife }.map(\.account)
        return RingOrder(
            ring: ring,
            members: Set(meant).sorted().map { EnforcedEntity(kind: "account", name: $0) },
            closing: CaseDesk.Closing(
                reason: chosen.reason, why: why, measure: chosen.measure, lasts: chosen.lasts),
            by: by)
    }
}

extension RingOrder {
    /// A word for whom it is against: another when the ring has changed since somebody looked.
    var seen: String {
        var hash = SHA256()
        for member in members { hash.update(data: Array("\(member.text)\n".utf8)) }
        return hash.finalize().prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }
            .joined()
    }
}

extension ConsoleParts {
    /// How cases are worked: the pack's own, or what is usual.
    var casesDefinition: CasesDefinition { pack().cases ?? .usual }
}
