import API
import Cases
import Hummingbird
import Packs
import Vocabulary

/// *My cases*: what I hold, put off, am asked about, and am to agree to.
struct MineRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    /// Cases of each part.
    private static let shownMax = 50

    var routes: [Route] {
        [Route(.get, "/mine", .needs(.casesRead), audited: "queue.read", page)]
    }

    private struct Part {
        let title: String
        let anchor: String
        let cases: [CaseLine]
        let hasCases: Bool
        let none: String
    }

    private struct Content {
        let parts: [Part]
        /// Orders and measures that wait for who looks.
        let lines: [WaitingLine]
        let hasLines: Bool
        let token: String
        let mayWork: Bool
        let isIdle: Bool
    }

    private struct Reading: Sendable {
        var held: [(Case, ClockState)]
        var snoozed: [(Case, ClockState)]
        var waiting: [(Case, ClockState)]
        var mentioned: [(Case, ClockState)]
    }

    private func page(_ call: Call) async throws -> Response {
        let me = try CaseWork.name(of: call.caller)
        let (store, caller, agree) = (parts.store, call.caller, Waiting.now)
        let masks = Masks(for: caller, schema: parts.pack().schema)
        let lines = agree.lines(masks, now: parts.now(), withCases: false)
        let (reading, escalated) = try await work.reading { desk in
            let named = try store.cases(mentioning: me, limit: FindingBounds.limitMax)
            return (
                try MineRoutes.read(me, named: named, agree.cases, desk),
                try Escalated(for: caller, desk)
            )
        }
        let (now, unit) = (parts.now(), work.unit)
        let part = { (title: String, id: String, cases: [(Case, ClockState)], none: String) in
            Part(
                title: "\(title) (\(cases.count))", anchor: id,
                cases: cases.map {
                    CaseLine($0.0, clock: $0.1, masks: masks, unit: unit, now: now)
                }, hasCases: !cases.isEmpty, none: none)
        }
        let content = Content(
            parts: (escalated.cases.isEmpty
                ? []
                : [
                    part(
                        "Escalated to me", "escalated",
                        escalated.cases.map { ($0.one, $0.clock) }, "")
                ]) + [
                    part("Held", "held", reading.held, "You hold none. Pull the next."),
                    part(
                        "Cases that wait for my agreement", "approval", reading.waiting,
                        "No case asks for a second person."),
                    part("Mentions me", "mentioned", reading.mentioned, "Nobody named you."),
                    part("Snoozed", "snoozed", reading.snoozed, "You put none off."),
                ], lines: lines, hasLines: !lines.isEmpty, token: call.caller.formToken,
            mayWork: call.caller.may(.casesWork),
            isIdle: reading.held.isEmpty)
        return try parts.shell.page(
            Shell.Page(
                "My cases", at: .mine, template: "cases/mine", content: content,
                modules: ["queue"]),
            for: call)
    }

    private static func read(
        _ me: String, named: [String], _ waiting: [Case], _ desk: CaseDesk
    ) throws -> Reading {
        let cases = { (states: Set<Case.State>) in
            var filter = CaseFilter(limit: shownMax)
            (filter.states, filter.order, filter.assignee) = (states, .due, me)
            return try desk.tables.cases(filter).map { ($0, desk.clock(of: $0)) }
        }
        return Reading(
            held: try cases([.assigned]), snoozed: try cases([.snoozed]),
            waiting: waiting.prefix(shownMax).map { ($0, desk.clock(of: $0)) },
            mentioned: try named.compactMap { try desk.tables.case(id: $0) }
                .filter { !$0.state.isOver }.map { ($0, desk.clock(of: $0)) })
    }
}
