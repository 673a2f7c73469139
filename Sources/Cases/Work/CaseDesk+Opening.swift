package import Enforcements
package import Vocabulary

extension CaseDesk {
    /// Opens a case, or adds to the one that is open of the same subject and queue.
    ///
    /// - Parameter queue: nil for the one whose routes take it.
    package func open(
        _ subject: EnforcedEntity, origin: CaseOrigin, title: String, causes: [String],
        loss: Int64, queue: String? = nil, by: String, why: String
    ) throws -> Case {
        if origin == .hand { try check(by, why: why) }
        var finding = CaseFinding(
            subject: subject, origin: origin, title: title, causes: causes, loss: loss)
        (finding.queue, finding.why) = (queue, why)
        return try open(finding, by: by)
    }

    /// As above, with all that is known.
    func open(_ finding: CaseFinding, by: String) throws -> Case {
        let queue = try self.queue(of: finding)
        guard !finding.subject.kind.isEmpty, !finding.subject.name.isEmpty,
            finding.subject.name.utf8.count <= 1024, !finding.title.isEmpty
        else {
            throw Fault(
                .invalid, "A case is about somebody, and has a title.",
                fix: "Name the subject as account=u1, and say what it is about.")
        }
        if let standing = try tables.openCase(of: finding.subject, queue: queue.name) {
            return try add(finding, to: standing, by: by)
        }
        let sequence = try tables.nextCaseSequence()
        var one = Case(
            id: Case.id(sequence), sequence: sequence, queue: queue.name, subject: finding.subject,
            title: String(finding.title.prefix(CaseBounds.titleMax)), origin: finding.origin,
            causes: Array(finding.causes.prefix(CaseBounds.causesMax)), openedAt: clock,
            touchBy: clock, closeBy: clock)
        one.loss = CaseBounds.loss(finding.loss)
        one.decision = finding.decision
        one = try tables.priced(one)
        (one.eventSource, one.eventID) = (finding.eventSource, finding.eventID)
        let pilots = try tables.runningPilots()
        one.arms = pilots.arms(ofCase: one.id, queue: queue.name, causes: one.causes)
        let worked = pilots.applied(to: queue, arms: one.arms)
        let clocks = CaseClock(definition.replacing(worked), queue: queue.name)
        clocks.wind(&one)
        one.clockNextAt = clocks.next(of: one, after: clock)
        try tables.put(one, isNew: true)
        try tables.keepRing(of: one, at: clock)
        try say(.opened, one.id, by: by, text: finding.why, names: one.causes)
        return try assigned(one, worked)
    }

    /// More of what a case is about; a line where it brings something new, else the loss alone.
    func add(_ finding: CaseFinding, to one: Case, by: String) throws -> Case {
        _ = try after(.evidence, one)
        let known = Set(one.causes)
        let new = finding.causes.filter { !known.contains($0) }
        var more = one
        more.loss = CaseBounds.loss(one.loss + CaseBounds.loss(finding.loss))
        guard !new.isEmpty || by != Person.machine, one.causes.count < CaseBounds.causesMax else {
            more = try tables.priced(more)
            if more != one { try tables.put(more, isNew: false) }
            return more
        }
        more.causes = Array((one.causes + new).prefix(CaseBounds.causesMax))
        try tables.keepRing(of: one, at: clock)
        return try write(
            .evidence, one, more, by: by, text: finding.why.isEmpty ? finding.title : finding.why,
            names: new)
    }

    private func queue(of finding: CaseFinding) throws(Fault) -> QueueDefinition {
        if let name = finding.queue { return try queue(named: name) }
        let found = definition.route(
            finding.origin, subject: finding.subject.kind, causes: finding.causes,
            loss: finding.loss)
        if let found { return found }
        throw Fault(.invalid, "There is no queue.", fix: "Declare one in cases.yaml.")
    }

    /// - Throws: ``Fault`` `invalid` with the names there are.
    package func queue(named name: String) throws(Fault) -> QueueDefinition {
        if let queue = definition.queue(name) { return queue }
        throw Fault(
            .invalid, "There is no queue `\(name.prefix(40))`.",
            fix: "Use one of \(definition.queues.map(\.name).joined(separator: ", ")).")
    }
}

extension Case {
    /// `case_` and sixteen digits.
    static func id(_ sequence: Int64) -> String {
        let digits = "\(sequence)"
        return "case_" + String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }
}

/// What a case is opened for, or what is added to one.
struct CaseFinding {
    var subject: EnforcedEntity
    var origin: CaseOrigin
    var title: String
    var causes: [String]
    /// Minor units.
    var loss: Int64
    /// Nil for the one whose routes take it.
    var queue: String?
    var why = ""
    /// Sequence of the decision; 0 for none.
    var decision: Int64 = 0
    var eventSource = ""
    var eventID = ""

    init(
        subject: EnforcedEntity, origin: CaseOrigin, title: String, causes: [String], loss: Int64
    ) {
        (self.subject, self.origin, self.title) = (subject, origin, title)
        (self.causes, self.loss) = (causes, loss)
    }
}
