import Enforcements
import Toolbox
import Vocabulary

// What is put off, or goes elsewhere.

extension CaseDesk {
    package func snooze(
        _ id: String, version: Int64, until: Int64, by: String, why: String
    ) throws -> Case {
        try check(by, why: why)
        let seen = try expected(id, version: version)
        let state = try after(.snooze, seen)
        guard until > clock, until - clock <= CaseBounds.snoozeMax else {
            throw Fault(
                .invalid, "A case is put off to a time within 90 days from now.",
                fix: "Name such a time in `until`.")
        }
        let one = try held(seen, by: by)
        var later = one
        (later.state, later.snoozedUntil) = (state, until)
        let at = CivilTime(milliseconds: until).rfc3339
        return try write(.snoozed, one, later, by: by, text: why, names: [at])
    }

    /// Ends a snooze: back to who holds it, or to the queue.
    func wake(_ one: Case) throws -> Case {
        var awake = one
        awake.state = try after(.wake, one)
        if !one.assignee.isEmpty { awake.state = .assigned }
        awake.snoozedUntil = nil
        return try write(.woken, one, awake, by: Person.machine)
    }

    /// To another queue, with the clocks of that queue from when it was opened.
    package func move(
        _ id: String, version: Int64, to queue: String, by: String, why: String
    ) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        try expectHeld(one, by: by)
        let (moved, target) = try moved(one, verb: .move, to: queue)
        let written = try write(
            .moved, one, moved, by: by, text: why, names: [one.queue, queue])
        return try assigned(written, target)
    }

    private func moved(
        _ one: Case, verb: CaseVerb, to name: String
    ) throws -> (Case, QueueDefinition) {
        let target = try queue(named: name)
        guard name != one.queue else {
            throw Fault(
                .invalid, "\(one.shortID) is in \(name) already.", fix: "Name another queue.")
        }
        if let other = try tables.openCase(of: one.subject, queue: name) {
            throw Fault(
                .conflict, "\(other.shortID) of the same subject is in \(name).",
                fix: "Merge \(one.shortID) into it.")
        }
        var moved = one
        _ = try after(verb, one)
        (moved.state, moved.assignee, moved.queue) = (.open, "", name)
        moved.snoozedUntil = nil
        CaseClock(definition, queue: name).wind(&moved)
        return (moved, target)
    }

    /// Up a path of ``CasesDefinition/escalations``; who is told stands in the history.
    package func escalate(
        _ id: String, version: Int64, path: String, by: String, why: String
    ) throws -> Case {
        try check(by, why: why)
        guard let way = definition.escalation(path) else {
            throw Fault(
                .invalid, "There is no escalation `\(path.prefix(40))`.",
                fix: "Use one of \(definition.escalations.map(\.name).joined(separator: ", ")).")
        }
        let seen = try expected(id, version: version)
        let state = try after(.escalate, seen)
        try expectHeld(seen, by: by)
        var one = seen
        var higher = seen
        if way.queue.isEmpty || way.queue == seen.queue {
            one = try held(seen, by: by)
            higher = one
            higher.state = one.assignee.isEmpty ? state : .assigned
            higher.snoozedUntil = nil
        } else {
            (higher, _) = try moved(seen, verb: .escalate, to: way.queue)
        }
        higher.severity = one.severity == 0 ? way.severity : min(one.severity, way.severity)
        (higher.escalation, higher.takeUpBy) = (path, clock + way.within)
        let written = try write(.escalated, one, higher, by: by, text: why, names: [path])
        let message = try CaseMessage.escalated(written, way, by: by, why: why, at: clock)
        try tables.tell(message)
        try say(.told, one.id, by: Person.machine, text: message.id, names: way.tells)
        return written
    }

    /// Who was told says that they have it now: who stands on its path, or leads.
    package func takeUp(_ id: String, version: Int64, by: String) throws -> Case {
        try check(by, why: "It is taken up.")
        let one = try expected(id, version: version)
        var taken = one
        taken.state = try after(.takeUp, one)
        guard !one.escalation.isEmpty, one.takeUpBy != nil else {
            throw Fault(
                .conflict, "\(one.shortID) waits for nobody to take it up.",
                fix: "Take it, or have it assigned.")
        }
        try expectAnswers(one, by: by)
        try expectNoPart(by, in: one)
        (taken.assignee, taken.takeUpBy) = (by, nil)
        return try write(.takenUp, one, taken, by: by, names: [one.escalation])
    }

    /// Says that two cases belong together; both say so.
    package func link(_ id: String, to other: String, by: String, why: String) throws -> Case {
        try check(by, why: why)
        let (one, two) = (try expected(id), try expected(other))
        try expectHeld(one, by: by)
        guard one.id != two.id else {
            throw Fault(.invalid, "\(one.shortID) is itself.", fix: "Name another case.")
        }
        _ = try write(.linked, two, two, by: by, text: why, names: [one.id])
        return try write(.linked, one, one, by: by, text: why, names: [two.id])
    }

    /// Its work goes on in another, with its causes, reports, what is still at stake of it, and
    /// the path it went up where nobody took it up.
    package func merge(
        _ id: String, version: Int64, into other: String, by: String, why: String
    ) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        let target = try expected(other)
        guard one.id != target.id, !target.state.isOver, target.state != .approving else {
            throw Fault(
                .conflict, "\(one.shortID) cannot go on in \(target.shortID).",
                fix: "Name another case that is open.")
        }
        guard one.origin != .appeal, target.origin != .appeal else {
            throw Fault(
                .conflict, "An appeal is judged by itself.", fix: "Link the two instead.")
        }
        guard !one.isEscalated || !target.isEscalated || one.escalation == target.escalation else {
            throw Fault(
                .conflict,
                "\(one.shortID) went up to \(one.escalation) and \(target.shortID) to "
                    + "\(target.escalation), and nobody took them up.",
                fix: "Have one of them taken up first, or link the two.")
        }
        var gone = one
        gone.state = try after(.merge, one)
        try expectHeld(one, by: by)
        try expectHeld(target, by: by)
        (gone.mergedInto, gone.closedAt, gone.assignee) = (target.id, clock, "")
        gone.snoozedUntil = nil
        var grown = target
        grown.loss = CaseBounds.loss(target.loss + one.atStake)
        if one.isEscalated, !target.isEscalated {
            (grown.escalation, grown.takeUpBy) = (one.escalation, one.takeUpBy)
            grown.severity =
                target.severity == 0 ? one.severity : min(target.severity, one.severity)
        }
        let new = one.causes.filter { !target.causes.contains($0) }
        grown.causes = Array((target.causes + new).prefix(CaseBounds.causesMax))
        _ = try write(
            .evidence, target, grown, by: by, text: "\(one.shortID) goes on here: \(why)",
            names: [one.id])
        return try write(.merged, one, gone, by: by, text: why, names: [target.id])
    }
}
