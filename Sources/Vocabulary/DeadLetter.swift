package import Toolbox

/// Something sent to us that could not become an event, with its place and what was wrong.
package struct DeadLetter: Sendable {
    /// Why it was refused; stable names that reports and metrics use.
    package enum Code: String, Sendable, CaseIterable {
        case malformedJSON = "malformed_json"
        case invalidUTF8 = "invalid_utf8"
        case tooLarge = "too_large"
        case truncatedInput = "truncated_input"
        case notAnEvent = "not_an_event"
        case unknownEventType = "unknown_event_type"
        case unknownField = "unknown_field"
        case repeatedField = "repeated_field"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case inFuture = "in_future"
        case tooLate = "too_late"
    }

    package var code: Code
    /// File or route it came through.
    package var input: String
    /// One-based line, row or position in a batch.
    package var line: Int
    /// Dotted field name, empty where the whole is at fault.
    package var field: String
    package var expected: String
    package var found: String

    package init(
        _ code: Code, input: String = "", line: Int = 0, field: String = "", expected: String,
        found: String
    ) {
        self.code = code
        self.input = input
        self.line = line
        self.field = field
        self.expected = expected
        self.found = found
    }

    /// One sentence for a person.
    package var sentence: String {
        let place = line > 0 ? "\(input):\(line)" : input
        let what = field.isEmpty ? "" : "\(field): "
        return "\(place): \(code.rawValue): \(what)expected \(expected), found \(found)"
    }

    /// Appends the letter as a JSON object.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"code\":" as StaticString)
        writer.appendQuoted(code.rawValue)
        writer.append(",\"input\":" as StaticString)
        writer.appendQuoted(input)
        writer.append(",\"line\":" as StaticString)
        writer.append(Int64(line))
        writer.append(",\"field\":" as StaticString)
        writer.appendQuoted(field)
        writer.append(",\"expected\":" as StaticString)
        writer.appendQuoted(expected)
        writer.append(",\"found\":" as StaticString)
        writer.appendQuoted(found)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
