import Foundation
import Vocabulary
import Yams

/// One YAML file of a pack: its text and its tree.
struct PackFile {
    /// Path as diagnostics show it.
    let path: String
    let text: String
    let lines: [String]
    let root: Node?

    /// Reads and parses one file; a syntax error is reported and leaves no tree.
    init(path: String, text: String, sink: DiagnosticSink) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            root = nil
            sink.add(PackFile.diagnostic(for: error, path: path))
        }
    }

    func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: path, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    /// Where offset `offset` (UTF-8) of a scalar's text stands in the file.
    func location(inside scalar: Node.Scalar, offset: Int) -> SourceLocation {
        guard let mark = scalar.mark else { return location(nil) }
        let before = String(decoding: Array(scalar.string.utf8.prefix(offset)), as: UTF8.self)
        let breaks = before.split(separator: "\n", omittingEmptySubsequences: false)
        switch scalar.style {
        case .literal, .folded:
            let line = mark.line + breaks.count
            let text = lines.indices.contains(line - 1) ? lines[line - 1] : ""
            let indent = text.prefix { $0 == " " }.count
            return SourceLocation(
                file: path, line: line, column: indent + (breaks.last?.count ?? 0) + 1)
        case .singleQuoted, .doubleQuoted:
            return SourceLocation(
                file: path, line: mark.line, column: mark.column + 1 + before.count)
        case .any, .plain:
            return SourceLocation(file: path, line: mark.line, column: mark.column + before.count)
        }
    }

    private static func diagnostic(for error: any Error, path: String) -> Vocabulary.Diagnostic {
        func place(_ mark: Mark?) -> SourceLocation {
            SourceLocation(file: path, line: mark?.line ?? 1, column: mark?.column ?? 1)
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Diagnostic(
                at: place(mark), "This is no YAML: \(problem).",
                fix: "Check indentation, colons and quotes here and on the line before.")
        case .duplicatedKeysInMapping(let keys, let context):
            return Diagnostic(
                at: place(context.mark),
                "\(keys.map { "`\($0)`" }.joined(separator: ", ")) stands twice in one mapping.",
                fix: "Keep one of them.")
        default:
            return Diagnostic(
                at: place(nil), "The file cannot be read: \(error).", fix: "Check its contents.")
        }
    }
}
