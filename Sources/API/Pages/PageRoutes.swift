import Hummingbird
import Pipeline
import Vocabulary

/// The pages for people; plain HTML that needs no script.
struct PageRoutes: Sendable {
    let archive: any DecisionArchive

    /// Accounts the first page lists.
    private static let accountsShown = 10

    /// `GET /`: what was decided lately, and on whom.
    func recent(_ call: Call) async throws -> Response {
        let filter = try call.filter()
        let authority = call.request.head.authority ?? "127.0.0.1:8080"
        let page = try await ReadingThreads.run {
            RecentPage(
                authority: authority, filter: filter, decisions: try archive.decisions(filter),
                counts: try archive.actionCounts(),
                accounts: try archive.worstAccounts(limit: PageRoutes.accountsShown))
        }
        return HTML.page("Decisions") { page.write(to: &$0) }
    }

    /// `GET /decisions/{id}`: all there is to know of one decision.
    func decision(_ call: Call) async throws -> Response {
        let decision = try await archive.expected(id: call.parameters["id"] ?? "")
        return HTML.page("\(decision.action.rawValue) \(decision.id)") {
            DecisionPage(decision: decision).write(to: &$0)
        }
    }
}

extension HTML {
    /// An action as a small mark, coloured by how hard it hits.
    mutating func mark(_ action: Action) {
        switch action {
        case .allow: element("span", kind: "action", action.rawValue)
        case .review, .limit, .challenge, .exclude:
            element("span", kind: "action soft", action.rawValue)
        case .hold, .restrict, .block: element("span", kind: "action hard", action.rawValue)
        }
    }

    /// A score from 0 to 1 in two digits.
    mutating func score(_ score: Double) {
        let hundredths = Int((score * 100).rounded())
        let digits = hundredths % 100
        element(
            "td", kind: "number",
            "\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)")
    }
}
