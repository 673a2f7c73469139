/// A model card, Markdown, as HTML: headings, paragraphs, lists, tables and code. All else stands
/// as it was written; every text is escaped, and nothing becomes a link or a picture.
struct CardMarkup: Sendable {
    /// Lines of a card that are shown.
    static let linesMax = 2000

    private let lines: [Substring]
    private let left: Int

    init(_ card: String) {
        let all = card.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        lines = Array(all.prefix(CardMarkup.linesMax))
        left = all.count - lines.count
    }

    /// O(length).
    var html: String {
        var html = Markup()
        write(to: &html)
        return html.written
    }

    private func write(to html: inout Markup) {
        var index = 0
        while index < lines.count {
            let line = lines[index]
            if line.hasPrefix("```") {
                writeCode(from: &index, to: &html)
            } else if line.hasPrefix("|") {
                writeTable(from: &index, to: &html)
            } else if CardMarkup.item(line) != nil {
                writeList(from: &index, to: &html)
            } else if line.hasPrefix("#") {
                writeHeading(line, to: &html)
                index += 1
            } else if line.allSatisfy(\.isWhitespace) {
                index += 1
            } else {
                writeParagraph(from: &index, to: &html)
            }
        }
        if left > 0 { html.element("p", "… and \(left) lines more") }
    }

    /// A page has its own first and second headings, so a card's begin with the third.
    private func writeHeading(_ line: Substring, to html: inout Markup) {
        let text = String(line.drop { $0 == "#" }.drop { $0 == " " })
        let isDeep = line.hasPrefix("###")
        if isDeep { html.element("h4", text) } else { html.element("h3", text) }
    }

    private func writeCode(from index: inout Int, to html: inout Markup) {
        index += 1
        html.raw("<pre tabindex=\"0\" aria-label=\"Code of the card\">")
        while index < lines.count, !lines[index].hasPrefix("```") {
            html.text(String(lines[index]) + "\n")
            index += 1
        }
        html.raw("</pre>")
        index += 1
    }

    private static func item(_ line: Substring) -> Substring? {
        line.hasPrefix("- ") || line.hasPrefix("* ") ? line.dropFirst(2) : nil
    }

    private func writeList(from index: inout Int, to html: inout Markup) {
        html.raw("<ul>")
        while index < lines.count, let item = CardMarkup.item(lines[index]) {
            index += 1
            var text = String(item)
            // A line that is set in belongs to the point above it.
            while index < lines.count, lines[index].hasPrefix("  "),
                !lines[index].allSatisfy(\.isWhitespace)
            {
                text.append(" ")
                text.append(contentsOf: lines[index].drop { $0 == " " })
                index += 1
            }
            html.raw("<li>")
            CardMarkup.writeWords(text, to: &html)
            html.raw("</li>")
        }
        html.raw("</ul>")
    }

    private func writeTable(from index: inout Int, to html: inout Markup) {
        html.raw(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of the card\"")
        html.raw("><table class=\"table\">")
        var isFirst = true
        while index < lines.count, lines[index].hasPrefix("|") {
            let cells = CardMarkup.cells(lines[index])
            index += 1
            let isRule = cells.allSatisfy { cell in
                !cell.isEmpty && cell.allSatisfy { "-: ".contains($0) }
            }
            if isRule { continue }
            if isFirst {
                html.headings(cells)
                html.raw("<tbody>")
            } else {
                html.raw("<tr>")
                for cell in cells {
                    html.raw("<td>")
                    CardMarkup.writeWords(cell, to: &html)
                    html.raw("</td>")
                }
                html.raw("</tr>")
            }
            isFirst = false
        }
        html.raw(isFirst ? "</table></div>" : "</tbody></table></div>")
    }

    private static func cells(_ line: Substring) -> [String] {
        var text = line.dropFirst()
        while let last = text.last, last.isWhitespace { text.removeLast() }
        if text.last == "|" { text.removeLast() }
        return text.split(separator: "|", omittingEmptySubsequences: false).map { cell in
            var cell = cell.drop { $0 == " " }
            while cell.last == " " { cell.removeLast() }
            return String(cell)
        }
    }

    private func writeParagraph(from index: inout Int, to html: inout Markup) {
        var text = ""
        while index < lines.count, !lines[index].allSatisfy(\.isWhitespace),
            !lines[index].hasPrefix("#"), !lines[index].hasPrefix("|"),
            !lines[index].hasPrefix("```"), CardMarkup.item(lines[index]) == nil
        {
            if !text.isEmpty { text.append(" ") }
            text.append(contentsOf: lines[index])
            index += 1
        }
        html.raw("<p>")
        CardMarkup.writeWords(text, to: &html)
        html.raw("</p>")
    }

    /// Text with its `code` as such.
    private static func writeWords(_ text: String, to html: inout Markup) {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            let isCode = place % 2 == 1 && place + 1 < parts.count
            if isCode {
                html.element("code", String(part))
            } else {
                html.text((place % 2 == 1 ? "`" : "") + String(part))
            }
        }
    }
}

extension Markup {
    /// A row of headings.
    fileprivate mutating func headings(_ cells: [String]) {
        raw("<thead><tr>")
        for cell in cells {
            raw("<th scope=\"col\">")
            text(cell)
            raw("</th>")
        }
        raw("</tr></thead>")
    }
}
