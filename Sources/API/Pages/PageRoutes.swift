import Hummingbird
import Learning
import Pipeline
import Vocabulary

/// The pages for people; plain HTML that needs no script.
struct PageRoutes: Sendable {
    let archive: any DecisionArchive
    let detected: any RingArchive
    let learned: any ModelRegistry & LabelArchive & DecisionArchive
    let policed: any PolicyRegistry & PolicyProposals

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

    /// `GET /models`: which versions score, who moved them, and the labels there are.
    func models(_ call: Call) async throws -> Response {
        let page = try await ReadingThreads.run {
            ModelsPage(
                models: try ModelStanding.all(learned),
                changes: try learned.modelChanges(limit: ModelsPage.changesShown),
                labels: try learned.labelCounts())
        }
        return HTML.page("Models", at: .models) { page.write(to: &$0) }
    }

    /// `GET /policies`: which versions of the policy decide or are tried, and who moved them.
    func policies(_ call: Call) async throws -> Response {
        let page = try await ReadingThreads.run {
            PoliciesPage(
                versions: try policed.policyVersions().map {
                    ($0, try policed.policyTally(step: $0.step))
                },
                proposals: try policed.policyProposals(limit: PoliciesPage.changesShown)
                    .filter { $0.state == .open },
                changes: try policed.policyChanges(limit: PoliciesPage.changesShown))
        }
        return HTML.page("Policies", at: .policies) { page.write(to: &$0) }
    }

    /// `GET /models/{name}`: all there is to know of one model.
    func model(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let version = try call.queries["version"].map { text in
            guard let version = Int(text) else {
                throw Fault(
                    .invalid, "`version` is `\(text.prefix(40))`.", fix: "Use a number from 1 on.")
            }
            return version
        }
        return try await ReadingThreads.run {
            let standing = try ModelStanding.one(name, learned)
            let releases = standing.versions.map(\.release)
            let usual = releases.first { $0.stage == .live } ?? releases[0]
            let chosen = try version.map { try learned.release(name, $0) } ?? usual
            let page = ModelPage(
                model: standing,
                changes: try learned.modelChanges(of: name, limit: ModelPage.changesShown),
                chosen: chosen,
                card: try learned.modelFile(
                    name: name, version: chosen.version, path: "card.md"),
                comparison: try comparison(of: name))
            return HTML.page(name, at: .models) { page.write(to: &$0) }
        }
    }

    /// Live version and challenger on the latest traffic; nil where there are not both.
    private func comparison(of name: String) throws -> ModelComparison? {
        let pair: (live: ModelRelease, challenger: ModelRelease)
        do {
            pair = try learned.champions(of: name)
        } catch let fault as Fault where fault.code == .conflict {
            return nil
        }
        var settings = ModelComparison.Settings()
        settings.latest = ModelPage.decisionsRead
        settings.resamples = ModelPage.resamples
        settings.asksByEvent = true
        settings.label =
            try learned.labelName(of: pair.live, or: pair.challenger) ?? settings.label
        return try ModelComparison(pair.live, pair.challenger, store: learned, settings)
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
