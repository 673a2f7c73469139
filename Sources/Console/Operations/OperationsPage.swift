import API
import Cases
import Vocabulary

/// What *operations* shows, read in one transaction.
struct OperationsPage {
    /// What was asked for.
    struct Asked {
        var days: Int64
        /// Nil for all together.
        var queue: String?
        var now: Int64
    }

    struct Queue {
        let name: String
        let path: String
        let figuresPath: String
        let isHere: Bool
        let open: String
        let assigned: String
        let snoozed: String
        let approving: String
        let onTrack: String
        let atRisk: String
        let breached: String
        let isAtRisk: Bool
        let isBreached: Bool
        let loss: String
        let closed: String
        let kept: String
    }

    struct Member {
        let name: String
        let skills: String
        let isAway: Bool
        let held: Int
        let heldMax: String
        let heldValue: String
    }

    struct Choice {
        let value: String
        let title: String
    }

    struct Chip {
        let title: String
        let path: String
        let isHere: Bool
    }

    let queues: [Queue]
    let rows: [IndicatorRow]
    let days: [DayRow]
    let heads: [String]
    let staff: [Member]
    let pilots: [PilotRow]
    let targets: [TargetRow]
    let indicators: [Choice]
    let queueChoices: [String]
    let assignments: [String]
    let spans: [Chip]
    let queue: String?
    let csvPath: String
    let mayChange: Bool
    let token: String

    static let staffMax = 200
    static let daysShown = 14
    static let pilotsShown = 20

    struct TargetRow {
        let indicator: String
        let queue: String
        let value: String
        let by: String
        let at: Moment
    }

    init(
        _ tables: any OperationsTables, definition: CasesDefinition, asked: Asked,
        caller: Caller
    ) throws {
        let now = asked.now
        let book = IndicatorBook(tables: tables, now: now)
        let series = try book.series(days: asked.days, queue: asked.queue)
        rows = series.map { IndicatorRow($0, now: now) }
        heads = series.map(\.indicator.title)
        days = DayRow.all(series, shown: OperationsPage.daysShown)
        queues = try OperationsPage.queues(tables, definition, asked)
        staff = try tables.cases.staff().prefix(OperationsPage.staffMax).map { member in
            Member(
                name: member.name, skills: member.skills.sorted().joined(separator: ", "),
                isAway: member.isAway, held: try tables.cases.heldCount(by: member.name),
                heldMax: member.heldMax == 0 ? "as the queue says" : "\(member.heldMax)",
                heldValue: member.heldMax == 0 ? "" : "\(member.heldMax)")
        }
        pilots = try tables.pilots(limit: OperationsPage.pilotsShown).map {
            PilotRow($0, try tables.outcomes(of: $0.name), now: now)
        }
        targets = try tables.targets().compactMap { target in
            target.value.map {
                TargetRow(
                    indicator: target.indicator.title,
                    queue: target.queue.isEmpty ? "all" : target.queue,
                    value: IndicatorWords.value($0, target.indicator.unit), by: target.by,
                    at: Moment(target.at, now: now))
            }
        }
        indicators = Indicator.allCases.map {
            let unit = $0.unit == .share ? " (%)" : $0.unit == .hours ? " (hours)" : ""
            return Choice(value: $0.rawValue, title: $0.title + unit)
        }
        queueChoices = definition.queues.map(\.name)
        assignments = QueueDefinition.Assignment.allCases.map(\.rawValue)
        spans = [28, 60, 180].map {
            Chip(
                title: "\($0) days", path: OperationsPage.path(asked.queue, days: $0),
                isHere: $0 == asked.days)
        }
        queue = asked.queue
        csvPath =
            "/operations/kpis.csv"
            + OperationsPage.path(asked.queue, days: asked.days).drop { $0 != "?" }
        mayChange = caller.may(.operationsChange)
        token = caller.formToken
    }

    static func path(_ queue: String?, days: Int64) -> String {
        "/operations?days=\(days)" + (queue.map { "&queue=\(Query.escaped($0))" } ?? "")
    }

    private static func queues(
        _ tables: any OperationsTables, _ definition: CasesDefinition,
        _ asked: Asked
    ) throws -> [Queue] {
        let day = FigureSpan.day.number(of: asked.now)
        var loads = try tables.cases.loads(at: asked.now)
        for queue in definition.queues
        where !loads.contains(where: { $0.queue == queue.name }) {
            loads.append(QueueLoad(queue: queue.name))
        }
        return try loads.map { load in
            func count(_ figure: Figure) throws -> Int {
                try tables.figures(figure, part: load.queue, by: .day, from: day - 6, to: day)
                    .reduce(0) { $0 + $1.sum.count }
            }
            let (closed, kept) = (try count(.closed), try count(.closedInTime))
            let live = load.open + load.assigned + load.snoozed + load.approving
            return Queue(
                name: load.queue, path: "/queues/\(Query.escaped(load.queue))",
                figuresPath: path(load.queue, days: asked.days),
                isHere: load.queue == asked.queue,
                open: Counted.grouped(load.open), assigned: Counted.grouped(load.assigned),
                snoozed: Counted.grouped(load.snoozed), approving: Counted.grouped(load.approving),
                onTrack: Counted.grouped(max(0, live - load.atRisk - load.breached)),
                atRisk: Counted.grouped(load.atRisk), breached: Counted.grouped(load.breached),
                isAtRisk: load.atRisk > 0, isBreached: load.breached > 0,
                loss: Money(minor: load.loss, unit: definition.unit).words,
                closed: Counted.grouped(closed),
                kept: closed > 0 ? Counted.share(Double(kept) / Double(closed)) : "–")
        }
    }
}
