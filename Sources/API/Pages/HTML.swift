import Crypto
import HTTPTypes
import Hummingbird
import Toolbox

/// HTML being written; every value goes through ``text(_:)``, which escapes it.
struct HTML {
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

    /// A whole page around `body`.
    static func page(_ title: String, _ body: (inout HTML) -> Void) -> Response {
        var html = HTML()
        html.raw(
            """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            """)
        html.element("title", "\(title) · Assay")
        html.raw("<style>")
        html.raw(PageStyle.sheet)
        html.raw("</style></head><body><header><a href=\"/\">Assay</a></header><main>")
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

/// How pages look; one sheet in the page itself, allowed by its hash.
enum PageStyle {
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--quiet:color-mix(in srgb,CanvasText 60%,Canvas);\
        --line:color-mix(in srgb,CanvasText 15%,Canvas)}
        *{box-sizing:border-box}
        body{margin:0;font:15px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
        header,main{max-width:76rem;margin:auto;padding:0 1.25rem}
        header{padding-top:1.25rem;font-weight:700;letter-spacing:.02em}
        header a{color:inherit;text-decoration:none}
        h1{font-size:1.5rem;margin:.5rem 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
        nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}
        nav a{padding:.2rem .7rem;border:1px solid var(--line);border-radius:1rem;\
        text-decoration:none;color:inherit}
        nav a[aria-current]{border-color:currentColor;font-weight:600}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;\
        border-bottom:1px solid var(--line)}
        th{font-weight:600;color:var(--quiet)}
        td.number{font-variant-numeric:tabular-nums;white-space:nowrap}
        .quiet{color:var(--quiet)}.none{padding:2rem;border:1px dashed var(--line)}
        ul{margin:0;padding-left:1.1rem}
        code,pre{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
        pre{white-space:pre-wrap;border:1px solid var(--line);padding:1rem}
        .action{font-weight:600;padding:.1rem .5rem;border-radius:.3rem;background:var(--line)}
        @media (max-width:44rem){thead{display:none}\
        table,tbody,tr,td,th{display:block;width:auto;white-space:normal}\
        tr{border-bottom:1px solid var(--line);padding:.6rem 0}\
        td,th{border:0;padding:.1rem 0;overflow-wrap:anywhere}}
        h1,h2{overflow-wrap:anywhere}
        .soft{background:light-dark(#fdf0c4,#57470c)}.hard{background:light-dark(#fbd5d0,#6d211a)}
        """

    /// Nothing but this sheet: no script, no image, no frame around us.
    static let policy: String = {
        let bytes = UnsafeBufferPointer(start: sheet.utf8Start, count: sheet.utf8CodeUnitCount)
        let hash = base64(Array(SHA256.hash(data: Array(bytes))))
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
    }()

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { held, index in
                held << 8 | (index < group.count ? Int(group[start + index]) : 0)
            }
            for index in 0..<4 {
                text.append(
                    index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }
}
