/// A condition that is not made of other conditions, as a question about one value.
struct Leaf {
    let id: Expression.ID
    /// The number (``Shapes``) of what is asked about.
    let key: Int
    /// The part that is asked about: the leaf itself when it is only known as true or false.
    let operand: Expression.ID
    let kind: Domain.Kind
    let question: Question
}

/// Reads the leaves of one program's conditions.
struct Leaves {
    let program: Program
    private(set) var shapes: Shapes

    private var checked: CheckedTree { program.checked }
    private var tree: SyntaxTree { program.tree }

    init(_ program: Program) {
        self.program = program
        shapes = Shapes(program.checked)
    }

    /// A part as a leaf, whatever it is.
    mutating func leaf(_ id: Expression.ID) -> Leaf {
        if case .select(_, _, true, _) = tree[id].kind,
            case .variable(let variable) = checked.references[id]
        {
            return Leaf(
                id: id, key: shapes.key(ofSlot: variable.slot), operand: id,
                kind: Self.kind(variable.type) ?? .bools, question: .presence)
        }
        return comparison(id) ?? plain(id)
    }

    private func plain(_ id: Expression.ID) -> Leaf {
        Leaf(
            id: id, key: shapes.keys[id], operand: id, kind: .bools,
            question: .relation(.equal, .bool(true)))
    }

    /// The name and sides of an operator of the language over two parts.
    func operation(_ id: Expression.ID) -> (name: String, sides: [Expression.ID])? {
        program.operation(id)
    }

    /// A comparison with a constant; nil for anything else.
    private func comparison(_ id: Expression.ID) -> Leaf? {
        guard let (name, sides) = operation(id) else { return nil }
        if name == "@in" { return membership(id, sides) }
        guard let relation = Relation(named: name) else { return nil }
        for (operand, other, relation) in [
            (sides[0], sides[1], relation), (sides[1], sides[0], relation.flipped),
        ] {
            guard let kind = Self.kind(checked.types[operand]), let value = program.constant(other),
                program.constant(operand) == nil, let scalar = Self.scalar(value, kind)
            else { continue }
            return Leaf(
                id: id, key: shapes.keys[operand], operand: operand, kind: kind,
                question: .relation(relation, scalar))
        }
        return nil
    }

    private func membership(_ id: Expression.ID, _ sides: [Expression.ID]) -> Leaf? {
        guard let kind = Self.kind(checked.types[sides[0]]), program.constant(sides[0]) == nil,
            let list = program.constant(sides[1]), list.kind == .list
        else { return nil }
        var scalars: [Scalar] = []
        for item in list.items {
            guard let scalar = Self.scalar(item, kind) else { return nil }
            scalars.append(scalar)
        }
        return Leaf(
            id: id, key: shapes.keys[sides[0]], operand: sides[0], kind: kind,
            question: .among(scalars))
    }

    /// How values of a type are followed; nil for types whose values are not.
    static func kind(_ type: Type) -> Domain.Kind? {
        switch type {
        case .int, .uint: .integers
        case .double: .reals
        case .timestamp, .duration: .times
        case .string: .texts
        case .bool: .bools
        default: nil
        }
    }

    private static func scalar(_ value: Value, _ kind: Domain.Kind) -> Scalar? {
        switch (value.kind, kind) {
        case (.int, .integers), (.int, .reals):
            let number = Double(value.asInt)
            return abs(number) < Domain.exactMax ? .number(number) : nil
        case (.uint, .integers), (.uint, .reals):
            let number = Double(value.asUInt)
            return number < Domain.exactMax ? .number(number) : nil
        case (.double, .integers):
            return abs(value.asDouble) < Domain.exactMax ? .number(value.asDouble) : nil
        case (.double, .reals): return value.asDouble.isNaN ? nil : .number(value.asDouble)
        case (.timestamp, .times), (.duration, .times):
            return .number(Double(value.asInt) + Double(value.aux) * 1e-9)
        case (.string, .texts): return .text(Array(value.asBytes))
        case (.bool, .bools): return .bool(value.asBool)
        default: return nil
        }
    }
}

extension Program {
    /// The name and sides of an operator of the language over two parts.
    func operation(_ id: Expression.ID) -> (name: String, sides: [Expression.ID])? {
        guard case .call(nil, let name, let sides) = tree[id].kind, sides.count == 2,
            case .function(_, let overloads, _) = checked.references[id],
            overloads.allSatisfy({ $0.implementation == nil })
        else { return nil }
        return (name, sides)
    }
}

extension Relation {
    /// The relation an operator's function stands for.
    init?(named function: String) {
        switch function {
        case "_==_": self = .equal
        case "_!=_": self = .notEqual
        case "_<_": self = .less
        case "_<=_": self = .lessEqual
        case "_>_": self = .greater
        case "_>=_": self = .greaterEqual
        default: return nil
        }
    }
}
