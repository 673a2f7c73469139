import Packs
import Rules
import Toolbox
package import Vocabulary

/// A list as its files write it, with the lines, so that a change leaves all else as it is.
package struct WrittenList: Sendable {
    package struct Entry: Sendable, Hashable {
        package var text: String
        /// As written; nil for never.
        package var expires: String?
        package var note: String?
        /// Lines of the file, from one.
        var lines: ClosedRange<Int>
        /// Whether it stands in ``file``, not in `lists.yaml`.
        var isInFile: Bool
    }

    package var name: String
    var description: String
    var kind: NamedList.Kind
    var version: Int
    /// The line of `lists.yaml` that says the version.
    var versionLine: Int
    /// A file of entries, by its path in the pack.
    var file: String?
    package var entries: [Entry]
    /// Whether entries of `lists.yaml` stand one a line, so that lines can come and go.
    var isByLines: Bool

    static let path = "lists.yaml"

    /// The lists of a pack, in the order of its files. O(bytes).
    ///
    /// - Throws: ``Fault`` `invalid` for files that are no YAML, which no pack in force has.
    package static func all(of files: [String: String]) throws(Fault) -> [WrittenList] {
        guard let text = files[path],
            let root = try PlainYAML.read(text, path: path),
            let lists = root["lists"]?.mapping
        else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lists.compactMap { key, value in
            key.text.flatMap { read($0, value, lines, files) }
        }
    }

    private static func read(
        _ name: String, _ node: PlainYAML, _ lines: [Substring], _ files: [String: String]
    ) -> WrittenList? {
        guard let kind = node["kind"]?.text.flatMap(NamedList.Kind.init(rawValue:)),
            let version = node["version"], let number = version.text.flatMap({ Int($0) })
        else { return nil }
        let items = node["entries"]?.list ?? []
        var list = WrittenList(
            name: name, description: node["description"]?.text ?? "", kind: kind,
            version: number, versionLine: version.line, file: node["file"]?.text, entries: [],
            isByLines: Set(items.map(\.line)).count == items.count
                && items.allSatisfy { isItem(lines, $0.line) })
        for item in items { list.entries.append(entry(item, lines)) }
        if let file = list.file, let text = files[file] { list.entries += entries(text) }
        return list
    }

    private static func isItem(_ lines: [Substring], _ line: Int) -> Bool {
        lines.indices.contains(line - 1)
            && lines[line - 1].drop { $0 == " " }.hasPrefix("- ")
    }

    private static func entry(_ item: PlainYAML, _ lines: [Substring]) -> Entry {
        let comment =
            lines.indices.contains(item.line - 1)
            ? lines[item.line - 1].firstRange(of: " #").map {
                String(lines[item.line - 1][$0.upperBound...].drop { $0 == " " })
            } : nil
        let last = [item["value"], item["expires"], item["note"]].compactMap { $0?.line }.max()
        return Entry(
            text: item.text ?? item["value"]?.text ?? "", expires: item["expires"]?.text,
            note: item["note"]?.text ?? comment, lines: item.line...max(item.line, last ?? 0),
            isInFile: false)
    }

    /// Of a file: an entry a line, behind a tab when it ends; a comment before it is its note.
    private static func entries(_ text: String) -> [Entry] {
        var entries: [Entry] = []
        var note: (words: String, line: Int)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.last == "\r" ? line.dropLast() : line
            if line.hasPrefix("#") {
                note = (String(line.dropFirst().drop { $0 == " " }), index + 1)
                continue
            }
            defer { note = nil }
            if line.isEmpty { continue }
            let parts = line.split(separator: "\t", maxSplits: 1)
            entries.append(
                Entry(
                    text: String(parts.first ?? ""),
                    expires: parts.count > 1 ? String(parts[1]) : nil, note: note?.words,
                    lines: index + 1...index + 1, isInFile: true))
        }
        return entries
    }

    /// Whether an entry ended before a time, milliseconds since 1970.
    static func isOver(_ entry: Entry, at now: Int64) -> Bool {
        entry.expires.flatMap { CivilTime(rfc3339: $0)?.milliseconds }.map { $0 <= now } ?? false
    }
}

extension PlainYAML {
    /// The value of a key of a mapping.
    subscript(key: String) -> PlainYAML? { mapping?.first { $0.key.text == key }?.value }
}
