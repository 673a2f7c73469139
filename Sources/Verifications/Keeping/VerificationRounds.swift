import Packs
package import Pipeline
import Vocabulary

/// What a round came to.
package struct VerificationRound: Sendable, Hashable {
    package var decisionsRead = 0
    /// Of these, too old to ask for anything.
    package var tooOld = 0
    package var lapsed = 0
    package var passedOver = 0
    package var sent = 0
    package var sendingFailed = 0
    package var logged = 0
    /// Steps the log would not have; told by `notice`, and nowhere else.
    package var refused = 0

    package init() {}

    package var isEmpty: Bool { self == VerificationRound() }
}

/// The work that is due at a time: reads new decisions, ends what is over, passes over vendors that
/// are silent, logs what was committed, and sends what is to be sent. Every part can be broken
/// off at any place, and is done by the next round: nothing is lost, and nothing done twice.
package struct VerificationRounds: Sendable {
    let service: DecisionService
    let store: any EventLog & DecisionArchive
    let verifier: Verifier
    let notice: @Sendable (String) -> Void
    let client = VendorClient()
    let told = Told()

    /// Decisions of one transaction, and of a round.
    static let decisionsPerStep = 500
    static let decisionsMax = 20_000
    /// Verifications ended in a round, and vendors passed over.
    static let timersMax = 1000
    /// Decisions older than this ask for nothing, nor those older than the least time that a
    /// person has for a requirement: who read no decisions for a while does not ask people for
    /// what they did long ago. Milliseconds.
    static let ageMax: Int64 = 86_400_000
    /// Requests sent to one vendor, and to all, in a round.
    static let sentAtOnce = 16
    static let sentMax = 512
    /// Steps logged at once, and in a round.
    static let loggedAtOnce = 256
    static let loggedMax = 10_000

    /// - Parameter notice: told in a sentence what could not be done.
    package init(
        service: DecisionService, store: any EventLog & DecisionArchive, verifier: Verifier,
        notice: @escaping @Sendable (String) -> Void
    ) {
        (self.service, self.store, self.verifier) = (service, store, verifier)
        self.notice = notice
    }

    /// Notes where the log of decisions ends, where that was never noted: what was decided before
    /// anybody was asked anything asks for nothing.
    package func begin() throws {
        if try verifier.archive.decidedPlace() != nil { return }
        let last = try store.lastSequence()
        try verifier.archive.changing { try $0.keep(decidedPlace: last) }
    }

    /// - Parameter check: throws when the work is to end; asked between its parts.
    package func run(check: () throws -> Void = {}) throws -> VerificationRound {
        var round = VerificationRound()
        guard verifier.pack().verification != nil else { return round }
        // One part that fails keeps no other from its work; vendors come last: they take longest.
        let parts = [ask, lapse, passOver, log, send]
        var failure: (any Error)?
        for part in parts {
            try check()
            do { try part(&round, check) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return round
    }

    private func ask(_ round: inout VerificationRound, _ check: () throws -> Void) throws {
        let terms = try verifier.terms()
        let asking = Asking(pack: terms.pack, definition: terms.definition)
        let since = terms.now - asking.ageMax
        while round.decisionsRead < Self.decisionsMax {
            try check()
            guard let place = try verifier.archive.decidedPlace() else { return try begin() }
            let next = try store.decided(after: place, limit: Self.decisionsPerStep)
            guard let last = next.last else {
                if let old = told.oldToTell() {
                    notice(
                        "verification: \(old) decisions were too old when they were read, and "
                            + "nobody is asked for them; told once")
                }
                return
            }
            let decisions = try store.decisions(
                DecisionFilter(before: last.sequence + 1, limit: next.count)
            ).reversed().filter { $0.sequence > place && !$0.account.isEmpty }
            let fresh = decisions.filter { $0.time >= since }
            let asked = try fresh.map { ($0, try asking.requirements(of: $0)) }
                .filter { !$0.1.isEmpty }
            try verifier.archive.changing { rows in
                let steps = Steps(rows: rows, terms: terms, by: asking.by)
                for (decision, requirements) in asked {
                    try steps.ask(decision.account, requirements, why: decision.id)
                }
                try rows.keep(decidedPlace: last.sequence)
            }
            round.decisionsRead += next.count
            round.tooOld += decisions.count - fresh.count
            told.count(old: decisions.count - fresh.count)
        }
    }

    private func lapse(_ round: inout VerificationRound, _ check: () throws -> Void) throws {
        let terms = try verifier.terms()
        for over in try verifier.archive.over(at: terms.now, limit: Self.timersMax) {
            try check()
            try verifier.archive.changing { rows in
                guard let current = try rows.verification(id: over.id),
                    current.overAt.map({ $0 <= terms.now }) ?? false
                else { return }
                _ = try Steps(rows: rows, terms: terms, by: "service")
                    .take(.lapse, from: current, current.account, terms.held(over.requirement))
            }
            round.lapsed += 1
        }
    }

    private func passOver(_ round: inout VerificationRound, _ check: () throws -> Void) throws {
        let terms = try verifier.terms()
        for silent in try verifier.archive.silent(at: terms.now, limit: Self.timersMax) {
            try check()
            try verifier.archive.changing { rows in
                guard let held = try rows.check(reference: silent.reference),
                    held.answeredAt == nil, held.silentAt.map({ $0 <= terms.now }) ?? false
                else { return }
                try Steps(rows: rows, terms: terms, by: "service").passOver(held)
            }
            round.passedOver += 1
        }
    }
}

// The event log.

extension VerificationRounds {
    private func log(_ round: inout VerificationRound, _ check: () throws -> Void) throws {
        let sending = StepSending(service: service)
        while round.logged < Self.loggedMax {
            try check()
            let steps = try verifier.archive.unlogged(limit: Self.loggedAtOnce)
            if steps.isEmpty { return }
            let terms = try verifier.terms()
            let type = terms.writing.schema.types[terms.definition.event].name
            let letters = try sending.send(
                steps.map { StepWriting.event($0, type: type, time: $0.time) }, check)
            // A step that comes too late for its own time, as the service was down, is logged at
            // the time it comes.
            let late = steps.indices.filter { letters[$0]?.code == .tooLate }
            let again = try sending.send(
                late.map { StepWriting.event(steps[$0], type: type, time: terms.now) }, check)
            let refused =
                letters.compactMap { $0 }.filter { $0.code != .tooLate } + again.compactMap { $0 }
            for letter in refused {
                notice("verification: a step is not in the event log: \(letter.sentence)")
            }
            try verifier.archive.changing { try $0.forgetUnlogged(steps.map(\.sequence)) }
            round.logged += steps.count - refused.count
            round.refused += refused.count
        }
    }
}
