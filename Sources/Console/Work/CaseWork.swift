import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// Cases as pages use them: read in a snapshot, worked in a transaction, beside the event loops.
struct CaseWork: Sendable {
    let parts: ConsoleParts

    /// How work is organised.
    ///
    /// - Throws: ``Fault`` `unsupported` where the pack does not say it.
    var definition: CasesDefinition {
        get throws {
            let pack = parts.pack()
            guard let definition = pack.cases else {
                throw Fault(
                    .unsupported, "The pack \(pack.name) has no cases.yaml, so it has no queues.",
                    fix: "Write cases.yaml beside its policy.yaml; PolicyPacks/streaming has one.")
            }
            return definition
        }
    }

    /// Such as `EUR`; empty where the pack has no costs.
    var unit: String { parts.pack().lossUnit }

    /// Who acts: the one signed in; a program of this machine acts as `local`.
    static func name(of caller: Caller) throws -> String {
        let name = try caller.acts(as: "")
        return name.isEmpty ? caller.name : name
    }

    func reading<Answer: Sendable>(
        _ body: @escaping @Sendable (CaseDesk) throws -> Answer
    ) async throws -> Answer {
        let (definition, now, store) = (try definition, parts.now(), parts.store)
        return try await ReadingThreads.run {
            try store.readingCases {
                try body(CaseDesk(tables: $0, definition: definition, clock: now))
            }
        }
    }

    /// A transaction of the desk, with what the caller may.
    func working<Answer: Sendable>(
        for caller: Caller, _ body: @escaping @Sendable (CaseDesk) throws -> Answer
    ) async throws -> Answer {
        let (definition, now, store) = (try definition, parts.now(), parts.store)
        let caps = parts.pack().enforcement?.reach ?? []
        let may = caller.permissionsOnCases
        return try await ReadingThreads.run {
            try store.working {
                try body(
                    CaseDesk(
                        tables: $0, definition: definition, clock: now, caps: caps,
                        permissions: may))
            }
        }
    }
}

extension Pack {
    /// Of expected losses, such as `EUR`; empty where the pack says none.
    var lossUnit: String {
        let unit = cases?.unit ?? ""
        return unit.isEmpty ? costs?.unit ?? "" : unit
    }
}

/// One case as lists show it, by the template `case-row`.
struct CaseLine: Sendable {
    let id: String
    let path: String
    let fullID: String
    let title: String
    let queue: String
    let queuePath: String
    let subject: EntityLink
    /// What is at stake still; nil where nothing is known to be lost.
    let loss: Money?
    let clock: ClockFace
    let state: String
    /// Such as `snoozed until 24 Nov 2026 …`; nil where the state says it all.
    let until: Moment?
    let holder: String?
    let origin: String
    let opened: Moment
    let severity: Int?
    /// Such as `confirmed`, of an appeal `upheld`; nil while it is open.
    let disposition: String?
    let reason: String?
    let closed: Moment?

    init(_ one: Case, clock: ClockState, masks: Masks, unit: String, now: Int64) {
        (id, fullID) = (CaseNumber.short(one.id), one.id)
        path = "/cases/\(Query.escaped(one.id))"
        title = masks.text(one.title, naming: [one.subject])
        (queue, queuePath) = (one.queue, "/queues/\(Query.escaped(one.queue))")
        subject = masks.link(one.subject)
        loss = one.loss > 0 ? Money(minor: one.atStake, unit: unit) : nil
        self.clock = ClockFace(of: one, state: clock, now: now)
        state = one.state.rawValue
        until = one.snoozedUntil.map { Moment($0, now: now) }
        holder = one.assignee.isEmpty ? nil : one.assignee
        origin = one.origin.rawValue
        opened = Moment(one.openedAt, now: now)
        severity = one.severity > 0 ? one.severity : nil
        disposition = one.outcome
        reason = one.reason.isEmpty ? nil : one.reason
        closed = one.closedAt.map { Moment($0, now: now) }
    }
}
