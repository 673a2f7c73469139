/// A static type. `dyn` agrees with every other; `param` stands for a function's type parameter.
package indirect enum Type: Sendable, Hashable {
    case dyn
    /// The type of something already reported as wrong; agrees with everything.
    case error
    case null, bool, int, uint, double, string, bytes, timestamp, duration
    case list(Type)
    case map(Type, Type)
    /// The type of a type, such as that of `int`.
    case type(Type)
    case optional(Type)
    /// A primitive or null.
    case wrapper(Type)
    case param(String)
    /// A named type that only functions look into, such as `net.IP`.
    case opaque(String, [Type])
    /// A protobuf message, known by name only.
    case message(String)
    /// A type parameter of one use of a function, while checking.
    case variable(Int)

    /// The type of IP addresses.
    package static let ip = Type.opaque("net.IP", [])
    /// The type of address ranges.
    package static let cidr = Type.opaque("net.CIDR", [])

    /// The types written inside this one.
    var parameters: [Type] {
        switch self {
        case .list(let element): [element]
        case .map(let key, let value): [key, value]
        case .type(let of), .optional(let of), .wrapper(let of): [of]
        case .opaque(_, let parameters): parameters
        default: []
        }
    }

    /// The same type with each inner type replaced.
    func mapping(_ change: (Type) -> Type) -> Type {
        switch self {
        case .list(let element): .list(change(element))
        case .map(let key, let value): .map(change(key), change(value))
        case .type(let of): .type(change(of))
        case .optional(let of): .optional(change(of))
        case .wrapper(let of): .wrapper(change(of))
        case .opaque(let name, let parameters): .opaque(name, parameters.map(change))
        default: self
        }
    }

    var isDyn: Bool { self == .dyn || self == .error }

    var isNumeric: Bool {
        switch self {
        case .int, .uint, .double: true
        case .wrapper(let of): of.isNumeric
        default: false
        }
    }
}

extension Type: CustomStringConvertible {
    /// As an author would write it: `list(string)`, `map(string, int)`.
    package var description: String {
        switch self {
        case .dyn: "dyn"
        case .error: "error"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type(let of): "type(\(of))"
        case .optional(let of): "optional(\(of))"
        case .wrapper(let of): "wrapper(\(of))"
        case .param(let name), .message(let name), .opaque(let name, []): name
        case .opaque(let name, let of):
            "\(name)(\(of.map(\.description).joined(separator: ", ")))"
        case .variable(let number): "T\(number)"
        }
    }
}
