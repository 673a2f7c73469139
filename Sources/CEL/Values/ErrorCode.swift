/// Why an evaluation has no value. Held in the `tag` of a value of kind `error`.
package enum ErrorCode: UInt8, Sendable {
    /// A slot that holds nothing; the value's `bits` is its index.
    case missing = 1
    case noSuchKey
    case noSuchField
    case noSuchOverload
    case unknownName
    case divideByZero
    case modulusByZero
    case overflow
    case invalidArgument
    case indexOutOfBounds
    case duplicateKey
    /// A named limit was met.
    case limit

    var text: StaticString {
        switch self {
        case .missing: "missing value"
        case .noSuchKey: "no such key"
        case .noSuchField: "no such field"
        case .noSuchOverload: "no such overload"
        case .unknownName: "undeclared reference"
        case .divideByZero: "division by zero"
        case .modulusByZero: "modulus by zero"
        case .overflow: "result out of range"
        case .invalidArgument: "invalid argument"
        case .indexOutOfBounds: "index out of bounds"
        case .duplicateKey: "repeated key"
        case .limit: "limit met"
        }
    }
}

extension Value {
    /// An error with a fixed explanation.
    package static func error(_ code: ErrorCode, _ text: StaticString = "") -> Value {
        Value(
            kind: .error, tag: code.rawValue, aux: UInt32(text.utf8CodeUnitCount),
            bits: UInt64(UInt(bitPattern: text.utf8Start)))
    }

    /// An error explained by the text of another value (a key, a name), which must outlive it.
    static func error(_ code: ErrorCode, naming value: Value) -> Value {
        guard value.kind == .string || value.kind == .type else { return .error(code) }
        return Value(kind: .error, tag: code.rawValue, aux: value.aux, bits: value.bits)
    }

    /// The error of reading an empty slot.
    @inlinable
    static func missing(slot: Int) -> Value {
        Value(kind: .error, tag: 1, bits: UInt64(slot))
    }

    /// The code of an error value; nil for any other.
    package var errorCode: ErrorCode? { kind == .error ? ErrorCode(rawValue: tag) : nil }

    /// The index of the empty slot that was read, if that is what went wrong.
    package var missingSlot: Int? { errorCode == .missing ? Int(bits) : nil }
}
