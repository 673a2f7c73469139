import CEL
import Rules
import Toolbox
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `lists.yaml`, and the files of entries it names; what rules may ask by name.
    mutating func readLists() {
        guard let file = files["lists.yaml"],
            let reader = root(of: file, what: "lists file", keys: ["lists"]),
            let node = reader.required("lists"),
            let entries = MappingReader(node, of: file, sink, what: "list of lists", keys: nil)
        else { return }
        var lists: [NamedList] = []
        for entry in entries.entries {
            guard
                checkName(
                    entry.name, entry.key, of: file, taken: Set(listPlaces.map(\.name)),
                    what: "list", mayHaveDots: false),
                let item = MappingReader(
                    entry.value, of: file, sink, what: "list",
                    keys: ["description", "kind", "version", "file", "entries"])
            else { continue }
            listPlaces.append((entry.name, entry.key))
            if let list = readList(item, name: entry.name) { lists.append(list) }
        }
        warnOfFilesWithoutList(file)
        do {
            library = RuleLibrary.library(lists: try NamedLists(lists))
        } catch { sink.error(file, node, error.message, fix: error.fix) }
    }

    private mutating func readList(_ item: MappingReader, name: String) -> NamedList? {
        _ = item.text("description")
        let kind = item.choice("kind", of: NamedList.Kind.self)
        guard let versionNode = item.required("version") else { return nil }
        guard let version = versionNode.scalar.flatMap({ Int($0.string) }), version > 0 else {
            sink.error(
                item.file, versionNode, "A list's version is a whole number from 1.",
                fix: "Begin with 1, and raise it with each change.")
            return nil
        }
        var written: [WrittenEntry] = []
        if item.node("entries") != nil {
            written += item.items("entries").compactMap { readEntry($0, of: item.file) }
        }
        if let path = item.optionalText("file"), let node = item.node("file") {
            guard let text = listFiles[path] else {
                reportNoFile(path, node, of: item.file)
                return nil
            }
            usedListFiles.insert(path)
            written += readEntries(text, path: folder + path)
        }
        if item.node("entries") == nil, item.node("file") == nil {
            sink.error(
                item.file, item.node, "This list has neither `entries` nor `file`.",
                fix: "Write the entries here, or one a line in a file `lists/\(name).txt`.")
        }
        guard let kind else { return nil }
        do {
            return try NamedList(
                name: name, kind: kind, version: version, entries: written.map(\.entry))
        } catch {
            for bad in error.entries {
                let place = written[bad.index]
                sink.add(
                    Diagnostic(
                        at: place.location, length: place.entry.text.count,
                        "In the list `\(name)`: \(bad.message).", fix: bad.fix + "."))
            }
            return nil
        }
    }

    private struct WrittenEntry {
        var entry: NamedList.Entry
        var location: SourceLocation
    }

    /// An entry of the YAML: a text, or `{ value: …, expires: … }`.
    private func readEntry(_ node: Node, of file: PackFile) -> WrittenEntry? {
        if let scalar = node.scalar {
            return WrittenEntry(
                entry: NamedList.Entry(scalar.string), location: file.location(node.mark))
        }
        guard
            let item = MappingReader(
                node, of: file, sink, what: "entry", keys: ["value", "expires", "note"]),
            let value = item.text("value"), let valueNode = item.node("value")
        else { return nil }
        var expiry: Int64?
        if let text = item.optionalText("expires"), let expiryNode = item.node("expires") {
            guard let time = CivilTime(rfc3339: text) else {
                sink.error(
                    file, expiryNode, "`\(text)` is not a time.",
                    fix: PackBuilder.expiryFix)
                return nil
            }
            expiry = time.milliseconds
        }
        return WrittenEntry(
            entry: NamedList.Entry(value, expiresAt: expiry),
            location: file.location(valueNode.mark))
    }

    private static let expiryFix = "Write when the entry ends, such as 2027-01-31T00:00:00Z."

    /// The lines of a file of entries: an entry each, and behind a tab when it ends. Empty lines,
    /// and lines that begin with `#`, say nothing.
    private func readEntries(_ text: String, path: String) -> [WrittenEntry] {
        var written: [WrittenEntry] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard let value = parts.first else { continue }
            let location = SourceLocation(file: path, line: index + 1, column: 1)
            var expiry: Int64?
            if parts.count == 2 {
                guard let time = CivilTime(rfc3339: String(parts[1])) else {
                    sink.add(
                        Diagnostic(
                            at: SourceLocation(
                                file: path, line: index + 1, column: value.count + 2),
                            length: parts[1].count, "`\(parts[1])` is not a time.",
                            fix: PackBuilder.expiryFix))
                    continue
                }
                expiry = time.milliseconds
            }
            written.append(
                WrittenEntry(
                    entry: NamedList.Entry(String(value), expiresAt: expiry), location: location))
        }
        return written
    }

    private func reportNoFile(_ path: String, _ node: Node, of file: PackFile) {
        let known = listFiles.keys.sorted()
        let nearest = EditDistance.suggestion(for: path, among: known)
        sink.error(
            file, node, "There is no file `\(path)` in the pack.",
            fix: nearest.map { "Did you mean `\($0)`?" }
                ?? "Files of entries are in the pack's folder `lists`, as in `lists/hosting.txt`.")
    }

    private func warnOfFilesWithoutList(_ file: PackFile) {
        for path in listFiles.keys.sorted() where !usedListFiles.contains(path) {
            sink.add(
                Diagnostic(
                    .warning, at: file.location(nil), "No list has the entries of `\(path)`.",
                    fix: "Name it as the `file` of a list, or drop it."))
        }
    }

    /// Warns of lists that no expression asks.
    func warnOfUnusedLists() {
        guard let file = files["lists.yaml"], !sink.hasErrors else { return }
        for list in listPlaces where !mentions.lists.contains(list.name) {
            sink.warning(
                file, list.key, "Nothing asks the list `\(list.name)`.",
                fix: "Ask it with `in list(\"\(list.name)\")`, or drop it.")
        }
    }
}
