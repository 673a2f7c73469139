package import Vocabulary

/// Carries out what decisions say, from the log, exactly once: what is written and the place read
/// up to are one transaction.
package struct EnforcementRun {
    private let store: any EnforcementStore
    private let definition: EnforcementDefinition?
    private let clock: Clock

    /// What the time is when something is carried out.
    package enum Clock: Sendable {
        /// The wall's: milliseconds since 1970.
        case wall(@Sendable () -> Int64)
        /// The log's: the latest event's. For logs of the past.
        case log
    }

    package struct Report: Sendable, Hashable {
        /// Decisions that took an action.
        package var decisions = 0
        package var violations = 0
        package var applied: [EnforcementMeasure: Int] = [:]
        package var held = 0
        /// Violations that are part of one that stands.
        package var partOfAnother = 0
        package var expired = 0
        /// Held ones that nobody approved in time.
        package var lapsed = 0
        /// Decisions whose record this version cannot read; they lead to nothing.
        package var unreadable = 0
        /// Place in the log up to which decisions were read.
        package var upTo: Int64 = 0
        /// Event time of the latest of these decisions, milliseconds since 1970.
        package var latest: Int64 = .min

        package init() {}

        mutating func count(_ judged: Judged) {
            violations += 1
            switch judged {
            case .applied(let measure): applied[measure, default: 0] += 1
            case .held: held += 1
            case .partOfAnother: partOfAnother += 1
            case .known: break
            }
        }

        /// Whether anything was written but the place.
        package var isEmpty: Bool {
            applied.isEmpty && held == 0 && expired == 0 && lapsed == 0 && unreadable == 0
        }
    }

    /// - Parameter definition: nil to carry nothing out, and to end what is over alone.
    package init(
        store: any EnforcementStore, definition: EnforcementDefinition?, clock: Clock
    ) {
        (self.store, self.definition, self.clock) = (store, definition, clock)
    }

    /// Begins behind what the log holds now, where nothing was ever carried out: what was decided
    /// before it was switched on is let be.
    package static func begin(in store: any EnforcementStore, behind sequence: Int64) throws {
        try store.enforcing { tables in
            guard try tables.carriedUpTo() == nil else { return }
            try tables.setCarried(upTo: sequence)
        }
    }

    /// Lets be what was decided up to a place, where something was carried out before.
    package static func letBe(in store: any EnforcementStore, upTo sequence: Int64) throws {
        let place = try store.readingEnforcements { try $0.carriedUpTo() }
        guard let place, place < sequence else { return }
        try store.enforcing { tables in
            guard let place = try tables.carriedUpTo(), place < sequence else { return }
            try tables.setCarried(upTo: sequence)
        }
    }

    /// Carries out all that is in the log now, and ends what is over.
    ///
    /// - Parameter pass: does each read or write; may throw to end the run between two of them.
    package func run(
        pass: (() throws -> Void) throws -> Void = { try $0() },
        progress: (Report) -> Void = { _ in }
    ) throws -> Report {
        var report = Report()
        var isDone = false
        while let definition, !isDone {
            try pass { isDone = try !step(definition, &report) }
            progress(report)
        }
        isDone = false
        while !isDone {
            try pass { isDone = try !sweep(&report) }
            progress(report)
        }
        return report
    }

    /// The next decisions; from the first one where none was carried out and nothing begun.
    ///
    /// - Returns: false when there were none.
    private func step(
        _ definition: EnforcementDefinition, _ report: inout Report
    ) throws -> Bool {
        let from = try store.readingEnforcements { try $0.carriedUpTo() } ?? 0
        let (decisions, upTo) = try store.decisionsToCarry(
            after: from, limit: EnforcementBounds.decisionsPerTransaction)
        report.upTo = max(report.upTo, from)
        guard upTo > from else { return false }
        let violations = try decisions.map { try Violation.ifReadable($0, definition) }
        var next = report
        let isTaken = try store.enforcing { tables in
            // Somebody else may have carried these out meanwhile.
            guard try tables.carriedUpTo() ?? 0 == from else { return false }
            next = report
            var judging = Judging(
                tables: tables, clock: now(report), caps: definition.reach)
            try judge(decisions, violations, &judging, &next)
            try tables.setCarried(upTo: upTo)
            return true
        }
        if isTaken {
            next.upTo = upTo
            next.decisions += decisions.count
            report = next
        }
        return true
    }

    private func judge(
        _ decisions: [StoredDecision], _ violations: [[Violation]?],
        _ judging: inout Judging, _ report: inout Report
    ) throws {
        for (decision, found) in zip(decisions, violations) {
            guard let found else {
                report.unreadable += 1
                continue
            }
            report.latest = max(report.latest, decision.time)
            judging.desk.clock = now(report)
            for violation in found { report.count(try judging.judge(violation)) }
        }
    }

    /// With the log's clock each is carried out when it was decided.
    private func now(_ report: Report) -> Int64 {
        switch clock {
        case .wall(let now): now()
        case .log: report.latest
        }
    }

    /// Ends some whose time is over, and lets lapse what nobody approved.
    private func sweep(_ report: inout Report) throws -> Bool {
        let time = now(report)
        guard time > .min else { return false }
        let (before, isNever) = time.subtractingReportingOverflow(EnforcementBounds.waitingMax)
        // Nearly always there is none, and groups of events need not wait to learn it.
        let isAny = try store.readingEnforcements { tables in
            if try !tables.due(at: time, limit: 1).isEmpty { return true }
            return try !isNever && !tables.waiting(since: before, limit: 1).isEmpty
        }
        guard isAny else { return false }
        var next = report
        let count = try store.enforcing { tables in
            let desk = EnforcementDesk(tables: tables, clock: time)
            let due = try tables.due(at: time, limit: EnforcementBounds.perTransaction)
            for enforcement in due {
                try desk.write(
                    LedgerEntry(
                        .expired, on: enforcement, at: time, by: Person.machine,
                        why: "Its time is over."), on: enforcement)
            }
            let stale =
                isNever
                ? []
                : try tables.waiting(since: before, limit: EnforcementBounds.perTransaction)
            for enforcement in stale {
                try desk.write(
                    LedgerEntry(
                        .refused, on: enforcement, at: time, by: Person.machine,
                        why: "Nobody approved it in "
                            + "\(SpanText.of(EnforcementBounds.waitingMax))."), on: enforcement)
            }
            next.expired += due.count
            next.lapsed += stale.count
            return due.count + stale.count
        }
        report = next
        return count > 0
    }
}
