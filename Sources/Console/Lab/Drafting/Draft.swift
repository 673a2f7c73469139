import API
import Packs
import Pipeline
import Vocabulary

/// What somebody writes in the lab: one rule with its tests, or a whole file, over the pack in
/// force or over a version that was kept.
struct Draft: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        /// The rule of that id; nil for a new one.
        case rule(String?)
        /// A file, such as `policy.yaml`.
        case file(String)
    }

    var subject: Subject
    /// The version it is written over; nil for what is in force.
    var base: Int?
    /// The rule, or the file.
    var text: String
    /// Tests beside a rule, an item of `tests.yaml` behind the other.
    var tests: String

    /// Characters a draft may have.
    static let lengthMax = 400_000
    /// Files that are edited whole; all else is the walk's, or no text of people.
    static let files = [
        "policy.yaml", "enforcement.yaml", "costs.yaml", "tests.yaml", "rules.yaml",
        "verification.yaml", "experiments.yaml",
    ]

    init(subject: Subject, base: Int?, text: String, tests: String) {
        (self.subject, self.base, self.text, self.tests) = (subject, base, text, tests)
    }

    /// What the editor's form sent.
    ///
    /// - Throws: ``Fault`` `invalid` for a file that is not edited here, `tooLarge` beyond
    ///   ``lengthMax``.
    init(_ form: Form) throws(Fault) {
        let path = form["path"]
        if path.isEmpty {
            subject = .rule(form["of"].isEmpty ? nil : form["of"])
        } else {
            guard Draft.files.contains(path) else {
                throw Fault(
                    .invalid, "The file \(path.prefix(80)) is not edited here.",
                    fix: "Edit \(Draft.files.joined(separator: ", ")).")
            }
            subject = .file(path)
        }
        base = Int(form["base"])
        text = Draft.plain(form.text("text"))
        tests = Draft.plain(form.text("tests"))
        guard text.utf8.count + tests.utf8.count <= Draft.lengthMax else {
            throw Fault(
                .tooLarge, "The draft has more than \(Draft.lengthMax) bytes.",
                fix: "Keep a file of that size with `assay policy register`.")
        }
    }

    /// Browsers end lines with two characters.
    private static func plain(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0 != "\r" }.map(Character.init))
    }

    /// The rule as an item of its file.
    var item: ItemList.Item { ItemList.Item(lines: 0..<0, text: text) }
}

/// A draft put into the files it is written over, and where in them its lines came to stand.
struct DraftTexts {
    /// Where a part of the editor stands in a file.
    struct Span: Sendable {
        /// Of the form: `text` or `tests`.
        var field: String
        /// By line of the file, from 1: the line of the field, from 1.
        var lines: [Int: Int]
        /// Characters before the first of a line.
        var indent: Int
    }

    private(set) var texts: [String: String]
    private(set) var spans: [String: Span] = [:]

    /// - Throws: ``Fault`` `notFound` for a rule that the files have not, `unsupported` where they
    ///   are written so that rules cannot be told apart by lines.
    init(_ draft: Draft, over files: [String: String]) throws(Fault) {
        texts = files
        switch draft.subject {
        case .file(let path):
            texts[path] = draft.text
            let count = draft.text.split(separator: "\n", omittingEmptySubsequences: false).count
            let lines = Dictionary(uniqueKeysWithValues: (1...max(1, count)).map { ($0, $0) })
            spans[path] = Span(field: "text", lines: lines, indent: 0)
        case .rule(let id):
            try putRule(draft.text, inPlaceOf: id)
            try putTests(draft.tests, of: id)
        }
    }

    private mutating func putRule(_ text: String, inPlaceOf id: String?) throws(Fault) {
        guard let list = ItemList(texts["rules.yaml"] ?? "", key: "rules") else {
            throw Fault(
                .unsupported, "In rules.yaml a rule cannot be told from the others by its lines.",
                fix: "Edit the file whole: /rules/edit?path=rules.yaml.")
        }
        var place = list.lines.count..<list.lines.count
        if let id {
            guard let item = list.items.first(where: { $0.value("id") == id }) else {
                throw Fault(
                    .notFound, "There is no rule \(id.prefix(80)).", fix: "See /rules.")
            }
            place = item.lines
        } else if let last = list.items.last {
            place = last.lines.upperBound..<last.lines.upperBound
        }
        put(
            list.lines.map(String.init), list.written(text), at: place, gap: id == nil,
            path: "rules.yaml", Span(field: "text", lines: [:], indent: list.indent + 2))
    }

    private mutating func putTests(_ text: String, of id: String?) throws(Fault) {
        let held = texts["tests.yaml"] ?? "tests:\n"
        guard let list = ItemList(held, key: "tests") else {
            guard text.contains(where: { !$0.isWhitespace }) else { return }
            throw Fault(
                .unsupported, "In tests.yaml a test cannot be told from the others by its lines.",
                fix: "Edit the file whole: /rules/edit?path=tests.yaml.")
        }
        let old = id.map { id in list.items.filter { $0.mentions(id) } } ?? []
        let new = text.trimming(\.isNewline)
        guard new != DraftTexts.shown(old) else { return }
        var kept = list.lines.map(String.init)
        for item in old.reversed() { kept.removeSubrange(item.lines) }
        let at =
            old.first?.lines.lowerBound ?? list.items.last?.lines.upperBound ?? kept.count
        let spaces = String(repeating: " ", count: list.indent)
        let written =
            new.isEmpty
            ? []
            : new.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : spaces + $0 }
        put(
            kept, written, at: min(at, kept.count)..<min(at, kept.count), gap: old.isEmpty,
            path: "tests.yaml", Span(field: "tests", lines: [:], indent: list.indent))
    }

    /// Tests as the editor shows them.
    static func shown(_ items: [ItemList.Item]) -> String {
        items.map { item in
            item.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .map { index, line in
                    index == 0 ? "- \(line)" : line.isEmpty ? "" : "  \(line)"
                }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private mutating func put(
        _ file: [String], _ written: [String], at place: Range<Int>, gap: Bool, path: String,
        _ span: Span
    ) {
        var (lines, span) = (file, span)
        let isSpaced =
            gap && !written.isEmpty && place.lowerBound > 0 && !lines[place.lowerBound - 1].isEmpty
        lines.replaceSubrange(place, with: (isSpaced ? [""] : []) + written)
        if lines.last?.isEmpty == false { lines.append("") }
        let first = place.lowerBound + (isSpaced ? 1 : 0)
        for index in written.indices { span.lines[first + index + 1] = index + 1 }
        texts[path] = lines.joined(separator: "\n")
        spans[path] = span
    }
}
