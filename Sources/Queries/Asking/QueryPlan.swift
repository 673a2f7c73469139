import CEL
package import Vocabulary

/// A question made ready: its programs, and what is counted beside.
package struct QueryPlan: Sendable {
    /// A field whose values are counted.
    package struct Field: Sendable, Hashable {
        /// As it is written in conditions, such as `event.country`.
        package var name: String
        package var slot: Int
        /// Kind of entity that it names; nil for none.
        package var entity: Int?
        /// Whether its values are texts, which a condition quotes.
        package var isText: Bool
        /// Whether its values are lists, which a condition asks with `in`.
        package var isList: Bool
        /// Whether its values are addresses, which a condition makes of a text.
        package var isAddress: Bool
        /// Whether its values say something about a person.
        package var isHidden: Bool
    }

    package let question: Question
    package let language: QueryLanguage
    /// Nil for every event.
    let condition: Program?
    /// Nil for the action.
    let group: Program?
    /// Whether what is grouped by says something about a person.
    package let isGroupHidden: Bool
    package let fields: [Field]
    package let narrowing: Narrowing?
    /// What `&&` joins in the condition, as written; each may be dropped.
    package let parts: [String]
    /// Fields about persons that the question reads.
    package let personal: Set<Int>

    /// - Throws: ``Fault`` `invalid` for what cannot be read, with a caret at the place; `tooLarge`
    ///   for what costs too much.
    package init(
        _ question: Question, in language: QueryLanguage, limits: QueryLimits = QueryLimits()
    ) throws(Fault) {
        self.question = question
        self.language = language
        guard !question.range.isEmpty else {
            throw Fault(.invalid, "The range of time is empty.", fix: "End it after its start.")
        }
        condition =
            question.condition.isEmpty
            ? nil
            : try language.program(question.condition, expecting: .bool, what: "The query")
        group =
            question.group.isEmpty || question.group == "decision.action"
            ? nil : try language.program(question.group, expecting: nil, what: "The grouping")
        let read = Set((condition?.references ?? []) + (group?.references ?? []))
        personal = read.intersection(language.personalSlots)
        isGroupHidden = !Set(group?.references ?? []).isDisjoint(with: language.hiddenSlots)
        narrowing = condition.map { Narrowing($0, language.schema) }
        parts = condition.map { QueryPlan.parts($0.tree, $0.tree.root) } ?? []
        fields = Array(QueryPlan.fields(language).prefix(limits.fieldsMax))
    }

    /// Rules first, then fields that name entities or are texts, truths, addresses; of whole
    /// numbers those that are named as networks are.
    private static func fields(_ language: QueryLanguage) -> [Field] {
        let schema = language.schema
        var made = [
            Field(
                name: QueryLanguage.Place.rules.name, slot: language.slot(.rules), entity: nil,
                isText: true, isList: true, isAddress: false, isHidden: false),
            Field(
                name: "event.type", slot: Schema.Envelope.type, entity: nil, isText: true,
                isList: false, isAddress: false, isHidden: false),
        ]
        var seen: Set<Int> = []
        let all = schema.types.flatMap(\.fields).filter { seen.insert($0.slot).inserted }
        // What many types have says more than what one has.
        func types(_ field: Vocabulary.Field) -> Int {
            schema.types.count { $0.fields.contains { $0.slot == field.slot } }
        }
        let useful = all.filter { field in
            switch field.type {
            case .string, .bool, .ip: true
            case .int: field.entity != nil || ["asn", "mcc"].contains(field.name.lowercased())
            default: false
            }
        }
        for field in useful.sorted(by: { (types($0), $1.slot) > (types($1), $0.slot) }) {
            guard let name = schema.variables.first(where: { $0.slot == field.slot })?.name else {
                continue
            }
            made.append(
                Field(
                    name: name, slot: field.slot, entity: field.entity,
                    isText: field.type == .string, isList: false,
                    isAddress: field.type == .ip, isHidden: field.privacy != .none))
        }
        return made
    }
}

extension QueryPlan.Field {
    /// The condition that the field has a value.
    package func condition(_ value: String) -> String {
        if isList { return "\(QueryPlan.quoted(value)) in \(name)" }
        if isAddress { return "\(name) == ip(\(QueryPlan.quoted(value)))" }
        return isText ? "\(name) == \(QueryPlan.quoted(value))" : "\(name) == \(value)"
    }
}

extension QueryPlan {
    /// A text as a literal of the language.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension QueryPlan {
    private static func parts(_ tree: SyntaxTree, _ id: Expression.ID) -> [String] {
        guard case .call(nil, let function, let arguments) = tree[id].kind else {
            return [tree.text(of: id)]
        }
        if function == "_&&_" { return arguments.flatMap { parts(tree, $0) } }
        let joinsLess = ["_||_", "_?_:_"].contains(function)
        return [joinsLess ? "(\(tree.text(of: id)))" : tree.text(of: id)]
    }
}
