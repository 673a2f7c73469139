import Enforcements
import Vocabulary

extension CaseDesk {
    /// Takes the last step back: a closing with its measure and label, an assignment, a snooze, a
    /// move, a merge. Its line stays in the history.
    ///
    /// - Throws: ``Fault`` `conflict` where nothing can be taken back, as an appeal that was
    ///   decided; `forbidden` for who neither did it, nor holds the case, nor leads.
    package func undo(_ id: String, version: Int64, by: String, why: String) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        let last = try tables.entries(of: one.id).last { $0.kind.isStep }
        guard let last, last.kind.isUndone, let before = try tables.before(entry: last.sequence)
        else {
            throw Fault(
                .conflict, "There is nothing of \(one.shortID) to take back.",
                fix: "Only the last step can be; see its history.")
        }
        try expectUndoes(last, of: one, by: by)
        if one.state == .closed, !one.order.isEmpty {
            try expect(.enforcementsOrder, of: by, doing: "take a measure back")
        }
        guard one.origin != .appeal || !one.state.isOver else {
            throw Fault(
                .conflict, "An appeal is decided once.",
                fix: "Take the measure back by itself, or order it again.")
        }
        if let other = try tables.openCase(of: one.subject, queue: before.queue),
            other.id != one.id, !before.state.isOver
        {
            throw Fault(
                .conflict, "\(other.shortID) of the same subject was opened meanwhile.",
                fix: "Link the two, and go on there.")
        }
        if one.state == .merged { try shrink(one, by: by) }
        if one.state == .closed { try unlearn(one, by: by, why: why) }
        return try write(
            .undone, one, one.back(as: before), by: by, text: why, names: [last.kind.rawValue])
    }

    /// Opens a case again that an order closed.
    func reopen(_ one: Case, by: String, why: String) throws -> Case {
        let last = try tables.entries(of: one.id).last { $0.kind.isStep }
        let before = try last.flatMap { try tables.before(entry: $0.sequence) }
        try tables.withdrawLabels(of: one.id, at: clock, by: by, why: why)
        if let other = try tables.openCase(of: one.subject, queue: (before ?? one).queue) {
            // Its work goes on there; what is taken back must not wait for that.
            var left = one
            left.order = ""
            return try write(
                .linked, one, left, by: by, text: "\(why) It goes on in \(other.shortID).",
                names: [other.id])
        }
        var open = one.back(as: before ?? one)
        if open.state.isOver { (open.state, open.assignee) = (.open, "") }
        return try write(.reopened, one, open, by: by, text: why, names: [one.order])
    }

    /// Takes back the measure, and the labels: nobody has judged then, so nothing is said.
    private func unlearn(_ one: Case, by: String, why: String) throws {
        if !one.order.isEmpty {
            let desk = EnforcementDesk(tables: tables.enforcements, clock: clock)
            var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
            (filter.scope, filter.entity) = ("batch:\(one.order)", one.subject)
            filter.states = [.pending, .active, .expired]
            for standing in try tables.enforcements.enforcements(filter) {
                _ = try desk.reverse(standing, by: by, why: why)
            }
        }
        try tables.withdrawLabels(of: one.id, at: clock, by: by, why: why)
    }

    /// What was merged into another leaves it.
    private func shrink(_ one: Case, by: String) throws {
        guard let target = try tables.case(id: one.mergedInto) else { return }
        var smaller = target
        smaller.loss = max(0, target.loss - one.atStake)
        // What it waited for goes with it, unless the target went up that path by itself.
        let paths = try tables.entries(of: target.id).filter { $0.kind == .escalated }
            .flatMap(\.names)
        if one.isEscalated, target.takeUpBy == one.takeUpBy, !paths.contains(one.escalation) {
            (smaller.escalation, smaller.takeUpBy) = (paths.last ?? "", nil)
            smaller.severity = paths.compactMap { definition.escalation($0)?.severity }.min() ?? 0
        }
        _ = try write(
            .evidence, target, smaller, by: by, text: "\(one.shortID) goes on by itself again.",
            names: [one.id])
    }
}

extension Case {
    /// As it was before, but for what was learnt meanwhile.
    func back(as before: Case) -> Case {
        var back = before
        (back.version, back.loss, back.causes) = (version, loss, causes)
        (back.touchedAt, back.arms, back.isGolden) = (touchedAt, arms, isGolden)
        back.covered = covered
        return back
    }
}
