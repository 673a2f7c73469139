/// The items of a list in a YAML file by their lines, so that one of them is edited and all else,
/// comments too, stays as it was written.
///
/// It knows lists of the shape `key:` and below it `- …` a line, which is how packs are written;
/// a file of another shape is edited whole.
package struct ItemList: Sendable {
    /// One item; its text begins at its first key, without the dash and what it is set in by.
    package struct Item: Sendable {
        /// Of the file, from 0.
        package var lines: Range<Int>
        package var text: String

        package init(lines: Range<Int>, text: String) {
            (self.lines, self.text) = (lines, text)
        }

        /// The value of a key on a line of its own; nil without it.
        package func value(_ key: String) -> String? {
            for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
                let value = line.dropFirst(key.count + 1).drop { $0 == " " }
                return value.trimming { $0 == " " || $0 == "\"" || $0 == "'" }
            }
            return nil
        }

        /// Whether a name stands in it as a word.
        package func mentions(_ name: String) -> Bool {
            text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == name }
        }
    }

    package let lines: [Substring]
    /// Spaces before the dash.
    package let indent: Int
    package let items: [Item]

    /// O(length). Nil where the file has no such list.
    package init?(_ text: String, key: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let head = lines.firstIndex(where: { ItemList.isHead($0, key) }) else { return nil }
        var indent: Int?
        var starts: [Int] = []
        var end = lines.count
        for index in (head + 1)..<max(head + 1, lines.count) {
            let line = lines[index]
            if ItemList.isQuiet(line) { continue }
            let depth = ItemList.depth(line)
            let isItem = line.dropFirst(depth).hasPrefix("- ")
            if indent == nil, isItem { indent = depth }
            guard let indent else { return nil }
            if depth < indent || (depth == indent && !isItem) {
                end = index
                break
            }
            if depth == indent { starts.append(index) }
        }
        self.indent = indent ?? 2
        items = ItemList.items(lines, starts, end: end, indent: self.indent)
    }

    private static func items(
        _ lines: [Substring], _ starts: [Int], end: Int, indent: Int
    ) -> [Item] {
        starts.enumerated().map { place, start in
            var last = place + 1 < starts.count ? starts[place + 1] : end
            while last > start + 1, isQuiet(lines[last - 1]), depth(lines[last - 1]) <= indent {
                last -= 1
            }
            let dashed = lines[start].dropFirst(indent + 1)
            let inner = indent + 1 + dashed.prefix { $0 == " " }.count
            let texts = (start..<last).map { index in
                index == start
                    ? lines[index].dropFirst(inner)
                    : lines[index].dropFirst(min(inner, depth(lines[index])))
            }
            return Item(lines: start..<last, text: texts.joined(separator: "\n"))
        }
    }

    private static func isHead(_ line: Substring, _ key: String) -> Bool {
        guard line.hasPrefix(key + ":") else { return false }
        let rest = line.dropFirst(key.count + 1).drop { $0 == " " }
        return rest.isEmpty || rest.hasPrefix("#") || rest == "[]"
    }

    private static func depth(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

    private static func isQuiet(_ line: Substring) -> Bool {
        let rest = line.drop { $0 == " " }
        return rest.isEmpty || rest.hasPrefix("#")
    }

    /// Lines of the file for an item's text.
    package func written(_ text: String) -> [String] {
        let spaces = String(repeating: " ", count: indent)
        return text.trimming(\.isNewline)
            .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { index, line in
                index == 0 ? "\(spaces)- \(line)" : line.isEmpty ? "" : "\(spaces)  \(line)"
            }
    }
}

extension StringProtocol {
    /// Without those characters at both ends.
    func trimming(_ isDropped: (Character) -> Bool) -> String {
        guard let start = firstIndex(where: { !isDropped($0) }),
            let end = lastIndex(where: { !isDropped($0) })
        else { return "" }
        return String(self[start...end])
    }
}
