package import Enforcements
import Vocabulary

// What a case comes to.

extension CaseDesk {
    /// Closes it; waits for a second person where the measure asks for four eyes, or reaches
    /// beyond what one person may.
    package func close(
        _ id: String, version: Int64, _ closing: Closing, by: String
    ) throws -> Case {
        try check(by, why: closing.why)
        try Person.check(inside: closing.inside ?? "")
        let seen = try expected(id, version: version)
        _ = try after(.close, seen)
        try expectHeld(seen, by: by)
        if closing.measure != nil {
            try expect(.enforcementsOrder, of: by, doing: "order a measure")
        }
        if try !openAppeals(of: seen).isEmpty {
            try expect(.appealsDecide, of: by, doing: "decide an appeal")
        }
        let disposition = try self.disposition(closing, of: seen)
        try expectAnswers(seen, closing, by: by)
        try expectNoPart(by, in: seen)
        let one = try held(seen, by: by)
        let order = try order(closing, of: one, by: by)
        if let order, try asksSecond(order) {
            var waits = one
            waits.state = try after(.propose, one)
            (waits.proposal, waits.proposedBy, waits.snoozedUntil) = (closing, by, nil)
            return try write(
                .proposed, one, waits, by: by, text: closing.written,
                names: [closing.reason, order.measure.rawValue])
        }
        return try finish(one, closing, disposition, kind: .closed, order: order, by: by)
    }

    /// A second person lets what is proposed be done.
    package func approve(_ id: String, version: Int64, by: String, why: String) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        _ = try after(.approve, one)
        guard let closing = one.proposal else {
            throw Fault(.bug, "\(one.shortID) waits for nothing.")
        }
        try Person.check(
            by, isSecondTo: [one.proposedBy], for: "approve it", at: clock, tables.enforcements)
        try expectNoPart(by, in: one)
        var order = try order(closing, of: one, by: one.proposedBy)
        order?.isHeld = true
        return try finish(
            one, closing, try disposition(closing, of: one), kind: .approved, order: order,
            by: by, why: why)
    }

    /// A second person does not; it is back with who proposed it.
    package func refuse(_ id: String, version: Int64, by: String, why: String) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        var back = one
        back.state = try after(.refuse, one)
        try Person.check(by, isNot: [one.proposedBy], for: "refuse it")
        (back.proposal, back.assignee, back.proposedBy) = (nil, one.proposedBy, "")
        return try write(.refused, one, back, by: by, text: why)
    }

    func disposition(_ closing: Closing, of one: Case) throws -> Disposition {
        let reasons = definition.reasons(of: one)
        guard let reason = reasons.first(where: { $0.name == closing.reason }) else {
            throw Fault(
                .invalid, "There is no reason `\(closing.reason.prefix(40))`.",
                fix: "Use one of \(reasons.map(\.name).joined(separator: ", ")).")
        }
        if closing.measure != nil, reason.disposition != .confirmed {
            throw Fault(
                .invalid,
                "A measure needs a case that is confirmed, and `\(reason.name)` is "
                    + "\(reason.disposition.rawValue).",
                fix: "Leave the measure out, or choose another reason.")
        }
        if closing.measure != nil, one.subject.kind == "ring" {
            throw Fault(
                .invalid, "A measure is against accounts, and this case is about a ring.",
                fix: "Give an order against the ring's members.")
        }
        if try !openAppeals(of: one).isEmpty {
            guard reason.disposition != .inconclusive, closing.measure == nil else {
                throw Fault(
                    .invalid, "An appeal is upheld or overturned.",
                    fix: "Choose a reason that confirms or clears, without a measure.")
            }
        }
        return reason.disposition
    }

    private func order(_ closing: Closing, of one: Case, by: String) throws -> HandOrder? {
        // Of a golden case the answer is known, and nothing is done to anybody.
        guard let measure = closing.measure, !one.isGolden else { return nil }
        var order = try HandOrder(
            measure, against: [one.subject], lasts: closing.lasts, by: by, why: closing.why,
            key: "\(one.id) \(one.version)", at: clock)
        (order.hands, order.inside) = (definition.hands, closing.inside ?? "")
        order.isHeld = false
        return order
    }

    private func asksSecond(_ order: HandOrder) throws -> Bool {
        if definition.fourEyes.contains(order.measure) { return true }
        return try order.preview(tables.enforcements, caps: caps, at: clock).isHeld
    }

    /// Those that the case is about and nobody decided.
    package func openAppeals(of one: Case) throws -> [Appeal] {
        guard one.origin == .appeal else { return [] }
        return try one.causes.compactMap { try tables.enforcements.appeal(id: $0) }
            .filter { $0.state == .open }
    }

    /// Closes, orders the measure, decides the appeal and keeps what was learnt.
    private func finish(
        _ one: Case, _ closing: Closing, _ disposition: Disposition, kind: CaseEntry.Kind,
        order: HandOrder?, by: String, why: String = ""
    ) throws -> Case {
        var closed = one.over(closing, disposition, at: clock)
        if let order {
            let desk = EnforcementDesk(tables: tables.enforcements, clock: clock)
            let outcome = try order.run(desk, caps: caps)
            if order.isHeld {
                let approval = try Approval(by: by, why: why)
                for id in outcome.held { _ = try approval.decide(id, desk) }
            }
            closed.order = outcome.batch
            try say(
                .ordered, one.id, by: order.by, text: order.measure.rawValue,
                names: outcome.applied + outcome.held)
        }
        for appeal in try openAppeals(of: one) {
            let desk = EnforcementDesk(tables: tables.enforcements, clock: clock)
            _ = try AppealDesk(desk, label: definition.label).decide(
                appeal.id, overturns: disposition == .cleared, by: by, why: closing.why)
        }
        let written = try write(
            kind, one, closed, by: by, text: why.isEmpty ? closing.written : why,
            names: [closing.reason])
        try learn(written, disposition)
        // Those who were to take it up learn that it is over.
        let tells = one.isEscalated ? definition.escalation(one.escalation)?.tells ?? [] : []
        let message = try CaseMessage.closed(
            written, by: by, why: closing.why, tells: tells, at: clock)
        try tables.tell(message)
        if !tells.isEmpty {
            try say(.told, one.id, by: Person.machine, text: message.id, names: tells)
        }
        return written
    }

    /// Keeps the outcome as labels: of the subject, and of the event whose decision opened it.
    func learn(_ one: Case, _ disposition: Disposition) throws {
        guard disposition != .inconclusive, one.origin != .appeal, !one.isGolden else { return }
        var subjects: [Label.Subject] = []
        if one.subject.kind != "ring" {
            subjects.append(.entity(kind: one.subject.kind, name: one.subject.name))
        }
        if !one.eventSource.isEmpty, !one.eventID.isEmpty {
            subjects.append(.event(source: one.eventSource, id: one.eventID))
        }
        for subject in subjects {
            let label = Label(
                subject: subject, name: definition.label, isPositive: disposition == .confirmed,
                source: "review", time: min(one.openedAt, clock),
                recordedAt: clock)
            if label.flaw == nil { try tables.keep(label, of: one.id) }
        }
    }
}

extension Case {
    /// As it is once it is closed.
    func over(_ closing: CaseDesk.Closing, _ disposition: Disposition, at clock: Int64) -> Case {
        var closed = self
        (closed.state, closed.closedAt, closed.snoozedUntil) = (.closed, clock, nil)
        (closed.disposition, closed.reason) = (disposition, closing.reason)
        closed.proposal = nil
        return closed
    }
}
