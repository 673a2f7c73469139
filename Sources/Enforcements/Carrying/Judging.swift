package import Vocabulary

/// What became of one violation.
package enum Judged: Sendable, Hashable {
    case applied(EnforcementMeasure)
    /// It waits for a second person.
    case held
    /// It is part of a violation that stands.
    case partOfAnother
    /// It was carried out before.
    case known
}

/// Judges violations in the order of the log, within one transaction.
struct Judging {
    var desk: EnforcementDesk
    let caps: [ReachCap]
    private var book: ReachBook

    init(tables: any EnforcementTables, clock: Int64, caps: [ReachCap]) {
        desk = EnforcementDesk(tables: tables, clock: clock)
        self.caps = caps
        book = ReachBook(tables: tables)
    }

    /// Carries one out: a strike, and the rung that all unexpired strikes come to. O(history).
    mutating func judge(_ violation: Violation) throws -> Judged {
        let (tables, policy) = (desk.tables, violation.policy)
        let id = violation.enforcement
        if try tables.enforcement(id: id) != nil { return .known }
        let history = try tables.history(of: violation.entity, policy: policy.name)
        let isPart = history.contains { before in
            (before.state.stands || before.state == .pending)
                && abs(before.origin.time - violation.time) < policy.cooldown
        }
        if isPart { return .partOfAnother }
        let strikes = history.filter { $0.isStrike(at: violation.time) }
        let points = strikes.reduce(policy.weight) { $0 + $1.origin.weight }
        let place = policy.rung(of: points)
        let measure = place > 0 ? policy.ladder[place - 1].measure : .strike
        let until = policy.end(of: place, from: desk.clock, strikeUntil: violation.strikeUntil)
        var origin = violation.origin(counting: strikes.map(\.id))
        origin.received = try tables.received(sequence: violation.sequence)
        origin.policyDigest = try tables.keep(policy: policy)
        origin.lasts = until.map { $0 - desk.clock }
        let reached = caps.map { ($0, violation.keys($0.scope)) }
        let obstacle =
            measure == .strike
            ? nil : try book.obstacle(to: violation.entity, reached, at: desk.clock)
        var entry = LedgerEntry(
            obstacle == nil ? .applied : .held, id, of: violation.entity, policy: policy.name,
            rung: place, measure: measure, points: points, from: desk.clock, until: until,
            by: Person.machine, why: policy.description, origin: origin)
        if let obstacle {
            entry.reach = obstacle.reach
            entry.why =
                "\(obstacle.scope) would touch \(obstacle.reach) entities in "
                + "\(SpanText.of(obstacle.cap.span)); \(obstacle.cap.entities) is its cap."
        } else if measure != .strike {
            try book.touch(violation.entity, reached, at: desk.clock)
        }
        try desk.begin(entry)
        return obstacle == nil ? .applied(measure) : .held
    }
}

extension EnforcementPolicy {
    /// When a rung ends that begins at a time; nil for one that lasts until it is taken back. What
    /// is but a strike, or a warning without a time of its own, ends with the strike.
    func end(of rung: Int, from: Int64, strikeUntil: Int64) -> Int64? {
        guard rung > 0 else { return max(from, strikeUntil) }
        let step = ladder[rung - 1]
        if let lasts = step.lasts { return from + lasts }
        return step.measure == .warn ? max(from, strikeUntil) : nil
    }
}

extension Violation {
    var strikeUntil: Int64 { time + policy.expires }

    func origin(counting strikes: [String]) -> EnforcementOrigin {
        var origin = EnforcementOrigin(time: time, isAutomatic: true)
        (origin.decision, origin.packHash) = (decision, packHash)
        (origin.eventSource, origin.eventID) = (eventSource, eventID)
        (origin.policyVersion, origin.rules, origin.rings) = (policyVersion, rules, rings)
        (origin.weight, origin.strikeUntil) = (policy.weight, strikeUntil)
        (origin.counted, origin.facts) = (strikes, facts)
        (origin.ground, origin.appeal) = (policy.ground, policy.appeal)
        return origin
    }
}
