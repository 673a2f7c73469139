import API
import Packs
import Vocabulary

/// What the editor shows: a draft, what was found wrong with it, and its tests.
struct EditorContent {
    struct Choice {
        let path: String
        let title: String
        let isHere: Bool
    }

    let heading: String
    let isRule: Bool
    let path: String
    let of: String
    let base: String
    let baseWords: String?
    let text: String
    let rows: Int
    let tests: String
    let testRows: Int
    let token: String
    let files: [Choice]
    let check: CheckContent?
    let editsFile: Bool

    init(_ draft: Draft, check: DraftCheck?, for caller: Caller) {
        switch draft.subject {
        case .rule(let id):
            heading = id.map { "Rule \($0)" } ?? "New rule"
            (isRule, path, of) = (true, "", id ?? "")
        case .file(let name):
            heading = name
            (isRule, path, of) = (false, name, "")
        }
        editsFile = !isRule
        base = draft.base.map(String.init) ?? ""
        baseWords = draft.base.map { "version \($0)" }
        text = draft.text
        rows = min(40, max(12, EditorContent.rows(draft.text) + 2))
        tests = draft.tests
        testRows = min(24, max(6, EditorContent.rows(draft.tests) + 2))
        token = caller.formToken
        let here = path
        files = Draft.files.map {
            Choice(path: "/rules/edit?path=\($0)", title: $0, isHere: $0 == here)
        }
        self.check = check.map { CheckContent($0) }
    }
}

extension EditorContent {
    /// Letters of a line before it wraps, about.
    private static let columns = 70

    /// Lines as they are shown.
    private static func rows(_ text: String) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .reduce(0) { $0 + 1 + $1.count / columns }
    }
}

/// What a check found.
struct CheckContent {
    struct Finding {
        let isError: Bool
        let severity: String
        let message: String
        let fix: String?
        let place: String
        let source: String?
        let carets: String?
    }

    struct Test {
        let name: String
        let isPassed: Bool
        let isOwn: Bool
        let faults: [String]
    }

    let isSound: Bool
    let findings: [Finding]
    let hasFindings: Bool
    let own: [Test]
    let failed: [Test]
    let hasOwn: Bool
    let hasFailed: Bool
    let testWords: String?

    init(_ check: DraftCheck) {
        isSound = check.isSound
        findings = check.findings.map { one in
            let here =
                one.field.map { $0 == "tests" ? "tests, line \(one.line)" : "line \(one.line)" }
            return Finding(
                isError: one.isError, severity: one.severity, message: one.message, fix: one.fix,
                place: here.map { "\($0), column \(one.column)" } ?? one.place,
                source: one.source, carets: one.carets)
        }
        hasFindings = !findings.isEmpty
        let tests = check.tests.prefix(DraftCheck.shown).map {
            Test(name: $0.name, isPassed: $0.isPassed, isOwn: $0.isOwn, faults: $0.faults)
        }
        own = tests.filter(\.isOwn)
        failed = tests.filter { !$0.isPassed && !$0.isOwn }
        (hasOwn, hasFailed) = (!own.isEmpty, !failed.isEmpty)
        testWords =
            check.pack == nil
            ? nil
            : "\(Counted.grouped(check.tests.count - check.failed)) of "
                + "\(Counted.words(check.tests.count, "test", "tests")) hold"
    }
}
