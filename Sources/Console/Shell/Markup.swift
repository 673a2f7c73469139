import Toolbox

/// A drawing being written; every value goes through ``text(_:)``, which escapes it.
struct Markup {
    private var writer = ByteWriter(capacity: 16_384)

    /// All of it, to stand in a page as it is.
    var written: String { writer.text }

    /// Markup of our own, as it is.
    mutating func raw(_ markup: StaticString) { writer.append(markup) }

    /// Anything else, escaped for text and for attributes in double quotes.
    mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): writer.append("&amp;" as StaticString)
            case UInt8(ascii: "<"): writer.append("&lt;" as StaticString)
            case UInt8(ascii: ">"): writer.append("&gt;" as StaticString)
            case UInt8(ascii: "\""): writer.append("&quot;" as StaticString)
            case UInt8(ascii: "'"): writer.append("&#39;" as StaticString)
            default: writer.append(byte: byte)
            }
        }
    }

    /// `<tag class="kind">text</tag>`.
    mutating func element(_ tag: StaticString, kind: StaticString = "", _ content: String) {
        raw("<")
        raw(tag)
        if kind.utf8CodeUnitCount > 0 {
            raw(" class=\"")
            raw(kind)
            raw("\"")
        }
        raw(">")
        text(content)
        raw("</")
        raw(tag)
        raw(">")
    }

    /// A number for a drawing, to a tenth.
    mutating func number(_ value: Double) {
        // Far beyond any drawing; a number that is none stands at its edge.
        let bound = 100_000.0
        let tenths = Int64(((value.isNaN ? 0 : min(max(value, -bound), bound)) * 10).rounded())
        if tenths < 0 { writer.append(byte: UInt8(ascii: "-")) }
        writer.append(tenths.magnitude / 10)
        guard tenths % 10 != 0 else { return }
        writer.append(byte: UInt8(ascii: "."))
        writer.append(tenths.magnitude % 10)
    }
}
