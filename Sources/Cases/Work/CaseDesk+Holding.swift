import Enforcements
import Vocabulary

// Who holds a case.

extension CaseDesk {
    /// Takes a case that nobody else holds.
    package func take(_ id: String, version: Int64, by: String) throws -> Case {
        try check(by, why: "It is taken.")
        let one = try expected(id, version: version)
        var taken = one
        taken.state = try after(.take, one)
        if !one.assignee.isEmpty {
            guard PersonName.isSame(one.assignee, by) else {
                throw Fault(
                    .conflict, "\(one.assignee) holds \(one.shortID).",
                    fix: "Take another, or ask a lead to assign it.")
            }
            if one.state == .assigned { return one }
        }
        try expectNoPart(by, in: one)
        (taken.assignee, taken.snoozedUntil) = (by, nil)
        return try write(.assigned, one, taken, by: by, names: [by])
    }

    /// The next that waits for somebody of these skills, taken; nil when nothing waits. Cases in
    /// which they had a part are left to others.
    ///
    /// - Parameter queue: nil for all that their skills allow.
    /// - Throws: ``Fault`` `limited` when they hold as many as they may.
    package func takeNext(by: String, queue: String?) throws -> Case? {
        try check(by, why: "It is taken.")
        if let queue { _ = try self.queue(named: queue) }
        let member = try tables.staff().first { PersonName.isSame($0.name, by) }
        let held = try tables.heldCount(by: by)
        let allowed = definition.queues.filter { one in
            (queue == nil || one.name == queue)
                && (member.map { $0.skills.isSuperset(of: one.skills) } ?? true)
        }
        let free = allowed.filter { held < $0.bound(of: member) }
        guard !free.isEmpty else {
            guard let queue = allowed.first else { return nil }
            throw Fault(
                .limited, "\(by) holds \(held) cases; \(queue.bound(of: member)) are the most.",
                fix: "Close, release or snooze one first.")
        }
        var passed: Set<String> = []
        while passed.count < CaseBounds.passedMax {
            guard let next = try tables.nextCase(queues: free.map(\.name), notIn: passed) else {
                return nil
            }
            if try !hadPart(by, in: next) { return try take(next.id, version: 0, by: by) }
            passed.insert(next.id)
        }
        return nil
    }

    package func assign(_ id: String, version: Int64, to: String, by: String) throws -> Case {
        try check(by, why: "It is assigned.")
        try check(to, why: "It is assigned.")
        let one = try expected(id, version: version)
        var given = one
        given.state = try after(.assign, one)
        try expectHeld(one, by: by)
        try expectWorker(to)
        try expectNoPart(to, in: one)
        (given.assignee, given.snoozedUntil) = (to, nil)
        return try write(.assigned, one, given, by: by, names: [to])
    }

    /// Gives it back to its queue.
    package func release(_ id: String, version: Int64, by: String, why: String) throws -> Case {
        try check(by, why: why)
        let one = try expected(id, version: version)
        var free = one
        free.state = try after(.release, one)
        try expectHeld(one, by: by)
        (free.assignee, free.snoozedUntil) = ("", nil)
        return try write(.released, one, free, by: by, text: why, names: [one.assignee])
    }

    /// A case as its queue hands it out; it stays open where nobody can have it.
    func assigned(_ one: Case, _ queue: QueueDefinition) throws -> Case {
        guard one.state == .open, queue.assignment != .pull else { return one }
        let wanted = Set(queue.skills)
        let able = try tables.staff().filter { member in
            guard !member.isAway else { return false }
            switch queue.assignment {
            case .skill: return member.skills.isSuperset(of: wanted)
            case .pull, .roundRobin, .load:
                return wanted.isEmpty || !member.skills.isDisjoint(with: wanted)
            }
        }
        var free: [(name: String, held: Int)] = []
        for member in able.sorted(by: { $0.name < $1.name }) {
            let held = try tables.heldCount(by: member.name)
            guard held < queue.bound(of: member), try !hadPart(member.name, in: one) else {
                continue
            }
            free.append((member.name, held))
        }
        let last = try tables.turn(of: queue.name)
        let chosen =
            queue.assignment == .roundRobin
            ? free.first { $0.name > last } ?? free.first
            : free.min { ($0.held, $0.name) < ($1.held, $1.name) }
        guard let chosen else { return one }
        try tables.setTurn(of: queue.name, to: chosen.name)
        var given = one
        (given.state, given.assignee) = (.assigned, chosen.name)
        return try write(.assigned, one, given, by: Person.machine, names: [chosen.name])
    }

    /// Whether somebody had a part in what an appeal is about: began or approved the measure, or
    /// opened the appeal; or is no second person to who did.
    func hadPart(_ name: String, in one: Case) throws -> Bool {
        do {
            try expectNoPart(name, in: one)
            return false
        } catch let fault as Fault where fault.code == .forbidden {
            return true
        }
    }

    /// The rule by which the appeal is decided: who cannot decide it does not get its case.
    func expectNoPart(_ name: String, in one: Case) throws {
        guard one.origin == .appeal else { return }
        try Person.check(
            name, isSecondTo: parts(in: one), for: "judge the appeal", at: clock,
            tables.enforcements)
    }

    private func parts(in one: Case) throws -> [String] {
        guard one.origin == .appeal else { return [] }
        return try one.causes.flatMap { cause -> [String] in
            guard let appeal = try tables.enforcements.appeal(id: cause) else { return [] }
            let standing = try tables.enforcements.enforcement(id: appeal.enforcement)
            return [appeal.openedBy] + (standing.map { [$0.by, $0.approvedBy] } ?? [])
        }
    }
}

extension QueueDefinition {
    /// Cases somebody may hold.
    func bound(of member: StaffMember?) -> Int {
        let own = member?.heldMax ?? 0
        return own > 0 ? min(own, heldMax) : heldMax
    }
}
