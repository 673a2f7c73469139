import Enforcements
package import Pipeline
package import Vocabulary

/// Opens cases for what decisions, rings and appeals ask, wakes what was put off, hands out, and
/// tells of clocks; what is written and the place read up to are one transaction.
package struct CaseRun {
    let store: any CaseStore & RingArchive
    let definition: CasesDefinition
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    package struct Report: Sendable, Hashable {
        package var opened = 0
        /// Findings that were added to a case that is open.
        package var added = 0
        /// Decisions whose subject had a case closed a short while ago.
        package var quiet = 0
        /// Decisions whose record cannot be read, or does not name the subject.
        package var unreadable = 0
        package var woken = 0
        package var assigned = 0
        /// Clocks that were told of.
        package var told = 0
        /// Cases of appeals that were decided elsewhere.
        package var settled = 0

        package init() {}

        package var isEmpty: Bool { self == Report() }

        /// Such as `12 opened, 3 woken`.
        package var line: String {
            let parts = [
                (opened, "opened"), (added, "added to"), (quiet, "left alone, closed just now"),
                (unreadable, "passed over that cannot be read"), (woken, "woken"),
                (assigned, "assigned"), (told, "clocks told of"),
                (settled, "closed with their appeal"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")
        }
    }

    package init(
        store: any CaseStore & RingArchive, definition: CasesDefinition,
        now: @escaping @Sendable () -> Int64
    ) {
        (self.store, self.definition, self.now) = (store, definition, now)
    }

    /// Begins behind a place, where nothing was ever opened: what was decided before is let be.
    package static func begin(in store: any CaseStore, behind sequence: Int64) throws {
        guard try store.readingCases({ try $0.caseOpenedUpTo() }) == nil else { return }
        try store.working { tables in
            guard try tables.caseOpenedUpTo() == nil else { return }
            try tables.setCasesOpened(upTo: sequence)
        }
    }

    /// Does all there is to do now.
    ///
    /// - Parameter pass: does each part, with one transaction at most; may throw to end the run
    ///   between two of them.
    package func run(pass: (() throws -> Void) throws -> Void = { try $0() }) throws -> Report {
        var report = Report()
        func repeating(_ steps: [(inout Report) throws -> Bool]) throws {
            for step in steps {
                var isDone = false
                while !isDone { try pass { isDone = try !step(&report) } }
            }
        }
        try repeating([decisions, pricingAll, pricing])
        try rings(&report, pass: pass)
        try keeping(&report, pass: pass)
        try repeating([appeals, settling, waking, handing, clocks])
        return report
    }

    func desk(_ tables: any CaseTables) -> CaseDesk {
        CaseDesk(tables: tables, definition: definition, clock: now())
    }

    /// Opens a case or adds to one, unless one of the subject was closed a short while ago.
    func take(_ finding: CaseFinding, quiet: Int64, _ desk: CaseDesk, _ report: inout Report) throws
    {
        let queue = definition.route(
            finding.origin, subject: finding.subject.kind, causes: finding.causes,
            loss: finding.loss)
        let last = try queue.flatMap {
            try desk.tables.lastCase(of: finding.subject, queue: $0.name)
        }
        if let last, !last.state.isOver {
            _ = try desk.add(finding, to: last, by: Person.machine)
            report.added += 1
            return
        }
        if let last, last.state == .merged, let target = try desk.tables.case(id: last.mergedInto),
            !target.state.isOver
        {
            _ = try desk.add(finding, to: target, by: Person.machine)
            report.added += 1
            return
        }
        if let closed = last?.closedAt, desk.clock - closed < quiet {
            report.quiet += 1
            return
        }
        var finding = finding
        finding.queue = queue?.name
        let one = try desk.open(finding, by: Person.machine)
        report.opened += 1
        if one.state == .assigned { report.assigned += 1 }
    }

    // MARK: decisions

    /// The next decisions; false when there were none.
    private func decisions(_ report: inout Report) throws -> Bool {
        let from = try store.readingCases { try $0.caseOpenedUpTo() } ?? 0
        let (decisions, upTo) = try store.decisionsToCarry(
            after: from, limit: CaseBounds.perTransaction)
        guard upTo > from else { return false }
        var read = Report()
        let findings = decisions.compactMap { decision in
            definition.opening(for: decision).flatMap { opening -> (CaseFinding, Int64)? in
                guard let finding = CaseFinding(decision, opening, definition) else {
                    read.unreadable += 1
                    return nil
                }
                return (finding, opening.quiet)
            }
        }
        let before = report
        report.unreadable += read.unreadable
        let start = report
        var next = start
        let isTaken = try store.working { tables in
            // Somebody else may have opened these meanwhile.
            guard try tables.caseOpenedUpTo() ?? 0 == from else { return false }
            next = start
            let desk = desk(tables)
            for (finding, quiet) in findings { try take(finding, quiet: quiet, desk, &next) }
            try tables.setCasesOpened(upTo: upTo)
            return true
        }
        report = isTaken ? next : before
        return true
    }

    // MARK: appeals

    private func appeals(_ report: inout Report) throws -> Bool {
        guard definition.opening(.appeal) != nil else { return false }
        let isAny = try store.readingCases { tables in
            try tables.enforcements.appeals(AppealFilter(state: .open, limit: CaseBounds.ringsMax))
                .contains { try tables.seen("appeal:\($0.id)") == nil }
        }
        guard isAny else { return false }
        let start = report
        var next = start
        try store.working { tables in
            next = start
            let desk = desk(tables)
            let open = try tables.enforcements.appeals(
                AppealFilter(state: .open, limit: CaseBounds.ringsMax))
            for appeal in open.reversed() where try tables.seen("appeal:\(appeal.id)") == nil {
                guard let standing = try tables.enforcements.enforcement(id: appeal.enforcement)
                else { continue }
                var finding = CaseFinding(
                    subject: standing.entity, origin: .appeal,
                    title: "\(standing.entity.name) appeals against "
                        + standing.measure.words,
                    causes: [appeal.id, standing.id],
                    loss: definition.loss(of: .appeal, journey: "", score: 1) ?? 100)
                finding.why = appeal.text
                try take(finding, quiet: 0, desk, &next)
                try tables.see("appeal:\(appeal.id)", mark: 1)
            }
        }
        report = next
        return false
    }
}

extension CasesDefinition {
    /// What opens a case for a decision; nil for nothing.
    func opening(for decision: StoredDecision) -> CaseOpening? {
        openings.first {
            $0.origin == .policy && $0.actions.contains(decision.action.rawValue)
                && ($0.journeys.isEmpty || $0.journeys.contains(decision.journey))
        }
    }
}

extension CaseFinding {
    /// What a decision says of whom it is about; nil where its record cannot be read, or does not
    /// name the subject.
    init?(_ decision: StoredDecision, _ opening: CaseOpening, _ definition: CasesDefinition) {
        guard let record = try? RecordView(record: decision.record),
            let name = record.entities[opening.subject]?.text, !name.isEmpty
        else { return nil }
        var causes: [String] = []
        for name in record.reasons.flatMap({ [$0.rule, $0.signal] }) where !causes.contains(name) {
            causes.append(name)
        }
        let strongest = record.reasons.max { $0.weight < $1.weight }
        self.init(
            subject: EnforcedEntity(kind: opening.subject, name: name), origin: .policy,
            title: strongest?.text ?? "A decision asks for a person: \(decision.action.rawValue)",
            causes: causes,
            loss: definition.loss(
                of: .policy, journey: decision.journey, score: decision.score,
                value: { record.number($0) }) ?? Int64(decision.score * 100))
        why = strongest?.text ?? ""
        self.decision = decision.sequence
        (eventSource, eventID) = (record.event.source, record.event.id)
    }
}

extension RecordView {
    /// A value that a reason quotes, or a feature; nil where there is no such number.
    func number(_ name: String) -> Double? {
        let found = reasons.lazy.compactMap { $0.values[name] }.first ?? features[name]
        switch found {
        case .int(let value)?: return Double(value)
        case .double(let value)?: return value
        default: return nil
        }
    }
}
