import CEL
import Rules
import Toolbox
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `lists.yaml`, and the files of entries it names; what rules may ask by name.
    mutating func readLists() {
        guard let file = files["lists.yaml"] else { return warnOfFilesWithoutList() }
        // Until the file could be read, no name is known to be wrong.
        library = RuleLibrary.library(lists: .unread)
        guard let reader = root(of: file, what: "lists file", keys: ["lists"]),
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
        warnOfFilesWithoutList()
        do {
            let named = try NamedLists(lists)
            self.lists = named
            library = RuleLibrary.library(lists: named)
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
        if name == RuleLibrary.disposableList, kind != .domain, let node = item.node("kind") {
            sink.error(
                item.file, node, "The list `\(name)` is asked by email.isDisposable for domains.",
                fix: "Write `kind: domain`, or give the list another name.")
        }
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
            // The name and the kind stand, whatever its entries.
            return try? NamedList(name: name, kind: kind, version: version, entries: [])
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
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let isCut = bytes.last == UInt8(ascii: "\r")
            let line = Substring(isCut ? bytes.dropLast() : bytes)
            if line.isEmpty || line.hasPrefix("#") { continue }
            if let entry = readLine(line, at: index + 1, of: path) { written.append(entry) }
        }
        return written
    }

    private func readLine(
        _ line: Substring, at number: Int, of path: String
    ) -> WrittenEntry? {
        let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        func report(_ column: Int, _ length: Int, _ message: String, _ fix: String) {
            sink.add(
                Diagnostic(
                    at: SourceLocation(file: path, line: number, column: column), length: length,
                    message, fix: fix))
        }
        guard !parts[0].isEmpty else {
            report(1, 1, "There is no entry before the tab.", "Write the entry first.")
            return nil
        }
        var entry = NamedList.Entry(String(parts[0]))
        if parts.count == 2 {
            guard let time = CivilTime(rfc3339: String(parts[1])) else {
                report(
                    parts[0].count + 2, parts[1].count, "`\(parts[1])` is not a time.",
                    PackBuilder.expiryFix)
                return nil
            }
            entry.expiresAt = time.milliseconds
        }
        return WrittenEntry(
            entry: entry, location: SourceLocation(file: path, line: number, column: 1))
    }

    private func reportNoFile(_ path: String, _ node: Node, of file: PackFile) {
        let known = listFiles.keys.sorted()
        let nearest = EditDistance.suggestion(for: path, among: known)
        sink.error(
            file, node, "There is no file `\(path)` in the pack.",
            fix: nearest.map { "Did you mean `\($0)`?" }
                ?? "Files of entries are in the pack's folder `lists`, as in `lists/hosting.txt`.")
    }

    private func warnOfFilesWithoutList() {
        for path in listFiles.keys.sorted() where !usedListFiles.contains(path) {
            let place = SourceLocation(file: folder + path, line: 1, column: 1)
            sink.add(
                Diagnostic(
                    .warning, at: place, "No list of lists.yaml has the entries of `\(path)`.",
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
