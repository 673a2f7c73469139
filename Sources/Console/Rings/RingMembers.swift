import API
import Cases
import Enforcements
import Packs
import Toolbox
import Vocabulary

/// A page of a ring's members, each with what is said of it and done to it; people with a life of
/// their own stand apart.
struct RingMembers {
    struct Row {
        let account: String
        /// Nil where names are hidden.
        let path: String?
        /// What it is in the ring.
        let role: String
        let strength: String
        let action: String
        let plays: String
        let firstSeen: Moment
        /// In what it was seen, in words.
        let families: String
        /// Measures in force, the strongest first.
        let measures: [String]
        let caseID: String?
        let casePath: String?
    }

    struct Tab {
        let name: String
        let path: String
        let isHere: Bool
    }

    static let pageSize = 50
    /// Enforcements of one account that are looked at.
    private static let measuresMax = 20

    let tabs: [Tab]
    let rows: [Row]
    let isOwnLife: Bool
    let words: String
    let before: String?
    let after: String?

    init(_ ring: RingDocument, _ parts: ConsoleParts, _ call: Call) throws {
        let path = "/rings/\(Query.escaped(ring.ring))"
        let isOwn = call.queries["role"] == "own"
        isOwnLife = isOwn
        let sides = (
            acting: ring.members.filter { !$0.hasOwnLife },
            own: ring.members.filter { $0.hasOwnLife }
        )
        let chosen = isOwnLife ? sides.own : sides.acting
        tabs = [
            Tab(
                name: "Act for it \(Counted.grouped(sides.acting.count))",
                path: "\(path)#members", isHere: !isOwnLife),
            Tab(
                name: "Have a life of their own \(Counted.grouped(sides.own.count))",
                path: "\(path)?role=own#members", isHere: isOwnLife),
        ]
        let pages = max(1, (chosen.count + RingMembers.pageSize - 1) / RingMembers.pageSize)
        let page = try RingMembers.page(call.queries["page"], of: pages)
        let start = (page - 1) * RingMembers.pageSize
        let shown = chosen.dropFirst(start).prefix(RingMembers.pageSize)
        words =
            chosen.isEmpty
            ? "Nobody."
            : "\(Counted.grouped(start + 1)) to \(Counted.grouped(start + shown.count)) of "
                + "\(Counted.words(chosen.count, "member", "members")), the surest first."
        func link(_ number: Int) -> String? {
            guard (1...pages).contains(number), number != page else { return nil }
            return "\(path)?page=\(number)" + (isOwn ? "&role=own" : "") + "#members"
        }
        (before, after) = (link(page - 1), link(page + 1))
        let measures = try parts.store.readingEnforcements { tables in
            try shown.map { try RingMembers.measures(of: $0.account, in: tables) }
        }
        let cases = try RingMembers.cases(of: shown.map(\.account), parts, call)
        let masking = Masking(for: call.caller)
        rows = zip(shown, zip(measures, cases)).map { member, found in
            Row(member, measures: found.0, case: found.1, masking, now: parts.now())
        }
    }

    private static func page(_ text: String?, of pages: Int) throws(Fault) -> Int {
        guard let text else { return 1 }
        guard let page = Int(text), page >= 1 else {
            throw Fault(
                .invalid, "`page` is `\(text.prefix(40))`.", fix: "Use a number from 1 on.")
        }
        return min(page, pages)
    }

    /// Measures in force against an account, the strongest first.
    static func measures(
        of account: String, in tables: any EnforcementTables
    ) throws -> [EnforcementMeasure] {
        var filter = EnforcementFilter(limit: RingMembers.measuresMax)
        filter.entity = EnforcedEntity(kind: "account", name: account)
        filter.states = [.active]
        return Set(try tables.enforcements(filter).map(\.measure)).subtracting([.strike])
            .sorted(by: >)
    }

    /// The latest case of each, for who may see cases.
    private static func cases(
        of accounts: [String], _ parts: ConsoleParts, _ call: Call
    ) throws -> [Case?] {
        guard call.caller.may(.casesRead), parts.pack().cases != nil else {
            return accounts.map { _ in nil }
        }
        return try parts.store.readingCases { tables in
            try accounts.map { account in
                var filter = CaseFilter(limit: 1)
                filter.subject = EnforcedEntity(kind: "account", name: account)
                filter.order = .latest
                return try tables.cases(filter).first
            }
        }
    }
}

extension RingMembers.Row {
    init(
        _ member: RingDocument.Member, measures: [EnforcementMeasure], case found: Case?,
        _ masking: Masking, now: Int64
    ) {
        account = masking.name(member.account)
        path = masking.isHiding ? nil : "/entities/account/\(Query.escaped(member.account))"
        (role, action) = (RingWords.role(member.role), member.action)
        strength = RingWords.score(member.strength)
        plays = "\(Counted.grouped(member.artificial)) of \(Counted.grouped(member.plays))"
        firstSeen = Moment(member.firstSeen, now: now)
        families = member.families.map(RingWords.sharing).joined(separator: "; ")
        self.measures = measures.map(\.rawValue)
        caseID = found.map { CaseNumber.short($0.id) }
        casePath = found.map { "/cases/\(Query.escaped($0.id))" }
    }
}
