import API
import Hummingbird
import Vocabulary

/// Paths that people type because the API has them, or because they are short; each leads to its
/// page.
struct Shortcuts: Sendable {
    var routes: [Route] {
        [
            Route(.get, "/cases", .needs(.casesRead)) { _ in Shell.go(to: "/queues") },
            Route(.get, "/my", .needs(.casesRead)) { _ in Shell.go(to: "/mine") },
            Route(.get, "/accounts/{name}", .needs(.decisionsRead)) { call in
                Shell.go(to: "/entities/account/\(Query.escaped(try call.place("name")))")
            },
            Route(.get, "/signin", .open) { _ in Shell.go(to: "/sign-in") },
            Route(.get, "/login", .open) { _ in Shell.go(to: "/sign-in") },
        ]
    }
}
