import API
import Cases
import Enforcements
import Packs
import Toolbox
import Vocabulary

/// What an order does, in people, cases and money: what who gives it sees before, and who agrees to
/// it as well, by the template `order-effect`.
struct OrderEffect {
    struct Named {
        let name: String
        /// Nil where it leads nowhere for who looks.
        let path: String?
        /// Such as `of u1, in plays`; nil for nothing.
        let detail: String?
    }

    struct List {
        let title: String
        let words: String?
        let rows: [Named]
        /// Such as `and 12 more`; nil for nothing.
        let more: String?
    }

    struct Figure {
        let value: String
        let label: String
    }

    /// Names that each list shows.
    static let listMax = 200

    let figures: [Figure]
    let reach: String
    /// Doubts, cases that close, cases that stay open, and whom it is against; none that is empty.
    let lists: [List]
    /// Nil where nobody else is asked.
    let asksSecond: String?
    /// Whether it would touch nobody, and so cannot be given.
    let isIdle: Bool
    let touched: String

    /// It blocks. O(members · their enforcements).
    init(
        _ order: RingOrder, against ring: RingDocument, _ parts: ConsoleParts, _ call: Call
    ) throws {
        let definition = parts.casesDefinition
        let preview = try order.preview(
            parts.store, definition, caps: parts.pack().enforcement?.reach ?? [], now: parts.now())
        let count = preview.members - preview.already
        isIdle = count <= 0
        touched = Counted.grouped(max(0, count))
        asksSecond = preview.asksSecond.isEmpty ? nil : preview.asksSecond
        reach = OrderEffect.reach(preview.hand)
        let against = Set(order.members.map(\.name))
        let own = ring.members.filter { $0.hasOwnLife && against.contains($0.account) }
        let doubtful = Set(preview.doubtful)
            .union(own.map { EnforcedEntity(kind: "account", name: $0.account) })
        figures = OrderEffect.figures(
            preview, touched: touched, doubtful: doubtful, ring, definition)
        let masking = Masking(for: call.caller)
        let mayOpen = call.caller.may(.casesRead)
        func named(_ entity: EnforcedEntity) -> Named {
            Named(
                name: masking.name(entity.name),
                path: masking.isHiding
                    ? nil
                    : "/entities/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))",
                detail: nil)
        }
        func line(_ one: Case) -> Named {
            Named(
                name: one.shortID, path: mayOpen ? "/cases/\(Query.escaped(one.id))" : nil,
                detail: "of \(masking.name(one.subject.name)), in \(one.queue)")
        }
        let endsRing = order.endsRing == true
        lists = [
            OrderEffect.list(
                "Look at these first", doubtful.sorted().map(named),
                "They may be good: cleared before, with a life of their own, or no longer seen "
                    + "in this ring."),
            OrderEffect.list(
                "Cases it closes", preview.closes.map(line),
                "Those of whom it touches, and the ring's own"
                    + (endsRing ? "." : " once it touches all whom it names.")),
            OrderEffect.list(
                "Cases that stay open", preview.stays.map(line),
                "They are of those it does not touch"
                    + (endsRing ? "." : ", or of the ring while some are not touched.")),
            OrderEffect.list("Whom it is against", order.members.map(named), nil),
        ].compactMap { $0 }
    }

    private static func list(_ title: String, _ rows: [Named], _ words: String?) -> List? {
        guard !rows.isEmpty else { return nil }
        let more = rows.count - listMax
        return List(
            title: "\(title) (\(Counted.grouped(rows.count)))", words: words,
            rows: Array(rows.prefix(listMax)),
            more: more > 0 ? "and \(Counted.grouped(more)) more" : nil)
    }

    private static func reach(_ reached: HandOrder.Preview?) -> String {
        guard let reached else { return "nobody: it closes cases alone" }
        return "\(Counted.grouped(reached.reach)) of the \(Counted.grouped(reached.cap.entities)) "
            + "that one person may touch in \(Moment.span(reached.cap.span))"
    }

    private static func figures(
        _ preview: RingOrder.Preview, touched: String, doubtful: Set<EnforcedEntity>,
        _ ring: RingDocument, _ definition: CasesDefinition
    ) -> [Figure] {
        let names = Set(doubtful.map(\.name))
        // What of their plays nobody calls artificial, they would lose wrongly.
        let honest = ring.members.filter { names.contains($0.account) }
            .reduce(0) { $0 + max(0, $1.plays - $1.artificial) }
        let worth = RingPrice(definition).words(ofPlays: honest).map { ", worth \($0)" } ?? ""
        return [
            Figure(value: touched, label: "accounts would be touched"),
            Figure(
                value: Counted.grouped(preview.already), label: "are under a measure as strong"),
            Figure(
                value: Counted.grouped(preview.closes.count), label: "open cases would be closed"),
            Figure(
                value: Money(minor: preview.loss, unit: definition.unit).words,
                label: "at stake would end"),
            Figure(
                value: Counted.grouped(doubtful.count),
                label: "good users possibly hurt"
                    + (honest > 0
                        ? "; plays of their own it would cost them: "
                            + "\(Counted.grouped(honest))\(worth)" : "")),
        ]
    }
}
