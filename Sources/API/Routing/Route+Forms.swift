import Hummingbird
import Vocabulary

extension Route {
    /// The same route, but what cannot be done comes back to who looks at pages as the page that
    /// its form stands on, with what went wrong and with what was typed, so that nobody types it
    /// twice. ``Call/trouble`` says it to the page. Who asks for the form's own address, as by
    /// loading that answer anew, is sent to the page.
    ///
    /// Who may not come in by the page's own door is told the problem alone. The log tells that
    /// the page was shown, as it does for a look.
    ///
    /// - Parameters:
    ///   - page: the page that it comes back to.
    ///   - shown: shows that page for this path; nil where the page's own does.
    package func answered(on page: Route, by shown: Handler? = nil) -> Route {
        let show = shown ?? page.handler
        return held(by: page).around { call, handler in
            do {
                return try await handler(call)
            } catch let fault as Fault
                where Route.mendable.contains(fault.code) && call.request.wantsPage
                && page.admits(call.caller)
            {
                var back = call
                let line = Problem.line(for: fault.code)
                back.trouble = ProblemWords(
                    status: line.status, title: line.title, detail: fault.message,
                    fix: fault.fix ?? "")
                // Where the page itself cannot be shown, the problem is told alone.
                guard let response = try? await show(back) else { throw fault }
                if let action = page.audited { call.note.showed(action) }
                if fault.isTold { call.note.told() }
                return response
            }
        }
    }

    /// What somebody can mend in the form.
    private static let mendable: Set<Fault.Code> = [
        .invalid, .conflict, .forbidden, .notFound, .tooLarge, .limited, .unsupported,
    ]
}

extension Request {
    /// Whether somebody looks at it, and no program reads it.
    package var wantsPage: Bool {
        headers[values: .accept].contains { $0.contains("text/html") }
            && !uri.path.hasPrefix("/v1/")
    }
}
