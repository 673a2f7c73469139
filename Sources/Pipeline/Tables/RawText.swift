import CEL
import Toolbox
import Vocabulary

/// Text written into plain memory that has room for it: no growing, and no count of references.
///
/// The same bytes as ``ByteWriter`` makes, for the kinds of value that rows are mostly made of.
struct RawText {
    private let base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    /// Bytes that one of the values it takes has at most: a quoted short text, a double, a time.
    static let valueBytesMax = 72
    /// Bytes of a text that it takes.
    private static let textBytesMax = 64

    init(_ base: UnsafeMutablePointer<UInt8>) { self.base = base }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(byte: UInt8) {
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        (base + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Appends a value as CSV or as JSON; false, with nothing appended, where it does not take it.
    @inline(__always)
    mutating func append(_ value: Value, asJSON: Bool) -> Bool {
        switch value.kind {
        case .int: append(value.asInt)
        case .double: return append(value.asDouble)
        case .string: return append(text: value.asBytes, asJSON: asJSON)
        case .absent where !asJSON: break
        case .timestamp where value.aux == 0 && value.asInt >= 0 && !asJSON:
            append(time: value.asInt)
        default: return false
        }
        return true
    }

    private mutating func append(_ value: Int64) {
        if value < 0 { append(byte: UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, rest >= bound {
            digits += 1
            let (next, isBeyond) = bound.multipliedReportingOverflow(by: 10)
            if isBeyond { break }
            bound = next
        }
        var place = count + digits
        count = place
        repeat {
            place -= 1
            base[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    private mutating func append(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if abs(value) < 9_007_199_254_740_992, value == value.rounded() {
            append(Int64(value))
            return true
        }
        var text = value.description
        text.withUTF8 { append($0) }
        return true
    }

    private mutating func append(text: UnsafeBufferPointer<UInt8>, asJSON: Bool) -> Bool {
        guard text.count <= RawText.textBytesMax else { return false }
        var isPlain = true
        for byte in text {
            // All that either form must quote or escape.
            isPlain = isPlain && byte >= 0x20 && byte != 0x22 && byte != 0x2C && byte != 0x5C
        }
        guard isPlain else { return false }
        let isQuoted = asJSON || text.isEmpty
        if isQuoted { append(byte: 0x22) }
        append(text)
        if isQuoted { append(byte: 0x22) }
        return true
    }

    /// Appends whole seconds since 1970 as RFC 3339, of the years to 9999.
    private mutating func append(time seconds: Int64) {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = CivilTime.date(days: days)
        appendPair(date.year / 100)
        appendPair(date.year % 100)
        append(byte: 0x2D)
        appendPair(date.month)
        append(byte: 0x2D)
        appendPair(date.day)
        append(byte: 0x54)
        appendPair(rest / 3600)
        append(byte: 0x3A)
        appendPair(rest / 60 % 60)
        append(byte: 0x3A)
        appendPair(rest % 60)
        append(byte: 0x5A)
    }

    @inline(__always)
    private mutating func appendPair(_ number: Int64) {
        append(byte: 0x30 + UInt8(truncatingIfNeeded: number / 10))
        append(byte: 0x30 + UInt8(truncatingIfNeeded: number % 10))
    }
}
