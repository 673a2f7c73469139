import HTTPTypes
import Hummingbird
import Toolbox

/// HTML being written; every value goes through ``text(_:)``, which escapes it.
struct HTML {
    /// Where in the site a page is; the header leads to all of them.
    enum Place: String, CaseIterable {
        case decisions = "Decisions"
        case rings = "Rings"
        case models = "Models"
        case policies = "Policies"
        case watch = "Watch"
        case enforcements = "Enforcements"
        case deliveries = "Deliveries"

        var path: String { self == .decisions ? "/" : "/" + rawValue.lowercased() }
    }

    private(set) var writer = ByteWriter(capacity: 16_384)

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

    /// A link to a path of ours.
    mutating func link(_ path: String, _ content: String, isHere: Bool = false) {
        raw("<a href=\"")
        text(path)
        raw(isHere ? "\" aria-current=\"page\">" : "\">")
        text(content)
        raw("</a>")
    }

    /// A `<th>` for each heading, in a row of its own.
    mutating func headings(_ headings: [String]) {
        raw("<thead><tr>")
        for heading in headings { element("th", heading) }
        raw("</tr></thead>")
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

    /// A whole page around `body`.
    static func page(
        _ title: String, at place: Place = .decisions, _ body: (inout HTML) -> Void
    ) -> Response {
        var html = HTML()
        html.raw(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            """)
        html.element("title", "\(title) · Assay")
        html.raw("<style>")
        html.raw(PageStyle.sheet)
        html.raw("</style></head><body><header><a href=\"/\">Assay</a><nav aria-label=\"Pages\">")
        for other in Place.allCases {
            html.link(other.path, other.rawValue, isHere: other == place)
        }
        html.raw("</nav></header><main>")
        body(&html)
        html.raw("</main></body></html>\n")
        var response = Response(html.writer, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = PageStyle.policy
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
        return response
    }

    /// `text` as a value in a query.
    static func query(_ text: String) -> String {
        var writer = ByteWriter(capacity: text.utf8.count * 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                writer.append(byte: byte)
            default:
                writer.append(byte: UInt8(ascii: "%"))
                let digits = String(byte, radix: 16, uppercase: true)
                writer.append(digits.count == 1 ? "0" + digits : digits)
            }
        }
        return writer.text
    }
}
