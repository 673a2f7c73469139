import API
import Vocabulary

/// What an order against a ring is made of, as its form has it.
struct OrderForm {
    struct Choice {
        let name: String
        let words: String
        let isChosen: Bool
    }

    /// What was chosen, as the query has it.
    struct Chosen: Hashable {
        var measure: EnforcementMeasure
        /// Milliseconds; nil until it is taken back.
        var lasts: Int64?
        /// As it was written, such as `30d`; empty for until it is taken back.
        var span: String
        var reason: String
        /// Whether people with a life of their own are meant too.
        var isAll: Bool
        /// Whether the ring's own case is closed also where some are not touched.
        var endsRing: Bool
    }

    static let spans = ["", "7d", "30d", "90d"]

    let path: String
    let measures: [Choice]
    let spans: [Choice]
    let reasons: [Choice]
    let sides: [Choice]
    let endsRing: Bool

    init(_ ring: RingDocument, definition: CasesDefinition, chosen: Chosen?) {
        path = "/rings/\(Query.escaped(ring.ring))/order"
        let measure = chosen?.measure ?? (ring.action == "restrict" ? .restrict : .limit)
        measures = EnforcementMeasure.nameable.map {
            Choice(
                name: $0.rawValue, words: $0.words,
                isChosen: $0 == measure)
        }
        spans = OrderForm.spans.map {
            Choice(
                name: $0,
                words: $0.isEmpty ? "until it is taken back" : "for \($0.dropLast()) days",
                isChosen: $0 == chosen?.span ?? "")
        }
        reasons = OrderForm.reasons(definition).map {
            Choice(name: $0.name, words: $0.description, isChosen: $0.name == chosen?.reason)
        }
        endsRing = chosen?.endsRing == true
        let own = ring.members.count { $0.hasOwnLife }
        let acting = ring.members.count - own
        let isAll = acting == 0 || chosen?.isAll == true
        sides = [
            Choice(
                name: "acting",
                words: Counted.words(acting, "member that acts for it", "members that act for it"),
                isChosen: !isAll),
            Choice(
                name: "all",
                words: "all \(Counted.grouped(ring.members.count)), with \(Counted.grouped(own)) "
                    + "of a life of their own", isChosen: isAll),
        ]
        .filter { acting > 0 || $0.name == "all" }
    }

    /// Reasons to close the members' cases with.
    static func reasons(_ definition: CasesDefinition) -> [DispositionReason] {
        definition.dispositions.filter { $0.disposition == .confirmed }
    }
}
