import Toolbox
import Vocabulary

/// Takes steps within one transaction, each with all that follows from it.
struct Steps {
    let rows: any VerificationRows
    let terms: Terms
    /// Who takes them, for the ledger.
    let by: String

    typealias Requirement = VerificationDefinition.Requirement

    /// Takes one step and keeps it.
    ///
    /// - Parameters:
    ///   - person: what a vendor read of the person, over what they gave.
    ///   - payloadHash: of the callback that says so.
    func take(
        _ step: VerificationStep, from current: Verification?, _ account: String,
        _ requirement: Requirement, person: [String: String] = [:], payloadHash: String = ""
    ) throws -> Verification {
        let next = try Verification.taking(
            step, from: current, account: account, under: requirement, at: terms.now)
        let given =
            next.state == .requested ? [:] : Verifier.person(in: try rows.submission(of: next.id))
        let line = VerificationLine(
            verification: next.id, number: next.steps, move: step.move, from: current?.state,
            state: next.state, at: next.at, by: by, vendor: next.vendor,
            reference: next.reference, reasons: next.reasons, payloadHash: payloadHash)
        try rows.keep(
            KeptStep(
                verification: next, line: line,
                event: terms.writing.data(next, person: given.merging(person) { $1 }),
                message: StepWriting.message(next)))
        if !next.isOpen {
            // What the person gave is in the log now, and nowhere else.
            try rows.keep(submission: nil, of: next.id)
            try rows.stopSending(of: next.id)
        }
        try askNext(after: step, of: next, wasOpen: current?.isOpen ?? false)
        return next
    }

    /// What waits is asked once what was asked before is passed; where that did not come to pass,
    /// it is not asked until somebody or something asks again.
    private func askNext(
        after step: VerificationStep, of verification: Verification, wasOpen: Bool
    ) throws {
        switch step.move {
        case .pass: try askWaiting(verification.account)
        case .fail, .giveUp, .reset: try rows.removeAsks(of: verification.account)
        case .lapse where wasOpen: try rows.removeAsks(of: verification.account)
        case .lapse, .request, .submit, .reroute: break
        }
    }

    func request(
        _ account: String, _ requirement: Requirement, why: String
    ) throws -> Verification {
        let id = Verification.id(account: account, requirement: requirement.name)
        var current = try rows.verification(id: id)
        if let known = current, known.isOpen || known.state == .passed {
            guard let overAt = known.overAt, overAt <= terms.now else { return known }
            current = try take(.lapse, from: known, account, requirement)
        }
        return try take(.request(why: why), from: current, account, requirement)
    }

    func submit(
        _ account: String, _ requirement: Requirement, person: [String: String], text: String
    ) throws -> Verification {
        let asked = try request(account, requirement, why: "submitted")
        switch asked.state {
        case .pending where try rows.submission(of: asked.id) == text: return asked
        case .passed: return asked
        default: break
        }
        guard let first = requirement.live.first else {
            throw Fault(.bug, "No vendor of \(requirement.name) is live.")
        }
        if asked.state == .requested { try rows.keep(submission: text, of: asked.id) }
        let reference = asked.nextReference()
        let pending = try take(
            .submit(vendor: terms.definition.vendors[first].name, reference: reference),
            from: asked, account, requirement)
        try send(pending, reference, to: first, isShadow: false, text: text)
        for (place, vendor) in requirement.shadow.enumerated() {
            try send(
                pending, asked.nextReference(place: place + 1), to: vendor, isShadow: true,
                text: text)
        }
        return pending
    }

    /// Has a vendor asked.
    private func send(
        _ verification: Verification, _ reference: String, to vendor: Int, isShadow: Bool,
        text: String
    ) throws {
        let check = VendorCheck(
            reference: reference, verification: verification.id, account: verification.account,
            requirement: verification.requirement, vendor: terms.definition.vendors[vendor].name,
            isShadow: isShadow, madeAt: terms.now, sendAt: terms.now)
        try rows.add(check, data: VendorRequest.body(of: check, person: text))
    }

    /// The vendor that has it is silent: the next is asked, or else nobody.
    func passOver(_ check: VendorCheck) throws {
        var over = check
        (over.sendAt, over.silentAt) = (nil, nil)
        try rows.update(over)
        guard let current = try rows.verification(id: check.verification),
            current.reference == check.reference, current.state == .pending
        else { return }
        let requirement = terms.held(current.requirement)
        let names = requirement.live.map { terms.definition.vendors[$0].name }
        let place = (names.firstIndex(of: check.vendor) ?? names.count) + 1
        let isOver = current.overAt.map { $0 <= terms.now } ?? false
        guard place < names.count, !isOver, let given = try rows.submission(of: current.id) else {
            let step: VerificationStep = isOver ? .lapse : .giveUp
            _ = try take(step, from: current, current.account, requirement)
            return
        }
        let reference = current.nextReference()
        let next = try take(
            .reroute(vendor: names[place], reference: reference), from: current,
            current.account, requirement)
        try send(next, reference, to: requirement.live[place], isShadow: false, text: given)
    }
}

// What waits to be asked.

extension Steps {
    /// Has requirements asked, those that cost least first, one after the other; those that hold
    /// or are open are left alone.
    func ask(_ account: String, _ requirements: [Int], why: String) throws {
        for index in requirements {
            let requirement = terms.definition.requirements[index]
            let id = Verification.id(account: account, requirement: requirement.name)
            if let known = try rows.verification(id: id),
                known.holds(at: terms.now) || known.isOpen
            {
                continue
            }
            try rows.add(
                WaitingAsk(
                    account: account, requirement: requirement.name,
                    friction: requirement.friction, why: why))
        }
        try askWaiting(account)
    }

    /// Asks for the first of what waits that can be asked for, while nothing else is open.
    private func askWaiting(_ account: String) throws {
        while !(try rows.hasOpen(account: account)), let ask = try rows.takeAsk(of: account) {
            // A requirement that went with an older version of the pack is nobody's to ask.
            guard let requirement = try? terms.requirement(ask.requirement) else { continue }
            do {
                _ = try request(account, requirement, why: ask.why)
            } catch let fault as Fault where fault.code == .conflict {
                // No attempts are left, or not yet: the next decision that wants it asks again.
                continue
            }
        }
    }
}
