import Cases
import Toolbox
import Vocabulary

/// How people's work stands, as Prometheus reads it: queues of the pack, ``other`` for all others
/// in which cases are, and states that are not over, are all its labels.
struct CaseMetrics {
    private let loads: [QueueLoad]
    private let closed: Int
    private let reopened: Int

    /// Days that what was closed and reopened is counted over, today included.
    private static let days: Int64 = 7
    /// Queues that the pack has no more, as one.
    private static let other = "other"

    /// It blocks.
    init(of work: KpiRoutes) throws {
        let (now, queues) = (work.now(), work.definition().queues.map(\.name))
        let today = FigureSpan.day.number(of: now)
        (loads, closed, reopened) = try work.store.readingOperations { tables in
            func count(_ figure: Figure) throws -> Int {
                try tables.totals(
                    figure, by: .day, from: today - CaseMetrics.days + 1, to: today
                ).values.reduce(0) { $0 + $1.count }
            }
            let known = try tables.cases.loads(at: now)
            let names = queues + (queues.contains(CaseMetrics.other) ? [] : [CaseMetrics.other])
            return (
                names.map { name in
                    known.reduce(into: QueueLoad(queue: name)) { sum, load in
                        let isOf = queues.contains(load.queue) ? load.queue : CaseMetrics.other
                        if isOf == name { sum.add(load) }
                    }
                }, try count(.closed), try count(.reopened)
            )
        }
    }

    func write(to writer: inout ByteWriter) {
        func gauge(_ name: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
            writer.append("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
            for sample in samples { writer.append("\(name)\(sample.labels) \(sample.value)\n") }
        }
        gauge(
            "assay_cases", "Cases that are not over, by queue and state.",
            loads.flatMap { load in
                [
                    ("open", load.open), ("assigned", load.assigned), ("snoozed", load.snoozed),
                    ("approving", load.approving),
                ].map { ("{queue=\"\(load.queue)\",state=\"\($0)\"}", $1) }
            })
        gauge(
            "assay_cases_at_risk", "Cases whose clock has not much time left, by queue.",
            loads.map { ("{queue=\"\($0.queue)\"}", $0.atRisk) })
        gauge(
            "assay_cases_late", "Cases whose clock is over its time, by queue.",
            loads.map { ("{queue=\"\($0.queue)\"}", $0.breached) })
        gauge(
            "assay_cases_closed_7d", "Cases closed today and on the six days before (UTC).",
            [("", closed)])
        gauge(
            "assay_cases_reopened_7d", "Closings taken back today and on the six days before.",
            [("", reopened)])
    }
}
