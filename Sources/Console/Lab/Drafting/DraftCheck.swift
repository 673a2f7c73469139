import Packs
import Pipeline
import Rules
import Vocabulary

/// A draft as it was read: what is wrong with it, and how the pack's own tests go with it.
struct DraftCheck: Sendable {
    /// Nil where something is wrong.
    let pack: Pack?
    let findings: [Finding]
    let tests: [TestLine]

    /// A fault in what was written, with its place in the editor where it is there.
    struct Finding: Sendable, Codable {
        /// `error` or `warning`.
        var severity: String
        var message: String
        var fix: String?
        /// Of the form, `text` or `tests`; nil where it is elsewhere in the pack.
        var field: String?
        /// In the field, else in the file; from 1.
        var line: Int
        var column: Int
        var length: Int
        /// Such as `rules.yaml:12:5`.
        var place: String
        /// The line, and one with carets below it.
        var source: String?
        var carets: String?

        var isError: Bool { severity == "error" }
    }

    struct TestLine: Sendable, Codable {
        var name: String
        var isPassed: Bool
        /// Whether it is one of those beside the rule.
        var isOwn: Bool
        var faults: [String]
    }

    /// Findings and tests told.
    static let shown = 100

    /// Reads the draft over the files of what it is written over, and runs all tests. O(pack).
    ///
    /// - Throws: as ``DraftTexts/init(_:over:)``.
    init(_ draft: Draft, over files: [String: String], fitting running: Pack) throws {
        let texts = try DraftTexts(draft, over: files)
        let reading = PackLoader.read(texts: texts.texts)
        var findings = reading.diagnostics.prefix(DraftCheck.shown).map {
            DraftCheck.finding($0, texts)
        }
        var pack = reading.pack
        if let read = pack, read.walkHash != running.walkHash {
            pack = nil
            findings.append(
                Finding(
                    severity: "error",
                    message: "It was made for other events, features or lists than those that run.",
                    fix: "Start the service with a pack that has them, then write it anew.",
                    field: nil, line: 1, column: 1, length: 1, place: "pack"))
        }
        if let fault = pack.flatMap({ DraftCheck.vanished(draft, $0) }) {
            pack = nil
            findings.append(fault)
        }
        self.findings = findings
        self.pack = pack
        tests = pack.map { DraftCheck.tests(of: $0, draft) } ?? []
    }

    /// A text that is no rule any more, such as an empty one, though the pack is sound.
    private static func vanished(_ draft: Draft, _ pack: Pack) -> Finding? {
        guard case .rule = draft.subject else { return nil }
        let id = draft.item.value("id") ?? ""
        if pack.rules.rules.contains(where: { $0.id == id }) { return nil }
        return Finding(
            severity: "error", message: "The text is no rule with an `id`.",
            fix: "Begin with `id: name_of_the_rule`; to take a rule out, write `mode: off`.",
            field: "text", line: 1, column: 1, length: 1, place: "rules.yaml")
    }

    private static func finding(_ one: Vocabulary.Diagnostic, _ texts: DraftTexts) -> Finding {
        let at = one.location
        let span = texts.spans[at.file]
        let line = span?.lines[at.line]
        let lines = (texts.texts[at.file] ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        let indent = line == nil ? 0 : span?.indent ?? 0
        var finding = Finding(
            severity: one.severity.rawValue, message: one.message, fix: one.fix,
            field: line == nil ? nil : span?.field, line: line ?? at.line,
            column: max(1, at.column - indent), length: one.length,
            place: "\(at.file):\(at.line):\(at.column)")
        if lines.indices.contains(at.line - 1) {
            let source = lines[at.line - 1].dropFirst(indent)
            let room = max(1, source.count - finding.column + 1)
            finding.source = String(source)
            finding.carets =
                String(repeating: " ", count: finding.column - 1)
                + String(repeating: "^", count: min(finding.length, room))
        }
        return finding
    }

    /// Those of the rule first, and of these those that fail.
    private static func tests(of pack: Pack, _ draft: Draft) -> [TestLine] {
        let own = draft.item.value("id") ?? ""
        let lines = PackTester(pack: pack).run().map { result in
            let expected = result.test.expected
            return TestLine(
                name: result.test.name, isPassed: result.passed,
                isOwn: (expected.fires + expected.not).contains(own), faults: result.faults)
        }
        let order = lines.enumerated().sorted {
            func rank(_ line: TestLine) -> Int { (line.isPassed ? 2 : 0) + (line.isOwn ? 0 : 1) }
            return (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }
        return order.map(\.element)
    }

    var failed: Int { tests.count { !$0.isPassed } }
    /// Whether nothing is wrong: it may be previewed and kept.
    var isSound: Bool { pack != nil && failed == 0 }
}
