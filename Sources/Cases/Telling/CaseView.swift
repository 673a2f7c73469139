import Enforcements
import Toolbox
package import Vocabulary

/// A case as JSON tells it.
package struct CaseView: Encodable, Sendable {
    private struct Line: Encodable, Sendable {
        var kind: String
        var at: String
        var by: String
        var text: String
        var names: [String]
    }

    private struct Paper: Encodable, Sendable {
        var digest: String
        var name: String
        var type: String
        var bytes: Int
        var by: String
        var at: String
    }

    private struct Proposal: Encodable, Sendable {
        var by: String
        var reason: String
        var why: String
        var inside: String?
        var measure: String?
    }

    private var id: String
    private var queue: String
    private var subject: String
    private var title: String
    private var origin: String
    private var causes: [String]
    private var state: String
    private var assignee: String?
    private var loss: Int64
    private var covered: Int64?
    private var atStake: Int64
    private var severity: Int?
    private var openedAt: String
    private var touchedAt: String?
    private var closedAt: String?
    private var touchBy: String
    private var closeBy: String
    private var snoozedUntil: String?
    private var mergedInto: String?
    private var disposition: String?
    private var outcome: String?
    private var reason: String?
    private var escalation: String?
    private var takeUpBy: String?
    private var order: String?
    private var proposal: Proposal?
    private var version: Int64
    private var clock: String?
    private var history: [Line]?
    private var attachments: [Paper]?
    private var reports: [ReportView]?

    package init(_ one: Case, clock: ClockState? = nil) {
        func some(_ text: String) -> String? { text.isEmpty ? nil : text }
        (id, queue, subject, title) = (one.id, one.queue, one.subject.text, one.title)
        (origin, causes, state) = (one.origin.rawValue, one.causes, one.state.rawValue)
        (assignee, loss) = (some(one.assignee), one.loss)
        (covered, atStake) = (one.covered, one.atStake)
        severity = one.severity == 0 ? nil : one.severity
        (openedAt, touchedAt) = (Self.time(one.openedAt), one.touchedAt.map(Self.time))
        (touchBy, closeBy) = (Self.time(one.touchBy), Self.time(one.closeBy))
        (closedAt, snoozedUntil) = (
            one.closedAt.map(Self.time), one.snoozedUntil.map(Self.time)
        )
        (mergedInto, disposition) = (some(one.mergedInto), one.disposition?.rawValue)
        outcome = one.outcome
        (reason, escalation) = (some(one.reason), some(one.escalation))
        (takeUpBy, order) = (one.takeUpBy.map(Self.time), some(one.order))
        proposal = one.proposal.map {
            Proposal(
                by: one.proposedBy, reason: $0.reason, why: $0.why, inside: $0.inside,
                measure: $0.measure?.rawValue)
        }
        (version, self.clock) = (one.version, clock?.rawValue)
    }

    /// With its history, attachments and reports.
    package init(
        whole one: Case, clock: ClockState? = nil, in tables: any CaseTables
    ) throws {
        self.init(one, clock: clock)
        history = try tables.entries(of: one.id).map {
            Line(
                kind: $0.kind.rawValue, at: Self.time($0.at), by: $0.by, text: $0.text,
                names: $0.names)
        }
        attachments = try tables.attachments(of: one.id).map {
            Paper(
                digest: $0.digest, name: $0.name, type: $0.type, bytes: $0.bytes, by: $0.by,
                at: Self.time($0.at))
        }
        reports = try tables.reports(of: one.id).map { ReportView($0, showsCase: false) }
    }

    static func time(_ milliseconds: Int64) -> String {
        CivilTime(milliseconds: milliseconds).rfc3339
    }
}

/// A report as JSON tells it.
package struct ReportView: Encodable, Sendable {
    private var id: String
    private var subject: String
    private var kind: String
    private var text: String
    private var by: String
    private var partner: String?
    private var at: String
    private var `case`: String?
    /// What became of it: `open`, or `closed`.
    private var state: String?

    /// - Parameter showsCase: whether it names the case; partners learn only how it stands.
    package init(_ report: Report, showsCase: Bool, state: Case.State? = nil) {
        (id, subject, kind, text) = (report.id, report.subject.text, report.kind, report.text)
        (by, at) = (report.by, CaseView.time(report.at))
        partner = report.partner.isEmpty ? nil : report.partner
        `case` = showsCase ? report.caseID : nil
        self.state = state.map { $0.isOver ? "closed" : "open" }
    }
}

/// What a queue holds, as JSON tells it.
package struct QueueView: Encodable, Sendable {
    private var name: String
    private var description: String
    private var skills: [String]
    private var open: Int
    private var assigned: Int
    private var snoozed: Int
    private var approving: Int
    private var atRisk: Int
    private var breached: Int
    private var loss: Int64

    package init(_ queue: QueueDefinition, _ load: QueueLoad) {
        (name, description, skills) = (queue.name, queue.description, queue.skills)
        (open, assigned, snoozed) = (load.open, load.assigned, load.snoozed)
        (approving, atRisk, breached) = (load.approving, load.atRisk, load.breached)
        loss = load.loss
    }
}

extension CaseFilter {
    /// What people write to choose cases.
    ///
    /// - Throws: ``Fault`` `invalid` for a state or an order that there is not.
    package init(
        queue: String?, state: String?, assignee: String?, order: String?, limit: Int
    ) throws(Fault) {
        self.init(limit: limit)
        (self.queue, self.assignee) = (queue, assignee)
        if let state {
            guard let known = Case.State(rawValue: state) else {
                throw Fault(
                    .invalid, "There is no state `\(state.prefix(40))` of a case.",
                    fix: "Use one of "
                        + Case.State.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            states = [known]
        }
        if let order {
            guard let known = Order(rawValue: order) else {
                throw Fault(
                    .invalid, "There is no order `\(order.prefix(40))`.",
                    fix: "Use one of loss, due, latest.")
            }
            self.order = known
        }
    }
}
