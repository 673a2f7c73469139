import Packs
import Rules
import Toolbox
package import Vocabulary

/// A change of a list as a change of the pack's files.
package struct ListDraft: Sendable {
    /// Entries to add and to take out.
    package var add: [String]
    package var remove: Set<String>
    /// Such as `2027-01-31`; empty for never.
    package var expires: String
    package var note: String

    package init(add: [String], remove: Set<String> = [], expires: String = "", note: String = "") {
        (self.add, self.remove, self.expires, self.note) = (add, remove, expires, note)
    }

    /// Entries one draft may add or take out.
    static let entriesMax = 1000

    /// What the draft makes of the files.
    package struct Made: Sendable {
        /// Paths in the pack, with their new texts.
        package var files: [String: String]
        /// Lines that come and go, such as `+ 14061`.
        package var changes: [String]
        /// What a reader of packs says against it; empty where it is sound.
        package var report: String
    }

    /// - Throws: ``Fault`` `invalid` for what cannot be done, and `unsupported` where lines cannot
    ///   come and go.
    package func made(_ list: WrittenList, of files: [String: String]) throws(Fault) -> Made {
        guard !add.isEmpty || !remove.isEmpty else {
            throw Fault(.invalid, "The draft changes nothing.", fix: "Write an entry.")
        }
        guard add.count <= ListDraft.entriesMax, remove.count <= ListDraft.entriesMax else {
            throw Fault(
                .tooLarge, "A draft has at most \(ListDraft.entriesMax) entries.",
                fix: "Change the file by hand, or in parts.")
        }
        let held = Set(list.entries.map(\.text))
        if let missing = remove.first(where: { !held.contains($0) }) {
            throw Fault(
                .notFound, "The list has no entry \(missing.prefix(80)).",
                fix: "Write it as the list does.")
        }
        let fresh = add.filter { !held.contains($0) }
        let end = try end()
        var changed = files
        var changes = remove.sorted().map { "− \($0)" }
        changes += fresh.map { "+ \($0)" + (end.map { " until \($0)" } ?? "") }
        if let file = list.file, let text = files[file] {
            changed[file] = fileText(list, text, fresh, end)
        }
        guard let yaml = files[WrittenList.path] else {
            throw Fault(.bug, "A list without \(WrittenList.path).")
        }
        changed[WrittenList.path] = try yamlText(list, yaml, list.file == nil ? fresh : [], end)
        changes.append("version \(list.version) → \(list.version + 1)")
        let reading = PackLoader.read(texts: changed)
        return Made(
            files: changed.filter { files[$0.key] != $0.value }, changes: changes,
            report: reading.pack == nil ? "\(reading.report)" : "")
    }

    /// When the entries end, as files write it.
    private func end() throws(Fault) -> String? {
        if expires.isEmpty { return nil }
        let whole = expires.count == 10 ? expires + "T00:00:00Z" : expires
        guard CivilTime(rfc3339: whole) != nil else {
            throw Fault(
                .invalid, "`\(expires.prefix(40))` is not a time.",
                fix: "Write when the entries end, such as 2027-01-31.")
        }
        return whole
    }

    private func fileText(
        _ list: WrittenList, _ text: String, _ fresh: [String], _ end: String?
    ) -> String {
        let gone = lines(list, isInFile: true)
        var lines = kept(text, without: gone)
        if lines.last == "" { lines.removeLast() }
        for entry in fresh {
            if !note.isEmpty { lines.append("# \(oneLine(note))") }
            lines.append(entry + (end.map { "\t\($0)" } ?? ""))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func yamlText(
        _ list: WrittenList, _ text: String, _ fresh: [String], _ end: String?
    ) throws(Fault) -> String {
        let gone = lines(list, isInFile: false)
        let own = list.entries.filter { !$0.isInFile }
        guard list.isByLines, fresh.isEmpty || !own.isEmpty, gone.isEmpty || gone.count < own.count
        else {
            throw Fault(
                .unsupported,
                "The entries of \(list.name) do not stand one a line in \(WrittenList.path).",
                fix: "Write them one a line, or put them into a file lists/\(list.name).txt.")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let version = lines[list.versionLine - 1]
        lines[list.versionLine - 1] =
            version.replacing("version: \(list.version)", with: "version: \(list.version + 1)")
        if let last = own.last {
            let line = lines[last.lines.lowerBound - 1]
            let indent = String(line.prefix { $0 == " " })
            let more = fresh.map { indent + "- " + item($0, list.kind, end) }
            lines.insert(contentsOf: more, at: last.lines.upperBound)
        }
        return lines.enumerated().filter { !gone.contains($0.offset + 1) }.map(\.element)
            .joined(separator: "\n")
    }

    private func item(_ entry: String, _ kind: NamedList.Kind, _ end: String?) -> String {
        let value = kind == .int ? entry : quoted(entry)
        guard end != nil || !note.isEmpty else { return value }
        let expires = end.map { ", expires: \($0)" } ?? ""
        let words = note.isEmpty ? "" : ", note: \(quoted(oneLine(note)))"
        return "{ value: \(value)\(expires)\(words) }"
    }

    private func lines(_ list: WrittenList, isInFile: Bool) -> Set<Int> {
        Set(
            list.entries.filter { $0.isInFile == isInFile && remove.contains($0.text) }
                .flatMap { Array($0.lines) })
    }

    private func kept(_ text: String, without gone: Set<Int>) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { !gone.contains($0.offset + 1) }.map { String($0.element) }
    }

    private func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
