// Values as text, for authors and for `string()`.

extension Value {
    /// The scalar as `string()` gives it: no quotes, `1` for 1.0, RFC 3339 times.
    var plainText: String {
        switch kind {
        case .absent: "absent"
        case .error: errorDescription
        case .null: "null"
        case .bool: asBool ? "true" : "false"
        case .int: String(asInt)
        case .uint: String(asUInt)
        case .double: Self.text(of: asDouble)
        case .string, .bytes, .type: text
        case .timestamp: CivilParts.text(ofTimestamp: self)
        case .duration: CivilParts.text(ofDuration: self)
        case .ip: NetworkAddress(self).text
        case .cidr: "\(NetworkAddress(self).text)/\(aux)"
        case .list, .map, .optional: rendered
        }
    }

    private static func text(of double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        let text = double.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The value as an author would write it: text in quotes, uints with `u`, lists and maps whole.
    package var rendered: String {
        switch kind {
        case .string: Self.quoted(text)
        case .bytes: "b" + Self.quoted(text)
        case .uint: "\(asUInt)u"
        case .double: asDouble.isFinite ? asDouble.description : plainText
        case .timestamp: "timestamp(\"\(plainText)\")"
        case .duration: "duration(\"\(plainText)\")"
        case .ip: "ip(\"\(plainText)\")"
        case .cidr: "cidr(\"\(plainText)\")"
        case .list: "[" + items.map(\.rendered).joined(separator: ", ") + "]"
        case .map:
            "{"
                + (0..<count).map {
                    "\(elements[$0].rendered): \(elements[count + $0].rendered)"
                }.joined(separator: ", ") + "}"
        case .optional:
            tag == 0 ? "optional.none()" : "optional.of(\(elements[0].rendered))"
        case .error: "error(\(errorDescription))"
        default: plainText
        }
    }

    /// The text as a literal, with the escapes that `strings.quote` uses.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{b}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
