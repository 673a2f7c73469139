import CJSON

/// A cursor over simdjson's tape: one 64-bit word a value, its type in the top byte.
///
/// Layout: simdjson, "doc/tape.md" (Langdale & Lemire, "Parsing gigabytes of JSON per second",
/// VLDB Journal 2019).
struct Tape {
    enum Kind: UInt8 {
        case object = 0x7B
        case objectEnd = 0x7D
        case array = 0x5B
        case string = 0x22
        case int = 0x6C
        case uint = 0x75
        case double = 0x64
        case yes = 0x74
        case no = 0x66
        case null = 0x6E
    }

    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>

    @inline(__always)
    func kind(_ index: Int) -> Kind? {
        Kind(rawValue: UInt8(truncatingIfNeeded: words[index] >> 56))
    }

    /// The bytes of the string at `index`, valid until the parser's next text.
    @inline(__always)
    func string(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let offset = Int(words[index] & 0x00FF_FFFF_FFFF_FFFF)
        let length = UnsafeRawPointer(strings + offset).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: strings + offset + 4, count: Int(length))
    }

    @inline(__always)
    func number(_ index: Int) -> UInt64 { words[index + 1] }

    /// Index of the value after the one at `index`.
    @inline(__always)
    func next(_ index: Int) -> Int {
        switch kind(index) {
        case .object, .array: Int(words[index] & 0xFFFF_FFFF)
        case .int, .uint, .double: index + 2
        default: index + 1
        }
    }

    /// What a person would call the value, shortened; for dead letters.
    func description(_ index: Int) -> String {
        switch kind(index) {
        case .object: "an object"
        case .array: "an array"
        case .string: Tape.shown(string(index))
        case .int: "\(Int64(bitPattern: number(index)))"
        case .uint: "\(number(index))"
        case .double: "\(Double(bitPattern: number(index)))"
        case .yes: "true"
        case .no: "false"
        case .null, .objectEnd, nil: "null"
        }
    }

    /// Text in quotes, cut after forty bytes.
    static func shown(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        return bytes.count > 40 ? "\"\(text)…\" (\(bytes.count) bytes)" : "\"\(text)\""
    }
}

/// simdjson behind a class: one a thread, since a parse invalidates the one before.
final class JSONText {
    private let parser: OpaquePointer

    /// - Parameter bytesMax: texts longer than this are refused.
    init(bytesMax: Int) {
        guard let made = assay_json_parser_make(bytesMax) else {
            preconditionFailure("Out of memory for a JSON parser")
        }
        parser = made
    }

    deinit { assay_json_parser_free(parser) }

    /// Readable bytes that must follow every text.
    static let padding = assay_json_padding()

    /// The tape of `text`, whose first value is at index 1.
    func parse(_ text: UnsafeBufferPointer<UInt8>) -> Result<Tape, JSONFault> {
        var words: UnsafePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let code = assay_json_parse(parser, text.baseAddress, text.count, &words, &strings)
        guard code == 0, let words, let strings else { return .failure(JSONFault(code: code)) }
        return .success(Tape(words: words, strings: strings))
    }
}

/// Why a text is no JSON.
struct JSONFault: Error {
    let code: Int32
    var message: String { String(cString: assay_json_error(code)) }
}
