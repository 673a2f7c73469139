/// A literal as written, before it becomes a ``Value``.
package enum Literal: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string([UInt8])
    case bytes([UInt8])
}

/// One node of a syntax tree; children are indices into ``SyntaxTree/nodes``.
package struct Expression: Sendable {
    /// The position of a node in its tree.
    package typealias ID = Int

    /// One `key: value` of a map literal.
    package struct MapEntry: Sendable {
        /// The key's node.
        package let key: ID
        package let value: ID
        /// Written `?key: value`: left out when the value is an empty optional.
        package let isOptional: Bool
    }

    /// One `name: value` of a message literal.
    package struct MessageField: Sendable {
        /// The field's name.
        package let name: String
        package let value: ID
        package let isOptional: Bool
    }

    /// A macro that walks a list or a map.
    package struct Comprehension: Sendable {
        /// Which macro it is.
        package enum Kind: String, Sendable {
            case all, exists, existsOne, filter, map, transformList, transformMap
            case transformMapEntry, sortBy
        }
        package let kind: Kind
        package let range: ID
        /// The first variable's name.
        package let first: String
        /// The second variable (value of an index or key) of the two-variable forms.
        package let second: String?
        /// The filter of three-argument `map` and of the `transform` forms.
        package let filter: ID?
        /// What is evaluated at each step.
        package let body: ID
    }

    /// What a node is, with its children.
    package enum Kind: Sendable {
        /// Where the parser reported an error.
        case invalid
        case literal(Literal)
        /// A name, with its leading dot if it was written with one.
        case identifier(String)
        case select(operand: ID, field: String, isTest: Bool, isOptional: Bool)
        /// Operators are calls too, named as in the language definition (`_+_`, `!_`, `_[_]`).
        case call(target: ID?, function: String, arguments: [ID])
        case list(elements: [ID], optional: Set<Int>)
        case map([MapEntry])
        case message(type: String, fields: [MessageField])
        case comprehension(Comprehension)
        /// `cel.bind(name, value, body)`.
        case bind(name: String, value: ID, body: ID)
        /// `cel.block([…], body)`: numbered values that later ones and the body may use.
        case block(values: [ID], body: ID)
        /// `target.optMap(name, body)`, or `optFlatMap` when `isFlat`.
        case optionalMap(target: ID, name: String, body: ID, isFlat: Bool)
    }

    package let kind: Kind
    /// Where in the source the node stands.
    package let range: SourceRange
    /// The part to point at when the node is at fault: a function's name, else the whole.
    let focus: SourceRange
    /// 1 for a leaf, else one more than the deepest child.
    let depth: Int
}

/// The parsed form of one expression. Children precede their parents.
package struct SyntaxTree: Sendable {
    /// The UTF-8 text that was parsed.
    package let source: [UInt8]
    /// Every node; some may be left over from macros and have no parent.
    package internal(set) var nodes: [Expression] = []
    /// The node of the whole expression.
    package internal(set) var root: Expression.ID = 0

    /// The node at a position.
    package subscript(_ id: Expression.ID) -> Expression { nodes[id] }

    /// The places of nodes that stand in parentheses, with these.
    var enclosed: [Expression.ID: SourceRange] = [:]
    /// What is shown of nodes that macros made, where it is not what is written at their places.
    var madeTexts: [Expression.ID: String] = [:]

    /// The text a node was parsed from, or for one that a macro made, how it would be written.
    package func text(of id: Expression.ID) -> String {
        if let made = madeTexts[id] { return made }
        let range = nodes[id].range
        return String(decoding: source[range.lower..<range.upper], as: UTF8.self)
    }

    /// A node's place with the parentheses around it.
    func span(of id: Expression.ID) -> SourceRange { enclosed[id] ?? nodes[id].range }

    /// A node's text as an operand: in parentheses if it is one of the operators that join less
    /// tightly than a sum.
    func operandText(of id: Expression.ID) -> String {
        if case .call(nil, let function, _) = nodes[id].kind,
            ["_?_:_", "_||_", "_&&_", "@in"].contains(function) || Relation(named: function) != nil
        {
            return "(" + text(of: id) + ")"
        }
        return text(of: id)
    }

    /// The nodes directly below one, in the order written.
    package func children(of id: Expression.ID) -> [Expression.ID] {
        switch nodes[id].kind {
        case .invalid, .literal, .identifier: return []
        case .select(let operand, _, _, _): return [operand]
        case .call(let target, _, let arguments): return (target.map { [$0] } ?? []) + arguments
        case .list(let elements, _): return elements
        case .map(let entries): return entries.flatMap { [$0.key, $0.value] }
        case .message(_, let fields): return fields.map(\.value)
        case .comprehension(let it):
            return [it.range] + (it.filter.map { [$0] } ?? []) + [it.body]
        case .bind(_, let value, let body): return [value, body]
        case .block(let values, let body): return values + [body]
        case .optionalMap(let target, _, let body, _): return [target, body]
        }
    }

    /// `a.b.c` as a dotted name if the node is nothing but names and selections.
    func qualifiedName(of id: Expression.ID) -> String? {
        switch nodes[id].kind {
        case .identifier(let name): return name
        case .select(let operand, let field, false, false):
            return qualifiedName(of: operand).map { $0 + "." + field }
        default: return nil
        }
    }

    /// The name a chain of selections starts with.
    func rootName(of id: Expression.ID) -> String? {
        switch nodes[id].kind {
        case .identifier(let name): return name
        case .select(let operand, _, _, _): return rootName(of: operand)
        default: return nil
        }
    }
}
