import API
import Pipeline
import Vocabulary

/// What `decisions.mustache` shows: decisions by filters that stand in the address.
struct DecisionsContent {
    struct Chip {
        let name: String
        let path: String
        let isHere: Bool
    }

    struct Row {
        let id: String
        let path: String
        let at: Moment
        let action: String
        let score: String
        let account: String?
        let accountPath: String?
        let ring: String?
        let ringPath: String?
        let journey: String
        let reasons: [String]
    }

    struct Account {
        let name: String
        let path: String?
        let score: String
        let actedOn: String
        let decisions: String
        let worstPath: String
    }

    static let accountsMax = 10

    let title: String
    let account: String
    let action: String?
    let chips: [Chip]
    let verdict: String?
    let rows: [Row]
    let hasRows: Bool
    let hasAny: Bool
    let address: String
    let pager: Pager?
    let accounts: [Account]
    let hasAccounts: Bool

    init(_ filter: DecisionFilter, _ parts: ConsoleParts, _ call: Call) throws {
        let (masking, now) = (Masking(for: call.caller), parts.now())
        let counts = try parts.store.actionCounts()
        let found = try parts.store.decisions(filter)
        let worst =
            filter.account == nil
            ? try parts.store.worstAccounts(limit: DecisionsContent.accountsMax) : []
        let verdicts = try DecisionsContent.verdicts(
            of: found.map(\.account) + [filter.account ?? ""], parts)
        let what = filter.action.map { "Decisions to \($0.rawValue)" } ?? "Recent decisions"
        title = filter.account.map { "\(what) on \(masking.name($0))" } ?? what
        (account, action) = (filter.account ?? "", filter.action?.rawValue)
        let all = Chip(
            name: "all \(Counted.grouped(counts.values.reduce(0, +)))",
            path: Self.address(nil, filter.account), isHere: filter.action == nil)
        chips =
            [all]
            + Action.allCases.compactMap { action in
                counts[action].map {
                    Chip(
                        name: "\(action.rawValue) \(Counted.grouped($0))",
                        path: Self.address(action, filter.account), isHere: filter.action == action)
                }
            }
        verdict = filter.account.flatMap { verdicts[$0] }.map {
            "Detection says \($0.action) of it, with a chance of \(RingWords.score($0.score))"
                + ($0.ring.isEmpty ? "." : ": it is in \($0.ring).")
        }
        rows = found.map { Row($0, verdicts[$0.account], masking, now: now) }
        (hasRows, hasAny) = (!found.isEmpty, !counts.isEmpty)
        address = "127.0.0.1:8080"
        let older =
            found.count == filter.limit && (found.last?.sequence ?? 0) > 1
            ? found.last.map { Self.address(filter.action, filter.account, before: $0.sequence) }
            : nil
        pager = Pager(
            latest: filter.before == nil ? nil : Self.address(filter.action, filter.account),
            older: older, shown: found.count)
        accounts = worst.map { Account($0, masking) }
        hasAccounts = !worst.isEmpty
    }

    static func address(_ action: Action?, _ account: String?, before: Int64? = nil) -> String {
        let parts = [
            action.map { "action=\($0.rawValue)" },
            account.map { "account=\(Query.escaped($0))" }, before.map { "before=\($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? "/decisions" : "/decisions?" + parts.joined(separator: "&")
    }

    /// What detection says of each account that it says anything of.
    static func verdicts(
        of accounts: [String], _ parts: ConsoleParts
    ) throws -> [String: AccountVerdict] {
        guard try parts.store.detectionCounts() != nil else { return [:] }
        var verdicts: [String: AccountVerdict] = [:]
        for account in Set(accounts) where !account.isEmpty {
            verdicts[account] = try parts.store.verdict(ofAccount: account)
        }
        return verdicts
    }
}

extension DecisionsContent.Row {
    fileprivate init(
        _ decision: StoredDecision, _ verdict: AccountVerdict?, _ masking: Masking, now: Int64
    ) {
        id = decision.id
        path = "/decisions/\(Query.escaped(decision.id))"
        at = Moment(decision.time, now: now)
        (action, score) = (decision.action.rawValue, RingWords.score(decision.score))
        account = decision.account.isEmpty ? nil : masking.name(decision.account)
        accountPath =
            decision.account.isEmpty || masking.isHiding
            ? nil : "/entities/account/\(Query.escaped(decision.account))"
        let named = verdict.flatMap { $0.ring.isEmpty ? nil : $0.ring }
        ring = named
        ringPath = named.map { "/rings/\(Query.escaped($0))" }
        journey = decision.journey
        reasons =
            masking.isHiding
            ? (try? RecordView(record: decision.record))?.reasons.map(\.rule) ?? []
            : (try? RecordView(record: decision.record))?.reasons.map(\.text) ?? []
    }
}

extension DecisionsContent.Account {
    fileprivate init(_ standing: AccountStanding, _ masking: Masking) {
        name = masking.name(standing.account)
        path =
            masking.isHiding
            ? nil : DecisionsContent.address(nil, standing.account)
        score = RingWords.score(standing.scoreMax)
        actedOn = Counted.grouped(standing.actedOn)
        decisions = Counted.grouped(standing.decisions)
        worstPath = "/decisions/\(Query.escaped(standing.worstDecision))"
    }
}
