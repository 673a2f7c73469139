/// What a planned node does. Operands are other nodes, by index.
enum Opcode: UInt8 {
    case constant, slot, slotPresent, slotOptional, local
    case and, or, not, conditional
    case equal, notEqual, less, lessEqual, greater, greaterEqual
    /// Relations to a constant of known type; `detail` is a ``Relation``.
    case relateInt, relateDouble, equalString
    case contained, containedInSet
    case add, subtract, multiply, divide, modulo, negate
    case select, selectOptional, hasField, index, indexOptional
    case list, map, message
    case size, startsWith, endsWith, contains, matches, matchesConstant
    /// Keeps the value of node `b` in place `a` of the scratch while one row is asked about.
    case shared
    case call, bind, block, optionalMap, optionalFlatMap, optionalOr, optionalOrValue, loop
}

/// An ordered comparison or (in)equality, as the detail of a fused node.
enum Relation: UInt8 {
    case equal, notEqual, less, lessEqual, greater, greaterEqual
}

/// One step of a plan: 32 trivial bytes, so that a plan is one flat block of memory.
struct Node {
    var opcode: Opcode
    /// A relation, a flag, or an expected shape, as the opcode says.
    var detail: UInt8 = 0
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    var constant: Value = .absent

    init(_ opcode: Opcode, a: Int32 = 0, b: Int32 = 0, c: Int32 = 0) {
        self.opcode = opcode
        self.a = a
        self.b = b
        self.c = c
    }

    static func constant(_ value: Value) -> Node {
        var node = Node(.constant)
        node.constant = value
        return node
    }
}

/// The loop a comprehension node runs.
struct Loop {
    /// Nodes of a body that are evaluated for the price of one step.
    static let nodesPerStep = 32

    enum Shape: UInt8 {
        case all, exists, existsOne, filter, list, map, entries, sort
    }
    var shape: Shape
    var range: Int32
    var body: Int32
    /// -1 without one.
    var filter: Int32
    /// The frame place of the first variable; the second, if any, is in the next.
    var place: Int32
    var hasSecond: Bool
    /// What each step costs.
    var price: Int32
}
