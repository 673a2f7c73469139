import Cases
import Vocabulary

/// A pilot with what became of its cases by arm.
struct PilotRow {
    struct Outcome {
        let title: String
        let on: String
        let off: String
        let difference: String
        let bounds: String
        let verdict: String
        let mark: String
    }

    let name: String
    let what: String
    let share: String
    let changes: [String]
    let started: Moment
    let startedBy: String
    let why: String
    let isRunning: Bool
    let stopped: Stop?
    let outcomes: [Outcome]
    let cases: String

    struct Stop {
        let at: Moment
        let by: String
        let why: String
    }

    init(_ pilot: Pilot, _ sums: [PilotOutcome: [String: FigureSum]], now: Int64) {
        name = pilot.name
        what =
            switch pilot.subject {
            case .queue: "queue \(pilot.of)"
            case .rule: pilot.of
            case .workflow: "all queues"
            }
        let unit = pilot.unit == .case ? "cases" : "reviewers"
        share = "\(Counted.share(pilot.share)) of \(unit)"
        changes = PilotRow.changes(pilot.overrides)
        (started, startedBy, why) = (
            Moment(pilot.startedAt, now: now), pilot.startedBy, pilot.why
        )
        isRunning = pilot.isRunning
        stopped = pilot.stoppedAt.map {
            Stop(at: Moment($0, now: now), by: pilot.stoppedBy, why: pilot.stoppedWhy)
        }
        outcomes = PilotOutcome.allCases.compactMap { outcome in
            guard let arms = sums[outcome] else { return nil }
            return PilotRow.outcome(
                PilotDifference(
                    outcome, on: arms["on"] ?? FigureSum(), off: arms["off"] ?? FigureSum()))
        }
        let closed = sums[.closeHours] ?? [:]
        cases =
            "\(Counted.grouped(closed["on"]?.count ?? 0)) closed with it, "
            + "\(Counted.grouped(closed["off"]?.count ?? 0)) without"
    }

    private static func changes(_ overrides: PilotOverrides) -> [String] {
        var changes: [String] = []
        if let way = overrides.assignment { changes.append("assignment \(way.rawValue)") }
        if let span = overrides.firstTouch {
            changes.append("first touch within \(Moment.span(span))")
        }
        if let span = overrides.close { changes.append("closed within \(Moment.span(span))") }
        if let share = overrides.secondReview {
            changes.append("second review of \(Counted.share(share))")
        }
        if let lines = overrides.checklist {
            changes.append("a checklist of \(Counted.words(lines.count, "line", "lines"))")
        }
        return changes
    }

    private static func outcome(_ difference: PilotDifference) -> Outcome {
        let isShare = difference.outcome.isShare
        func words(_ value: Double?) -> String {
            guard let value else { return "–" }
            return isShare ? Counted.share(value) : IndicatorWords.decimal(value, digits: 1)
        }
        func signed(_ value: Double) -> String {
            let size =
                isShare
                ? IndicatorWords.decimal(abs(value) * 100, digits: 1) + " points"
                : IndicatorWords.decimal(abs(value), digits: 1)
            return (value < 0 ? "−" : "+") + size
        }
        func arm(_ sum: FigureSum) -> String {
            "\(words(sum.mean)) of \(Counted.grouped(sum.count))"
        }
        return Outcome(
            title: difference.outcome.title, on: arm(difference.on), off: arm(difference.off),
            difference: difference.difference.map(signed) ?? "–",
            bounds: difference.bounds.map {
                "\(signed($0.lowerBound)) to \(signed($0.upperBound))"
            } ?? "from \(PilotDifference.least) cases an arm on",
            verdict: difference.bounds == nil
                ? "too few" : difference.isTold ? "differs" : "not told apart",
            mark: difference.isTold ? "info" : "")
    }
}
