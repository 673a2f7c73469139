/// One value of the language: sixteen bytes, trivially copied, never reference-counted.
///
/// What does not fit in eight bytes (text, lists, maps) lives in memory owned by someone else:
/// an ``Arena``, a program's constants, or the host's event buffer. A value is valid while that
/// memory is; copy it out (``Arena/copy(_:)``) to keep it longer. Addresses are held as integers,
/// so a value is `Sendable` by construction and the interpreter does no retain or release.
@frozen
package struct Value: Sendable {
    /// What the value is; also how `bits`, `aux` and `tag` are to be read.
    @frozen
    package enum Kind: UInt8, Sendable {
        /// Nothing was ever put in this slot; reading it yields an error naming the slot.
        case absent
        /// `tag` is an ``ErrorCode``; `aux` and `bits` are its details.
        case error
        case null
        /// `bits` is 0 or 1.
        case bool
        /// `bits` is the two's complement pattern.
        case int
        case uint
        /// `bits` is the IEEE 754 pattern.
        case double
        /// `bits` is the address of UTF-8 bytes, `aux` their number.
        case string
        /// `bits` is the address of bytes, `aux` their number.
        case bytes
        /// `bits` is seconds since 1970-01-01T00:00:00Z, `aux` nanoseconds 0..<1e9.
        case timestamp
        /// `bits` is the total nanoseconds' seconds part, `aux` nanoseconds 0..<1e9 (floor form).
        case duration
        /// `bits` is the address of `aux` values.
        case list
        /// `bits` is the address of `aux` key values followed by `aux` entry values.
        case map
        /// `bits` is the address of a UTF-8 type name, `aux` its length.
        case type
        /// `tag` 0 is none; `tag` 1 is some, `bits` the address of one value.
        case optional
        /// `tag` is 4 or 6; `bits` is the address of sixteen bytes (IPv4 in the last four).
        case ip
        /// As `ip`, with `aux` the prefix length.
        case cidr
    }

    /// Which of the kinds it is.
    package var kind: Kind
    /// A small detail, by kind.
    package var tag: UInt8
    /// A count or nanoseconds, by kind.
    package var aux: UInt32
    /// The content or its address, by kind.
    package var bits: UInt64

    @inlinable
    package init(kind: Kind, tag: UInt8 = 0, aux: UInt32 = 0, bits: UInt64 = 0) {
        self.kind = kind
        self.tag = tag
        self.aux = aux
        self.bits = bits
    }
}

extension Value.Kind {
    /// Spelled out, since the derived comparison is a call through a table in other modules.
    @inlinable @inline(__always)
    package static func == (left: Value.Kind, right: Value.Kind) -> Bool {
        unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
    }

    @inlinable @inline(__always)
    package static func != (left: Value.Kind, right: Value.Kind) -> Bool { !(left == right) }
}

extension Value {
    /// What an empty slot holds.
    @inlinable package static var absent: Value { Value(kind: .absent) }
    /// The null value.
    @inlinable package static var null: Value { Value(kind: .null) }
    /// The empty optional.
    @inlinable package static var none: Value { Value(kind: .optional) }

    /// A bool.
    @inlinable package static func bool(_ value: Bool) -> Value {
        Value(kind: .bool, bits: value ? 1 : 0)
    }
    /// A signed integer.
    @inlinable package static func int(_ value: Int64) -> Value {
        Value(kind: .int, bits: UInt64(bitPattern: value))
    }
    /// An unsigned integer.
    @inlinable package static func uint(_ value: UInt64) -> Value {
        Value(kind: .uint, bits: value)
    }
    /// A double; NaN and infinities are allowed.
    @inlinable package static func double(_ value: Double) -> Value {
        Value(kind: .double, bits: value.bitPattern)
    }
    /// Seconds since 1970-01-01T00:00:00Z and nanoseconds in 0..<1,000,000,000.
    @inlinable package static func timestamp(seconds: Int64, nanoseconds: UInt32) -> Value {
        Value(kind: .timestamp, aux: nanoseconds, bits: UInt64(bitPattern: seconds))
    }
    /// Seconds, rounded down, and nanoseconds in 0..<1,000,000,000.
    @inlinable package static func duration(seconds: Int64, nanoseconds: UInt32) -> Value {
        Value(kind: .duration, aux: nanoseconds, bits: UInt64(bitPattern: seconds))
    }
    /// Text whose bytes the caller keeps alive and has checked to be UTF-8.
    @inlinable package static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
        Value(
            kind: .string, aux: UInt32(truncatingIfNeeded: bytes.count),
            bits: UInt64(UInt(bitPattern: bytes.baseAddress)))
    }

    /// The content of a bool.
    @inlinable package var asBool: Bool { bits != 0 }
    /// The content of an int, or the seconds of a time.
    @inlinable package var asInt: Int64 { Int64(bitPattern: bits) }
    /// The content of a uint.
    @inlinable package var asUInt: UInt64 { bits }
    /// The content of a double.
    @inlinable package var asDouble: Double { Double(bitPattern: bits) }
    /// Whether evaluation failed; see ``errorCode``.
    @inlinable package var isError: Bool { kind == .error }
    /// Whether this is the bool true, as a rule's condition must be to match.
    @inlinable package var isTrue: Bool { kind == .bool && bits == 1 }
    /// The bytes of a string, of bytes or of a type name.
    @inlinable package var asBytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafePointer<UInt8>(bitPattern: UInt(bits)), count: Int(aux))
    }
    /// The elements of a list, or a map's keys followed by its entries (`2 * aux` values).
    @inlinable package var elements: UnsafePointer<Value> {
        UnsafePointer<Value>(bitPattern: UInt(bits)).unsafelyUnwrapped
    }
}
