import Enforcements
import Vocabulary

// What is done with cases that stand, some hundred in a transaction.

extension CaseRun {
    /// Wakes some that were put off until now.
    func waking(_ report: inout Report) throws -> Bool {
        let time = now()
        let isAny = try store.readingCases { try !$0.snoozedCases(until: time, limit: 1).isEmpty }
        guard isAny else { return false }
        let count = try store.working { tables in
            let desk = desk(tables)
            let found = try tables.snoozedCases(until: time, limit: CaseBounds.perTransaction)
            for one in found {
                let awake = try desk.wake(one)
                if let queue = definition.queue(awake.queue) { _ = try desk.assigned(awake, queue) }
            }
            return found.count
        }
        report.woken += count
        return count > 0
    }

    /// Hands out what waited while nobody could have it; the most at stake of each queue first.
    func handing(_ report: inout Report) throws -> Bool {
        let pushed = definition.queues.filter { $0.assignment != .pull }
        guard !pushed.isEmpty else { return false }
        let isAny = try store.readingCases { tables in
            try tables.staff().contains { !$0.isAway }
                && tables.nextCase(queues: pushed.map(\.name), notIn: []) != nil
        }
        guard isAny else { return false }
        let count = try store.working { tables in
            let desk = desk(tables)
            var count = 0
            for queue in pushed {
                // One that nobody can have, as an appeal in which all had a part, waits; those
                // behind it do not wait for it.
                var passed: Set<String> = []
                while count < CaseBounds.perTransaction, passed.count < CaseBounds.passedMax,
                    let one = try tables.nextCase(queues: [queue.name], notIn: passed)
                {
                    if try desk.assigned(one, queue).state == .assigned {
                        count += 1
                    } else {
                        passed.insert(one.id)
                    }
                }
            }
            return count
        }
        report.assigned += count
        return count >= CaseBounds.perTransaction
    }

    /// Tells of clocks that came to another state, once for each.
    func clocks(_ report: inout Report) throws -> Bool {
        let time = now()
        let isAny = try store.readingCases { try !$0.casesWithClock(until: time, limit: 1).isEmpty }
        guard isAny else { return false }
        let count = try store.working { tables in
            let found = try tables.casesWithClock(until: time, limit: CaseBounds.perTransaction)
            for one in found {
                let clock = CaseClock(definition, queue: one.queue)
                let level = clock.state(of: one, at: time)
                if level == .atRisk || level.isBreach {
                    let running = clock.running(one)
                    try tables.tell(
                        CaseMessage.late(
                            one, clock: running.name, due: running.dueAt, level: level, at: time))
                }
                var told = one
                told.clockNextAt = clock.next(of: one, after: time)
                try tables.put(told, isNew: false)
            }
            return found.count
        }
        report.told += count
        return count > 0
    }

    /// Closes cases of appeals that were decided elsewhere, of the latest decided.
    func settling(_ report: inout Report) throws -> Bool {
        let decided = try store.readingCases { tables in
            try [Appeal.State.upheld, .overturned].flatMap {
                try tables.enforcements.appeals(AppealFilter(state: $0, limit: 50))
            }.filter { try tables.seen("appeal:\($0.id)") == 1 }
        }
        guard !decided.isEmpty else { return false }
        let count = try store.working { tables in
            let desk = desk(tables)
            var count = 0
            for appeal in decided {
                try tables.see("appeal:\(appeal.id)", mark: 2)
                var filter = CaseFilter(limit: 1)
                (filter.cause, filter.states) = (appeal.id, Case.State.live)
                guard let one = try tables.cases(filter).first,
                    try desk.settle(one, with: appeal)
                else { continue }
                count += 1
            }
            return count
        }
        report.settled += count
        return false
    }
}

extension CaseDesk {
    /// Closes a case whose appeals are all decided.
    func settle(_ one: Case, with appeal: Appeal) throws -> Bool {
        let isOpen = try one.causes.contains {
            try tables.enforcements.appeal(id: $0)?.state == .open
        }
        let isOver = appeal.state == .overturned
        let reason = definition.reasons(of: one).first {
            $0.disposition == (isOver ? .cleared : .confirmed)
        }
        guard !isOpen, one.state != .approving, let reason else { return false }
        let closing = Closing(reason: reason.name, why: appeal.why)
        _ = try write(
            .closed, one, one.over(closing, reason.disposition, at: clock), by: Person.machine,
            text: "The appeal was \(appeal.state.rawValue) by \(appeal.decidedBy): \(appeal.why)",
            names: [appeal.id])
        return true
    }
}
