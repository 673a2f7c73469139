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

    let ring: String
    let ringPath: String
    let measure: String
    let lasts: String
    let members: String
    let leftOut: String?
    let effect: OrderEffect
    let form: OrderForm
    let fields: [Field]
    let signing: Signing

    /// It blocks. O(members · their enforcements).
    init(
        _ ring: RingDocument, _ chosen: OrderForm.Chosen, _ parts: ConsoleParts, _ call: Call
    ) throws {
        let definition = parts.casesDefinition
        let order = ring.order(chosen, by: call.caller.name, why: "Looked at before.")
        self.ring = ring.ring
        ringPath = "/rings/\(Query.escaped(ring.ring))"
        measure = chosen.measure.words
        lasts = chosen.span.isEmpty ? "until it is taken back" : "for \(chosen.span)"
        effect = try OrderEffect(order, against: ring, parts, call)
        members = Counted.grouped(order.members.count)
        let out = ring.members.count - order.members.count
        leftOut =
            out > 0
            ? Counted.words(out, "member has", "members have") + " a life of their own and "
                + (out == 1 ? "is" : "are") + " left out." : nil
        form = OrderForm(ring, definition: definition, chosen: chosen)
        fields = [
            Field(name: "measure", value: chosen.measure.rawValue),
            Field(name: "lasts", value: chosen.span),
            Field(name: "reason", value: chosen.reason),
            Field(name: "members", value: chosen.isAll ? "all" : "acting"),
            Field(name: "ends", value: chosen.endsRing ? "1" : ""),
            Field(name: "seen", value: order.seen),
        ]
        signing = Signing(
            call, hint: "What shows that they act for somebody; they read it in their notice",
            asksInside: true)
    }
}

extension RingDocument {
    /// The order against its members that was chosen.
    func order(
        _ chosen: OrderForm.Chosen, by: String, why: String, inside: String = ""
    ) -> RingOrder {
        let meant = members.filter { chosen.isAll || !$0.hasOwnLife }.map(\.account)
        var order = RingOrder(
            ring: ring,
            members: Set(meant).sorted().map { EnforcedEntity(kind: "account", name: $0) },
            closing: CaseDesk.Closing(
                reason: chosen.reason, why: why, measure: chosen.measure, lasts: chosen.lasts),
            by: by)
        order.closing.inside = inside.isEmpty ? nil : inside
        order.endsRing = chosen.endsRing ? true : nil
        return order
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
