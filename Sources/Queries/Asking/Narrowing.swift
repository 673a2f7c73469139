import CEL
import Events
package import Vocabulary

/// What a condition says that blocks can be passed over by, without reading them: entities,
/// accounts and actions that it requires to be equal to something.
package struct Narrowing: Sendable, Hashable {
    /// Key of an entity that every match names; see ``EntityKeys``.
    package private(set) var entityKey: UInt64?
    package private(set) var account: String?
    package private(set) var action: Action?

    /// Of the parts that `&&` joins; anything else narrows nothing.
    init(_ program: Program, _ schema: Schema) {
        var open = [program.tree.root]
        while let id = open.popLast() {
            guard case .call(nil, let function, let arguments) = program.tree[id].kind,
                arguments.count == 2
            else { continue }
            if function == "_&&_" {
                open += arguments
            } else if function == "_==_" {
                take(arguments[0], arguments[1], program.tree, schema)
                take(arguments[1], arguments[0], program.tree, schema)
            }
        }
    }

    private mutating func take(
        _ name: Expression.ID, _ literal: Expression.ID, _ tree: SyntaxTree, _ schema: Schema
    ) {
        guard case .literal(let literal) = tree[literal].kind,
            let name = Narrowing.name(name, tree)
        else { return }
        let text: String
        switch literal {
        case .string(let bytes): text = String(decoding: bytes, as: UTF8.self)
        case .int(let number): text = "\(number)"
        default: return
        }
        switch name {
        case "decision.action": action = Action(rawValue: text)
        case "decision.account": account = text.isEmpty ? nil : text
        default: takeEntity(name, text, schema)
        }
    }

    private mutating func takeEntity(_ name: String, _ text: String, _ schema: Schema) {
        guard name.hasPrefix("event."),
            let slot = schema.variables.first(where: { $0.name == name })?.slot
        else { return }
        let fields = schema.types.flatMap(\.fields).filter { $0.slot == slot }
        // Only where it is the one field of its kind, in every type that has it: an event's key is
        // made of one name a kind.
        guard let entity = fields.first?.entity, let type = fields.first?.type,
            type == .string || type == .int, let hash = EntityHash.of(text, type),
            schema.types.allSatisfy({ type in
                !type.fields.contains { $0.slot == slot }
                    || type.fields.filter { $0.entity == entity }.map(\.slot) == [slot]
            })
        else { return }
        let kind = schema.entities[entity]
        if entityKey == nil { entityKey = EntityKeys.key(kind: kind, hash: hash) }
        // What decisions call the account is what this kind's field says, in every event of it.
        if kind == "account" { account = text }
    }

    /// `a.b.c`, of names and selections alone.
    private static func name(_ id: Expression.ID, _ tree: SyntaxTree) -> String? {
        switch tree[id].kind {
        case .identifier(let name): name
        case .select(let operand, let field, false, false):
            Narrowing.name(operand, tree).map { $0 + "." + field }
        default: nil
        }
    }
}
