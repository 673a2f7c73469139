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
        lines = PackFile.lines(of: text)
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            root = nil
            sink.add(PackFile.diagnostic(for: error, path: path))
        }
    }

    /// The lines of a text, whichever way they end.
    static func lines(of text: String) -> [String] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: path, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    /// Where offset `offset` (UTF-8) of a scalar's text stands in the file.
    func location(inside scalar: Node.Scalar, offset: Int) -> SourceLocation {
        guard let mark = scalar.mark else { return location(nil) }
        let before = String(decoding: Array(scalar.string.utf8.prefix(offset)), as: UTF8.self)
        switch scalar.style {
        case .literal, .folded:
            return location(
                inBlockAt: mark, after: before.count, isFolded: scalar.style == .folded)
        case .singleQuoted, .doubleQuoted:
            return SourceLocation(
                file: path, line: mark.line, column: mark.column + 1 + before.count)
        case .any, .plain:
            return SourceLocation(file: path, line: mark.line, column: mark.column + before.count)
        }
    }

    /// Where a block scalar's character stands. A line counts with its break; when folded, the
    /// break before an empty line vanishes.
    private func location(
        inBlockAt mark: Mark, after count: Int, isFolded: Bool
    ) -> SourceLocation {
        let first = mark.line < lines.count ? lines[mark.line] : ""
        let indent = first.prefix { $0 == " " }.count
        var rest = count
        var line = mark.line
        while line + 1 < lines.count {
            let length = max(0, lines[line].count - indent)
            let isBeforeEmpty = lines[line + 1].allSatisfy { $0 == " " }
            let end = isFolded && length > 0 && isBeforeEmpty ? length : length + 1
            if rest < end { break }
            rest -= end
            line += 1
        }
        return SourceLocation(file: path, line: line + 1, column: indent + rest + 1)
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
