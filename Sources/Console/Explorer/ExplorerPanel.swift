import API
import Queries
import Vocabulary

/// Where values and rows of the explorer lead.
struct ExplorerLinks {
    let address: ExplorerAddress
    let plan: QueryPlan
    let masking: Masking

    /// The value as the reader may see it.
    func shown(_ value: String, isHidden: Bool) -> String {
        let whole = isHidden ? masking.name(value) : value
        return whole.isEmpty ? "(empty)" : whole
    }

    /// To the same question about this value alone; nil where the address would tell what is
    /// hidden.
    func with(_ condition: String, isHidden: Bool) -> String? {
        isHidden && masking.isHiding ? nil : address.and(condition, of: plan.parts).path
    }

    /// To an entity's page.
    func entity(_ kind: String, _ name: String) -> String? {
        masking.isHiding || name.isEmpty
            ? nil : "/entities/\(Query.escaped(kind))/\(Query.escaped(name))"
    }
}

/// The most common values of a field.
struct ExplorerPanel: Sendable {
    struct Value: Sendable {
        let text: String
        let path: String?
        let withoutPath: String?
        let entityPath: String?
        let count: ExplorerCount
        let share: String
    }

    let name: String
    let label: String
    let words: String
    let values: [Value]
    let groupPath: String
    /// To lists, with the values; nil where they are nobody's to list.
    let listPath: String?

    init?(_ panel: QueryAnswer.Panel, links: ExplorerLinks, mayList: Bool) {
        let field = panel.field
        guard !panel.top.isEmpty else { return nil }
        name = field.name
        label = "top-" + field.name.replacing(".", with: "-")
        words =
            Counted.words(panel.values, "value", "values") + (panel.isCut ? " and more" : "")
        let listed = panel.top.map(\.value).joined(separator: "\n")
        listPath =
            mayList && !links.masking.isHiding && (field.entity != nil || field.isAddress)
            ? "/lists?add=\(Query.escaped(listed))" : nil
        groupPath = links.address.with { $0.by = field.name }.path
        let kind = field.entity.map { links.plan.language.schema.entities[$0] }
        values = panel.top.map { one in
            let condition = field.condition(one.value)
            return Value(
                text: links.shown(one.value, isHidden: field.isHidden),
                path: links.with(condition, isHidden: field.isHidden),
                withoutPath: links.with("!(\(condition))", isHidden: field.isHidden),
                entityPath: kind.flatMap { links.entity($0, one.value) },
                count: ExplorerCount(one.count, before: one.before),
                share: Counted.share(one.share))
        }
    }
}

/// One event of the stream.
struct ExplorerRow: Sendable {
    struct Fact: Sendable {
        let name: String
        let value: String
        let path: String?
    }

    let at: String
    let decisionPath: String
    let action: String
    let score: String
    let type: String
    let typePath: String?
    let account: String
    let accountPath: String?
    let rules: [Fact]
    let facts: [Fact]

    init(_ row: QueryRow, links: ExplorerLinks, now: Int64) {
        at = Moment(row.time, now: now).full
        decisionPath = "/decisions/\(Query.escaped(row.decision))"
        action = row.action.rawValue
        score = RingWords.score(row.score)
        type = row.type
        typePath = links.with("event.type == \(QueryPlan.quoted(row.type))", isHidden: false)
        account = links.masking.name(row.account)
        accountPath = links.entity("account", row.account)
        rules = row.rules.map {
            Fact(
                name: "", value: $0,
                path: links.with("\(QueryPlan.quoted($0)) in decision.rules", isHidden: false))
        }
        let fields = links.plan.fields
        facts = row.fields.filter { $0.value != row.account }.map { one in
            let field = fields.first { $0.name == "event." + one.name }
            return Fact(
                name: one.name,
                value: FieldWords.isMilliseconds(one.name)
                    ? Double(one.value).map { FieldWords.number($0, of: one.name) } ?? one.value
                    : links.shown(one.value, isHidden: one.isHidden),
                path: field.flatMap {
                    links.with($0.condition(one.value), isHidden: one.isHidden)
                })
        }
    }
}
