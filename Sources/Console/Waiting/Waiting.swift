import API
import Cases
import Enforcements
import Pipeline
import Vocabulary

/// What waits for a second person, for one who may be that person and had no part in it.
struct Waiting: Sendable {
    /// Orders against rings, the oldest first.
    var orders: [KeptOrder] = []
    /// Measures by hand or by a policy that are no such order's, one for each order by hand; the
    /// latest first.
    var measures: [Enforcement] = []
    /// Cases whose closing somebody proposed.
    var cases: [Case] = []
    /// Steps of policies, the latest first.
    var steps: [PolicyProposal] = []
    /// Whether there may be more than was looked at.
    var isMore = false

    /// Measures, cases and steps that are looked at.
    static let readMax = 100

    var count: Int { orders.count + measures.count + cases.count + steps.count }
    /// For the side bar, such as `3` and `100+`; nil for nothing.
    var number: String? { count == 0 ? nil : "\(count)" + (isMore ? "+" : "") }

    /// What waits for who asks, read once a request: the side bar counts it, pages list it.
    @TaskLocal static var now = Waiting()

    /// A page's route, answered with what waits at hand. Parts and files of pages need none.
    static func around(_ route: Route, _ store: any ConsoleParts.Store) -> Route {
        if route.door == .open || route.path.hasSuffix(".json") { return route }
        return route.around { call, answer in
            let caller = call.caller
            // Modules, which ask with each key that is pressed, and programs are shown no side bar;
            // pages that list what waits tell it to whoever asks.
            guard call.request.wantsPage || Waiting.listing.contains(route.path),
                Waiting.asked.contains(where: caller.may)
            else {
                return try await answer(call)
            }
            let waiting = try await ReadingThreads.run { try read(for: caller, store) }
            return try await $now.withValue(waiting) { try await answer(call) }
        }
    }

    /// Pages that list what waits.
    private static let listing = [Place.today.path, Place.mine.path]

    /// Who may none of these is a second person of nothing.
    private static let asked: [Permission] = [.enforcementsApprove, .casesApprove, .rulesRelease]

    /// O(``readMax``), each through an index of what waits.
    private static func read(
        for caller: Caller, _ store: any ConsoleParts.Store
    ) throws -> Waiting {
        var waiting = Waiting()
        if caller.may(.enforcementsApprove) || caller.may(.casesApprove) {
            try store.readingCases { tables in
                if caller.may(.enforcementsApprove) { try waiting.readMeasures(caller, tables) }
                if caller.may(.casesApprove) { try waiting.readCases(caller, tables) }
            }
        }
        if caller.may(.rulesRelease) {
            let found = try store.openProposals(limit: readMax)
            waiting.steps = found.filter { !hadPart(caller, $0.step.by) }
            waiting.isMore = waiting.isMore || found.count == readMax
        }
        return waiting
    }

    private static func hadPart(_ caller: Caller, _ name: String) -> Bool {
        caller.kind != .machine && PersonName.isSame(name, caller.name)
    }

    private mutating func readMeasures(_ caller: Caller, _ tables: any CaseTables) throws {
        let held = try tables.heldOrders(limit: CaseBounds.heldOrdersMax)
        orders = held.filter { !Waiting.hadPart(caller, $0.order.by) }
        var filter = EnforcementFilter(limit: Waiting.readMax)
        filter.states = [.pending]
        let found = try tables.enforcements.enforcements(filter)
        var seen = Set(held.map(\.batch))
        for one in found where !Waiting.hadPart(caller, one.by) {
            let batch = one.origin.batch
            if batch.isEmpty || seen.insert(batch).inserted { measures.append(one) }
        }
        isMore =
            isMore || held.count == CaseBounds.heldOrdersMax || found.count == Waiting.readMax
    }

    private mutating func readCases(_ caller: Caller, _ tables: any CaseTables) throws {
        var filter = CaseFilter(limit: Waiting.readMax)
        (filter.states, filter.order) = ([.approving], .due)
        let found = try tables.cases(filter)
        cases = found.filter { !Waiting.hadPart(caller, $0.proposedBy) }
        isMore = isMore || found.count == Waiting.readMax
    }
}

/// One thing that waits for a second person, as lists show it, by the template `waiting-lines`.
struct WaitingLine: Sendable {
    /// Such as `ban against ring-6, 7 accounts`.
    let words: String
    let by: String
    let why: String
    /// Nil where nobody says.
    let at: Moment?
    let path: String
}

extension Waiting {
    /// All that waits, but cases where they are listed as cases are.
    func lines(_ masks: Masks, now: Int64, withCases: Bool) -> [WaitingLine] {
        acts(masks.masking, now: now) + (withCases ? cases.map { line(of: $0, masks) } : [])
            + steps.map { line(of: $0.step, now: now) }
    }

    private func line(of one: Case, _ masks: Masks) -> WaitingLine {
        let what = one.proposal?.measure?.words ?? "closing"
        return WaitingLine(
            words: "\(what) in \(one.shortID): "
                + masks.text(one.title, naming: [one.subject]),
            by: one.proposedBy, why: masks.text(one.proposal?.why ?? "", naming: [one.subject]),
            at: nil, path: "/cases/\(Query.escaped(one.id))")
    }

    private func line(of step: PolicyStep, now: Int64) -> WaitingLine {
        WaitingLine(
            words: "version \(step.version) of the policy to "
                + VersionWords.stage(step.stage, share: step.share), by: step.by, why: step.why,
            at: Moment(step.at, now: now), path: "/rules/versions")
    }

    /// Orders and measures.
    func acts(_ masking: Masking, now: Int64) -> [WaitingLine] {
        orders.map { kept in
            WaitingLine(
                words: "\(OrderLine.words(kept)) against \(kept.order.ring), "
                    + Counted.words(kept.order.members.count, "account", "accounts"),
                by: kept.order.by, why: masking.text(kept.order.closing.why),
                at: Moment(kept.at, now: now), path: "/orders/\(Query.escaped(kept.batch))")
        }
            + measures.map { one in
                let entity = one.entity
                let name = masking.name(entity.name)
                return WaitingLine(
                    words: "\(one.measure.words) against "
                        + "\(entity.kind) \(name)",
                    by: one.policy.isEmpty ? one.by : one.policy,
                    why: masking.text(one.origin.facts.first ?? ""),
                    at: Moment(one.from, now: now),
                    path: masking.isHiding
                        ? "/enforcements?state=pending"
                        : "/enforcements/\(Query.escaped(entity.kind))/"
                            + Query.escaped(entity.name))
            }
    }
}
