import API
import Cases
import Hummingbird
import Packs
import Vocabulary

/// *Queues*: what waits where, what is about to be late, and who is there to work it.
struct QueuesRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    var routes: [Route] {
        [
            Route(.get, "/queues", .needs(.casesRead), overview),
            Route(
                .post, "/queues/next", .needs(.casesWork), audited: "case.next", takesForm: true,
                next),
        ]
    }

    struct Line: Sendable {
        let name: String
        let path: String
        let description: String
        let loss: Money?
        let waiting: String
        let held: String
        let snoozed: String
        let approving: String
        let bar: ClockBar
        /// Who may work it and is there.
        let people: String?
    }

    /// Cases on track, at risk and late, as a bar with words.
    struct ClockBar: Sendable {
        let onTrack: String
        let atRisk: String
        let breached: String
        let hasRisk: Bool
        let hasBreach: Bool
        /// Widths and places of 100.
        let onTrackWidth: Int
        let atRiskWidth: Int
        let atRiskX: Int
        let breachedWidth: Int
        let breachedX: Int
        let words: String

        init(_ load: QueueLoad) {
            let all = load.open + load.assigned + load.approving
            let (risk, late) = (min(all, load.atRisk), min(all, load.breached))
            let good = max(0, all - risk - late)
            (onTrack, atRisk) = (Counted.grouped(good), Counted.grouped(load.atRisk))
            breached = Counted.grouped(load.breached)
            (hasRisk, hasBreach) = (load.atRisk > 0, load.breached > 0)
            let scale = { (count: Int) in all == 0 ? 0 : count * 100 / all }
            // What there is is seen, however small a part it is.
            breachedWidth = late == 0 ? 0 : max(2, scale(late))
            atRiskWidth = risk == 0 ? 0 : max(2, scale(risk))
            onTrackWidth = all == 0 ? 0 : max(0, 100 - atRiskWidth - breachedWidth)
            (atRiskX, breachedX) = (onTrackWidth, onTrackWidth + atRiskWidth)
            words = "\(good) on track, \(load.atRisk) at risk, \(load.breached) late"
        }
    }

    private struct Content {
        let queues: [Line]
        let token: String
        let mayWork: Bool
        let waiting: String
        let breached: String
        let atRisk: String
        let loss: Money
        let isLate: Bool
        let closed: CaseContent.Closed?
    }

    private func overview(_ call: Call) async throws -> Response {
        let (definition, now, unit) = (try work.definition, parts.now(), work.unit)
        let (loads, staff) = try await work.reading {
            (try $0.tables.loads(at: now), try $0.tables.staff())
        }
        let byName = Dictionary(loads.map { ($0.queue, $0) }, uniquingKeysWith: { one, _ in one })
        let lines = definition.queues.map { queue in
            QueuesRoutes.line(
                queue, byName[queue.name] ?? QueueLoad(queue: queue.name), staff, unit: unit)
        }
        let content = Content(
            queues: lines, token: call.caller.formToken, mayWork: call.caller.may(.casesWork),
            waiting: Counted.grouped(loads.reduce(0) { $0 + $1.open }),
            breached: Counted.grouped(loads.reduce(0) { $0 + $1.breached }),
            atRisk: Counted.grouped(loads.reduce(0) { $0 + $1.atRisk }),
            loss: Money(minor: loads.reduce(0) { $0 + $1.loss }, unit: unit),
            isLate: loads.contains { $0.breached > 0 }, closed: nil)
        return try parts.shell.page(
            Shell.Page(
                "Queues", at: .queues, template: "cases/queues", content: content,
                modules: ["queue"]),
            for: call)
    }

    static func line(
        _ queue: QueueDefinition, _ load: QueueLoad, _ staff: [StaffMember], unit: String
    ) -> Line {
        let able = staff.filter { !$0.isAway && $0.skills.isSuperset(of: queue.skills) }
        let named = able.prefix(5).map(\.name).joined(separator: ", ")
        return Line(
            name: queue.name, path: "/queues/\(Query.escaped(queue.name))",
            description: queue.description,
            loss: load.loss > 0 ? Money(minor: load.loss, unit: unit) : nil,
            waiting: Counted.grouped(load.open), held: Counted.grouped(load.assigned),
            snoozed: Counted.grouped(load.snoozed), approving: Counted.grouped(load.approving),
            bar: ClockBar(load),
            people: able.isEmpty
                ? nil : able.count > 5 ? "\(named) and \(able.count - 5) more" : named)
    }

    /// The next case for who asks, taken; of one queue, or of all they are skilled for.
    private func next(_ call: Call) async throws -> Response {
        let by = try CaseWork.name(of: call.caller)
        let queue = call.form["queue"].isEmpty ? nil : call.form["queue"]
        let taken = try await work.working(for: call.caller) {
            try $0.takeNext(by: by, queue: queue)
        }
        guard let one = taken else {
            return Shell.go(
                to: queue.map { "/queues/\(Query.escaped($0))" } ?? "/queues",
                notice: "Nothing waits for you here.")
        }
        return Shell.go(to: "/cases/\(Query.escaped(one.id))")
    }
}
