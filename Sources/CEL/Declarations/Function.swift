/// One signature of a function, and what computes it.
package struct Overload: Sendable {
    /// Computes the result from arguments whose kinds already fit the parameters.
    package typealias Implementation =
        @Sendable (_ arguments: UnsafeBufferPointer<Value>, _ scratch: Scratch) -> Value
    /// Explains what is wrong with the arguments written as literals; nil when nothing is.
    ///
    /// Called while checking, with nil in the place of each argument that is not a literal.
    package typealias LiteralCheck = @Sendable (_ literals: [Literal?]) -> String?
    /// Narrows the result's type by the arguments written as literals; nil leaves it as declared.
    package typealias LiteralResult = @Sendable (_ literals: [Literal?]) -> Type?

    /// The numbers a result lies among, by the arguments that are constants (nil for others).
    package typealias ResultNumbers = @Sendable (_ literals: [Literal?]) -> ClosedRange<Double>?

    /// A name of its own among all overloads, for tools.
    package let id: String
    /// The types taken, the receiver of a member first.
    package let parameters: [Type]
    /// The type returned when it is not an error.
    package let result: Type
    /// Called as `first.name(rest…)`.
    package let isMember: Bool
    /// Same arguments, same result: may be computed once, when compiling.
    package let isPure: Bool
    /// Static price for small arguments (texts of 64 bytes), in units of one variable read.
    package let cost: Int
    /// How the price grows with larger arguments; changed by ``growing(_:result:)``.
    package internal(set) var growth: CostGrowth = .linear
    /// How large the result may be.
    package internal(set) var resultSize: ResultSize = .assumed
    /// The numbers that the result lies among; nil for any. Changed by ``yielding(_:)``.
    package internal(set) var numbers: ResultNumbers?
    /// The greatest result stands for everything beyond the one before it.
    package internal(set) var greatestMeansMore = false
    /// What the checker asks about literal arguments, if anything.
    let literalCheck: LiteralCheck?
    /// What the checker asks about the type returned, if it depends on literal arguments.
    let literalResult: LiteralResult?
    /// Nil for an operator the interpreter knows, or a function declared only for checking.
    package let implementation: Implementation?
    /// Bit sets of value kinds, one a parameter: what the argument may be at run time.
    let kindMasks: [UInt32]

    package init(
        id: String, parameters: [Type], result: Type, isMember: Bool = false,
        isPure: Bool = false, cost: Int = 10, implementation: Implementation? = nil,
        literalCheck: LiteralCheck? = nil, literalResult: LiteralResult? = nil
    ) {
        self.id = id
        self.parameters = parameters
        self.result = result
        self.isMember = isMember
        self.isPure = isPure
        self.cost = cost
        self.literalCheck = literalCheck
        self.literalResult = literalResult
        self.implementation = implementation
        kindMasks = parameters.map(\.kindMask)
    }

    /// `(string, int) -> bool`, for messages.
    package var signature: String {
        let rest = (isMember ? Array(parameters.dropFirst()) : parameters).map(\.description)
        let call = "(\(rest.joined(separator: ", ")))"
        return isMember ? "\(parameters[0]).\(call)" : call
    }
}

/// A named function with its overloads.
package struct Function: Sendable {
    /// Dotted when it lives in a namespace, as `math.abs` does.
    package let name: String
    /// Tried in order at run time; the first whose parameters fit is called.
    package var overloads: [Overload]

    package init(name: String, overloads: [Overload]) {
        self.name = name
        self.overloads = overloads
    }
}

/// A set of functions that an ``Environment`` can be given.
package struct Library: Sendable {
    /// A name that another library has too gains these overloads.
    package let functions: [Function]

    package init(_ functions: [Function]) { self.functions = functions }
}

extension Type {
    /// The kinds a value of this static type may have, as a bit set by `Value.Kind.rawValue`.
    var kindMask: UInt32 {
        func bit(_ kind: Value.Kind) -> UInt32 { 1 << UInt32(kind.rawValue) }
        switch self {
        case .null: return bit(.null)
        case .bool: return bit(.bool)
        case .int: return bit(.int)
        case .uint: return bit(.uint)
        case .double: return bit(.double)
        case .string: return bit(.string)
        case .bytes: return bit(.bytes)
        case .timestamp: return bit(.timestamp)
        case .duration: return bit(.duration)
        case .list: return bit(.list)
        case .map: return bit(.map)
        case .type: return bit(.type)
        case .optional: return bit(.optional)
        case .wrapper(let of): return of.kindMask | bit(.null)
        case .opaque("net.IP", _): return bit(.ip)
        case .opaque("net.CIDR", _): return bit(.cidr)
        case .dyn, .error, .param, .opaque, .message, .variable:
            return ~(bit(.error) | bit(.absent))
        }
    }
}
