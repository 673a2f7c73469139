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

    /// Where ``rendered`` stops: values may share parts, so their text knows no bound of its own.
    private static let renderedBytesMax = 1 << 20

    private static func text(of double: Double) -> String {
        if double.isNaN { return "NaN" }
        if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
        let text = double.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The value as an author would write it: text in quotes, uints with `u`, lists and maps whole
    /// unless they are endless.
    package var rendered: String { rendered(bytesMax: Self.renderedBytesMax) }

    /// ``rendered``, ending in … soon after that many bytes.
    func rendered(bytesMax: Int) -> String {
        var text = ""
        render(into: &text, bytesMax)
        if text.utf8.count > bytesMax { text += "…" }
        return text
    }

    private func render(into output: inout String, _ bytesMax: Int) {
        guard output.utf8.count <= bytesMax else { return }
        switch kind {
        case .string: output += Self.quoted(beginning(bytesMax))
        case .bytes: output += "b" + Self.quoted(beginning(bytesMax))
        case .uint: output += "\(asUInt)u"
        case .double: output += asDouble.isFinite ? asDouble.description : plainText
        case .timestamp: output += "timestamp(\"\(plainText)\")"
        case .duration: output += "duration(\"\(plainText)\")"
        case .ip: output += "ip(\"\(plainText)\")"
        case .cidr: output += "cidr(\"\(plainText)\")"
        case .list, .map: renderParts(into: &output, bytesMax)
        case .optional where tag == 0: output += "optional.none()"
        case .optional:
            output += "optional.of("
            elements[0].render(into: &output, bytesMax)
            output += ")"
        case .error: output += "error(\(errorDescription))"
        default: output += plainText
        }
    }

    private func renderParts(into output: inout String, _ bytesMax: Int) {
        output += kind == .list ? "[" : "{"
        for index in 0..<count {
            guard output.utf8.count <= bytesMax else { return }
            if index > 0 { output += ", " }
            elements[index].render(into: &output, bytesMax)
            guard kind == .map else { continue }
            output += ": "
            elements[count + index].render(into: &output, bytesMax)
        }
        output += kind == .list ? "]" : "}"
    }

    /// The text, or as much of it as has just more than that many bytes.
    private func beginning(_ bytesMax: Int) -> String {
        guard count > bytesMax else { return text }
        return slice(0..<endOfCodePoint(at: bytesMax)).text
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
