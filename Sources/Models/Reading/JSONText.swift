import CJSON
import Vocabulary

/// A JSON file that was parsed whole; ``JSONValue`` walks what simdjson made of it.
///
/// simdjson refuses text that is not UTF-8, numbers that are not finite, and more than 1,024
/// levels.
final class JSONText {
    let path: String
    let tape: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    private let parser: OpaquePointer

    /// - Throws: ``Fault`` `invalid`, with simdjson's reason. O(bytes).
    init(_ bytes: [UInt8], path: String) throws(Fault) {
        guard let parser = assay_json_parser_make(max(1, bytes.count)) else {
            throw Fault(.tooLarge, "\(path): there is no memory to parse \(bytes.count) bytes.")
        }
        var tape: UnsafePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let padded = bytes + [UInt8](repeating: 0, count: assay_json_padding())
        let error = padded.withUnsafeBufferPointer {
            assay_json_parse(parser, $0.baseAddress, bytes.count, &tape, &strings)
        }
        guard error == 0, let tape, let strings else {
            assay_json_parser_free(parser)
            throw Fault(
                .invalid,
                "\(path): not JSON: \(String(cString: assay_json_error(error)))",
                fix: "The file is cut off or damaged; write it again.")
        }
        (self.path, self.parser, self.tape, self.strings) = (path, parser, tape, strings)
    }

    deinit { assay_json_parser_free(parser) }

    var root: JSONValue { JSONValue(text: self, index: 1, place: "") }
}

/// A value in a ``JSONText`` and its place, such as `learner.gradient_booster.model.trees[3]`.
struct JSONValue {
    let text: JSONText
    /// Where its word is on the tape.
    let index: Int
    let place: String

    private var word: UInt64 { text.tape[index] }
    private var kind: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }

    func fault(_ message: String, fix: String? = nil, _ code: Fault.Code = .invalid) -> Fault {
        Fault(code, "\(text.path): \(place.isEmpty ? "the file" : place) \(message)", fix: fix)
    }

    private func end(of index: Int) -> Int {
        let word = text.tape[index]
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return Int(word & 0xffff_ffff)
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): return index + 2
        default: return index + 1
        }
    }

    private func string(at index: Int) -> String {
        let start = text.strings + Int(text.tape[index] & 0x00ff_ffff_ffff_ffff)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return String(
            decoding: UnsafeBufferPointer(start: start + 4, count: Int(count)), as: UTF8.self)
    }

    /// The members of an object. Refused are twins, and names that are not in `known`.
    func members(_ known: [String]? = nil) throws(Fault) -> [String: JSONValue] {
        guard kind == UInt8(ascii: "{") else { throw fault("is not an object.") }
        var members: [String: JSONValue] = [:]
        var at = index + 1
        let last = end(of: index) - 1
        while at < last {
            let name = string(at: at)
            let member = JSONValue(
                text: text, index: at + 1, place: place.isEmpty ? name : "\(place).\(name)")
            if let known, !known.contains(name) {
                throw member.fault("is not known here.", .unsupported)
            }
            guard members.updateValue(member, forKey: name) == nil else {
                throw member.fault("stands here twice.")
            }
            at = end(of: at + 1)
        }
        return members
    }

    /// A member that must be there.
    func member(_ name: String, of members: [String: JSONValue]) throws(Fault) -> JSONValue {
        guard let member = members[name] else { throw fault("has no `\(name)`.") }
        return member
    }

    /// The values of an array, at most `limit`.
    func items(limit: Int, _ what: String) throws(Fault) -> [JSONValue] {
        guard kind == UInt8(ascii: "[") else { throw fault("is not an array.") }
        var items: [JSONValue] = []
        var at = index + 1
        let last = end(of: index) - 1
        while at < last {
            guard items.count < limit else {
                throw fault("holds more than \(limit) \(what).", .tooLarge)
            }
            items.append(JSONValue(text: text, index: at, place: "\(place)[\(items.count)]"))
            at = end(of: at)
        }
        return items
    }

    func string() throws(Fault) -> String {
        guard kind == UInt8(ascii: "\"") else { throw fault("is not a text.") }
        return string(at: index)
    }

    func number() throws(Fault) -> Double {
        guard let number = number(at: index) else { throw fault("is not a number.") }
        return number
    }

    func int() throws(Fault) -> Int {
        guard kind == UInt8(ascii: "l") else { throw fault("is not a whole number.") }
        return Int(Int64(bitPattern: text.tape[index + 1]))
    }

    /// Whether it is an array or an object without anything in it.
    var isEmpty: Bool {
        (kind == UInt8(ascii: "[") || kind == UInt8(ascii: "{")) && end(of: index) == index + 2
    }

    var isNull: Bool { kind == UInt8(ascii: "n") }

    private func number(at index: Int) -> Double? {
        let bits = text.tape[index + 1]
        switch UInt8(truncatingIfNeeded: text.tape[index] >> 56) {
        case UInt8(ascii: "d"): return Double(bitPattern: bits)
        case UInt8(ascii: "l"): return Double(Int64(bitPattern: bits))
        case UInt8(ascii: "u"): return Double(bits)
        default: return nil
        }
    }

    /// The numbers of an array of that length; all are finite.
    func numbers(_ count: Int) throws(Fault) -> [Double] {
        var numbers: [Double] = []
        try fill(count) { index in
            guard let number = number(at: index) else { return false }
            numbers.append(number)
            return true
        }
        return numbers
    }

    /// The whole numbers of an array of that length; `true` and `false` are 1 and 0.
    func ints(_ count: Int, in range: ClosedRange<Int>) throws(Fault) -> [Int32] {
        var ints: [Int32] = []
        try fill(count) { index in
            var value = 0
            switch UInt8(truncatingIfNeeded: text.tape[index] >> 56) {
            case UInt8(ascii: "l"): value = Int(Int64(bitPattern: text.tape[index + 1]))
            case UInt8(ascii: "t"): value = 1
            case UInt8(ascii: "f"): value = 0
            default: return false
            }
            guard range.contains(value) else { return false }
            ints.append(Int32(value))
            return true
        }
        return ints
    }

    private func fill(_ count: Int, _ take: (Int) -> Bool) throws(Fault) {
        guard kind == UInt8(ascii: "[") else { throw fault("is not an array.") }
        var at = index + 1
        let last = end(of: index) - 1
        var taken = 0
        while at < last {
            guard taken < count else {
                throw fault("has more than the \(count) values that its place needs.")
            }
            guard take(at) else {
                throw Fault(
                    .invalid,
                    "\(text.path): \(place)[\(taken)] is not a number that may stand there.")
            }
            taken += 1
            at = end(of: at)
        }
        guard taken == count else {
            throw fault("has \(taken) values where its place needs \(count).")
        }
    }
}
