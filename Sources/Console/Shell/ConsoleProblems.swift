package import API
package import Hummingbird
import Vocabulary

/// Problems as pages: what went wrong, what to do, and a way on.
package struct ConsoleProblems: ProblemPages {
    private let shell: Shell

    package init(shell: Shell) { self.shell = shell }

    private struct Content {
        let title: String
        let detail: String
        let fix: String?
        /// Where to try again; nil where that leads nowhere.
        let again: String?
    }

    package func response(_ words: ProblemWords, for call: Call) -> Response? {
        let content = Content(
            title: words.title, detail: words.detail, fix: words.fix.isEmpty ? nil : words.fix,
            again: words.status == .notFound || call.request.method != .get
                ? nil : call.request.uri.string)
        var page = Shell.Page(words.title, at: nil, template: "problem", content: content)
        page.status = words.status
        return try? shell.page(page, for: call)
    }
}
