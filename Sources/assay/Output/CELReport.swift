import CEL
import Vocabulary

/// Says what the compiler found in an expression given on the command line.
enum CELReport {
    static func compile(
        _ expression: String, _ environment: Environment, expecting: CEL.`Type`? = nil
    ) -> Compilation {
        let compilation = Compiler.compile(expression, in: environment, expecting: expecting)
        complain(compilation.diagnostics, about: expression)
        return compilation
    }

    static func complain(_ diagnostics: [CEL.Diagnostic], about expression: String) {
        let lines = expression.split(separator: "\n", omittingEmptySubsequences: false)
        for found in diagnostics {
            let diagnostic = Vocabulary.Diagnostic(
                found.severity == .error ? .error : .warning,
                at: SourceLocation(file: "expression", line: found.line, column: found.column),
                length: found.range.upper - found.range.lower, found.message,
                fix: found.suggestion)
            let line = lines.indices.contains(found.line - 1) ? String(lines[found.line - 1]) : nil
            Terminal.complain(diagnostic.rendered(sourceLine: line))
        }
    }
}
