import CEL
import Vocabulary
import Yams

/// Collects every fault of a pack while it is read.
final class DiagnosticSink {
    /// Faults kept; a pack with more is reported as having more.
    static let diagnosticsMax = 500
    private(set) var diagnostics: [Vocabulary.Diagnostic] = []

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func add(_ diagnostic: Vocabulary.Diagnostic) {
        guard diagnostics.count < DiagnosticSink.diagnosticsMax else { return }
        diagnostics.append(diagnostic)
    }

    func error(_ file: PackFile, _ node: Node, _ message: String, fix: String? = nil) {
        let length = node.scalar?.string.count ?? 1
        add(Diagnostic(at: file.location(node.mark), length: length, message, fix: fix))
    }

    func warning(_ file: PackFile, _ node: Node, _ message: String, fix: String? = nil) {
        let length = node.scalar?.string.count ?? 1
        add(Diagnostic(.warning, at: file.location(node.mark), length: length, message, fix: fix))
    }

    /// Takes over what the compiler said of an expression in a scalar.
    ///
    /// - Parameter offset: where the expression begins in the scalar's text, UTF-8.
    func add(
        _ found: [CEL.Diagnostic], in scalar: Node.Scalar, of file: PackFile, offset: Int = 0
    ) {
        for diagnostic in found {
            add(
                Diagnostic(
                    diagnostic.severity == .error ? .error : .warning,
                    at: file.location(inside: scalar, offset: offset + diagnostic.range.lower),
                    length: diagnostic.range.upper - diagnostic.range.lower,
                    diagnostic.message, fix: diagnostic.suggestion))
        }
    }
}
