import Hummingbird
import Pipeline
import Vocabulary

/// The pages for people; plain HTML that needs no script.
struct PageRoutes: Sendable {
    let archive: any DecisionArchive
    let detected: any RingArchive

    /// Accounts the first page lists.
    private static let accountsShown = 10

    /// `GET /`: what was decided lately, and on whom.
    func recent(_ call: Call) async throws -> Response {
        let filter = try call.filter()
        let authority = call.request.head.authority ?? "127.0.0.1:8080"
        let page = try await ReadingThreads.run {
            let decisions = try archive.decisions(filter)
            let accounts = try archive.worstAccounts(limit: PageRoutes.accountsShown)
            let named = decisions.map(\.account) + accounts.map(\.account)
            return RecentPage(
                authority: authority, filter: filter, decisions: decisions,
                counts: try archive.actionCounts(), accounts: accounts,
                verdicts: try verdicts(of: named + [filter.account ?? ""]))
        }
        return HTML.page("Decisions") { page.write(to: &$0) }
    }

    /// What detection says of each account that it says anything of.
    private func verdicts(of accounts: [String]) throws -> [String: AccountVerdict] {
        var verdicts: [String: AccountVerdict] = [:]
        if try detected.detectionCounts() == nil { return verdicts }
        for account in Set(accounts) where !account.isEmpty {
            verdicts[account] = try detected.verdict(ofAccount: account)
        }
        return verdicts
    }

    /// `GET /decisions/{id}`: all there is to know of one decision.
    func decision(_ call: Call) async throws -> Response {
        let decision = try await archive.expected(id: call.parameters["id"] ?? "")
        let verdict = try await ReadingThreads.run {
            try detected.verdict(ofAccount: decision.account)
        }
        return HTML.page("\(decision.action.rawValue) \(decision.id)") {
            DecisionPage(decision: decision, verdict: verdict).write(to: &$0)
        }
    }

    /// `GET /rings`: who acts as one, and who profits.
    func rings(_ call: Call) async throws -> Response {
        let page = try await ReadingThreads.run {
            RingsPage(
                counts: try detected.detectionCounts(),
                rings: try detected.rings(limit: RingsPage.ringsShown),
                recipients: try detected.recipients(limit: RingsPage.recipientsShown))
        }
        return HTML.page("Rings", at: .rings) { page.write(to: &$0) }
    }

    /// `GET /rings/{id}`: all there is to know of one ring. Read and drawn beside the event loops:
    /// a large ring takes a while.
    func ring(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        return try await ReadingThreads.run {
            let record = try detected.expectedRing(id: id)
            let page = RingPage(ring: try RingDocument(json: record.document))
            return HTML.page(record.id, at: .rings) { page.write(to: &$0) }
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

    /// A cell with a score from 0 to 1 in two digits.
    mutating func score(_ score: Double) { cell("score", RingWords.score(score)) }
}
