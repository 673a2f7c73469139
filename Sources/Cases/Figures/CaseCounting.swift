import Toolbox
import Vocabulary

/// Counts lines of cases' histories, and draws closed cases for a second review.
struct CaseCounting {
    let tables: any OperationsTables
    let definition: CasesDefinition?
    let pilots: [Pilot]
    let seed: String

    private static let machines: Set<String> = ["", "assay"]

    mutating func take(_ entry: CaseEntry) throws {
        guard let one = try tables.cases.case(id: entry.caseID) else { return }
        if !one.isGolden, !CaseCounting.machines.contains(entry.by),
            try tables.sawWork(of: entry.by, queue: one.queue, at: entry.at)
        {
            try count(.reviewerHours, one.queue, entry.at)
        }
        switch entry.kind {
        case .opened:
            if !one.isGolden { try count(.opened, one.queue, entry.at) }
        case .merged:
            // The line stands in both histories; only the one that is over ends.
            if one.state == .merged, !one.isGolden { try count(.merged, one.queue, entry.at) }
        case .ordered:
            for name in entry.names where name.hasPrefix("enf_") {
                try tables.setOrder(of: name, by: one.id)
            }
        // What waited for a second person is closed by approving it.
        case .closed, .approved: try close(one, entry)
        case .reopened, .undone:
            if entry.takesClosingBack, !one.isGolden {
                try count(.reopened, one.queue, entry.at)
            }
            // Closed again before this line was counted, it is another closing that is told next.
            let counted = try tables.closed(one.id)
            if !one.state.isOver || counted.map({ $0.closedAt != one.closedAt }) ?? false {
                try reopen(one, entry)
            }
        case .evidence, .assigned, .released, .noted, .attached, .mentioned, .snoozed, .woken,
            .moved, .escalated, .told, .takenUp, .linked, .proposed, .refused, .looked:
            break
        }
    }

    private func close(_ one: Case, _ entry: CaseEntry) throws {
        guard one.state == .closed, let disposition = one.disposition, let at = one.closedAt,
            try tables.closed(one.id) == nil
        else { return }
        let person = one.assignee.isEmpty ? entry.by : one.assignee
        let minutes = try minutes(of: one, until: at)
        if one.isGolden {
            try answer(one, disposition, by: person, at: at)
            return
        }
        var arms = one.arms
        for pilot in pilots where pilot.unit == .reviewer {
            guard pilot.covers(queue: one.queue, causes: one.causes) else { continue }
            arms[pilot.name] = pilot.arm(of: PersonName.key(person)).rawValue
        }
        let closed = ClosedCase(
            caseID: one.id, queue: one.queue, person: person, disposition: disposition,
            closedAt: at, isInTime: at <= one.closeBy,
            isTouchedInTime: (one.touchedAt ?? at) <= one.touchBy,
            hours: Double(max(0, at - one.openedAt)) / 3_600_000, minutes: minutes,
            loss: one.atStake, arms: arms)
        try tables.put(closed)
        try tally(closed, isAppeal: one.origin == .appeal, sign: 1)
        try draw(one, closed)
    }

    /// A case that is worked again was not closed.
    private func reopen(_ one: Case, _ entry: CaseEntry) throws {
        try tables.removeAnswer(of: one.id)
        guard let closed = try tables.closed(one.id) else { return }
        try tables.removeClosed(one.id)
        try tally(closed, isAppeal: one.origin == .appeal, sign: -1)
        if let review = try tables.review(of: one.id), review.secondDisposition == nil {
            try tables.removeReview(of: one.id)
        }
    }

    /// Adds a closing to what was counted, or takes it out. What appeals come to is counted from
    /// the ledger of enforcements: it confirms and clears nobody, and prevents nothing.
    private func tally(_ closed: ClosedCase, isAppeal: Bool, sign: Int) throws {
        let (queue, at) = (closed.queue, closed.closedAt)
        func add(_ figure: Figure, _ sum: FigureSum) throws {
            try tables.add(sign > 0 ? sum : -sum, to: figure, part: queue, at: at)
        }
        let once = FigureSum(count: 1)
        try add(.closed, once)
        if closed.isInTime { try add(.closedInTime, once) }
        if closed.isTouchedInTime { try add(.touchedInTime, once) }
        switch closed.disposition {
        case _ where isAppeal: break
        case .confirmed:
            try add(.confirmed, once)
            try add(.prevented, FigureSum(Double(closed.loss)))
        case .cleared: try add(.cleared, once)
        case .inconclusive: try add(.inconclusive, once)
        }
        try add(.closeHours, FigureSum(closed.hours))
        try tables.addSpread(closed.hours, to: .closeHours, part: queue, at: at, by: sign)
        if let minutes = closed.minutes {
            try add(.workMinutes, FigureSum(minutes))
            try tables.addSpread(minutes, to: .workMinutes, part: queue, at: at, by: sign)
            try tables.addSpread(
                minutes, to: .personMinutes, part: closed.person, at: at, by: sign)
        }
        for (pilot, arm) in closed.arms {
            for (outcome, sum) in closed.outcomes {
                try tables.add(sign > 0 ? sum : -sum, to: outcome, of: pilot, arm: arm)
            }
        }
    }

    /// Whether a second person judges it too: by its id, as the queue of its arms says.
    private func draw(_ one: Case, _ closed: ClosedCase) throws {
        guard let queue = definition?.queue(one.queue) else { return }
        let share = pilots.applied(to: queue, arms: closed.arms).secondReview
        guard Draw.isDrawn(one.id, salt: "second/\(seed)", share: share),
            try tables.review(of: one.id) == nil
        else { return }
        try tables.put(
            SecondReview(
                caseID: one.id, queue: one.queue, first: closed.person,
                firstDisposition: closed.disposition, firstReason: one.reason,
                closedAt: closed.closedAt))
    }

    private func answer(
        _ one: Case, _ disposition: Disposition, by person: String, at: Int64
    ) throws {
        guard let source = try tables.deal(of: one.id),
            let golden = try tables.golden(source: source)
        else { return }
        try tables.put(
            GoldenAnswer(
                caseID: one.id, source: source, person: person, answer: disposition,
                expected: golden.answer, at: at))
    }

    /// From the last time somebody took it; nil where nobody did.
    private func minutes(of one: Case, until at: Int64) throws -> Double? {
        let taken = try tables.cases.entries(of: one.id).last {
            ($0.kind == .assigned || $0.kind == .takenUp) && $0.at <= at
        }
        return taken.map { Double(at - $0.at) / 60_000 }
    }

    private func count(_ figure: Figure, _ queue: String, _ at: Int64) throws {
        try tables.add(FigureSum(count: 1), to: figure, part: queue, at: at)
    }
}

extension CaseEntry {
    /// Whether a closing was undone: by itself, or with the order that closed the case.
    fileprivate var takesClosingBack: Bool {
        kind == .reopened
            || names.contains { [Kind.closed.rawValue, Kind.approved.rawValue].contains($0) }
    }
}

extension ClosedCase {
    /// What it adds to a pilot it was part of.
    var outcomes: [(PilotOutcome, FigureSum)] {
        var outcomes: [(PilotOutcome, FigureSum)] = [
            (.closeHours, FigureSum(hours)), (.inTime, FigureSum(isInTime ? 1 : 0)),
            (.overturned, FigureSum(0)),
        ]
        if let minutes { outcomes.append((.workMinutes, FigureSum(minutes))) }
        switch disposition {
        case .confirmed: outcomes.append((.confirmed, FigureSum(1)))
        case .cleared: outcomes.append((.confirmed, FigureSum(0)))
        case .inconclusive: break
        }
        return outcomes
    }
}
