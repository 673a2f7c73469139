/// What is counted of work, by hour or day and by part: a queue, an action, a rule or a person.
///
/// A figure's `count` is how often, its `total` and `squares` are sums of its numbers where it has
/// any. The part is the queue unless said; the empty part is that of all together.
package enum Figure: String, Sendable, Hashable, CaseIterable, Codable {
    case opened, closed, merged
    /// Closings taken back, counted when they were; they are none of those closed any more.
    case reopened
    /// Of those closed: closed, and first touched, when it was promised.
    case closedInTime = "closed_in_time"
    case touchedInTime = "touched_in_time"
    case confirmed, cleared, inconclusive
    /// Hours from opening to closing.
    case closeHours = "close_hours"
    /// Minutes from when it was last taken to closing.
    case workMinutes = "work_minutes"
    /// Expected loss of cases that were confirmed, minor units.
    case prevented
    /// Different pairs of a person and an hour in which the person did something.
    case reviewerHours = "reviewer_hours"
    /// Measures carried out; only of all together.
    case enforced
    case enforcedByMachine = "enforced_by_machine"
    /// Hours from receiving what was detected to the measure.
    case actHours = "act_hours"
    case appealsDecided = "appeals_decided"
    case overturned
    /// By action.
    case decisions
    /// Of decisions that acted, by rule.
    case fired
    /// Minutes of work by person.
    case personMinutes = "person_minutes"

    /// Whether quantiles are kept of its numbers.
    package var isSpread: Bool {
        switch self {
        case .closeHours, .workMinutes, .actHours, .personMinutes: true
        default: false
        }
    }

    /// Whether hours are kept beside days, for what is usual at an hour.
    package var hasHours: Bool {
        switch self {
        case .decisions, .fired, .opened, .closed, .enforced: true
        default: false
        }
    }
}

/// How often, with the sums of its numbers.
package struct FigureSum: Sendable, Hashable {
    package var count: Int
    package var total: Double
    package var squares: Double

    package init(count: Int = 0, total: Double = 0, squares: Double = 0) {
        (self.count, self.total, self.squares) = (count, total, squares)
    }

    /// Once, with a number.
    package init(_ number: Double, count: Int = 1) {
        self.init(
            count: count, total: number * Double(count), squares: number * number * Double(count))
    }

    package static func + (left: FigureSum, right: FigureSum) -> FigureSum {
        FigureSum(
            count: left.count + right.count, total: left.total + right.total,
            squares: left.squares + right.squares)
    }

    package static prefix func - (sum: FigureSum) -> FigureSum {
        FigureSum(count: -sum.count, total: -sum.total, squares: -sum.squares)
    }

    package var mean: Double? { count > 0 ? total / Double(count) : nil }

    /// Unbiased; nil below two.
    package var variance: Double? {
        guard count > 1 else { return nil }
        let all = Double(count)
        return max(0, (squares - total * total / all) / (all - 1))
    }
}

/// A span that figures are counted by.
package enum FigureSpan: Int, Sendable, Hashable, CaseIterable {
    case hour = 0
    case day = 1

    package var milliseconds: Int64 { self == .hour ? 3_600_000 : 86_400_000 }

    /// The number of the span since 1970, in UTC.
    package func number(of time: Int64) -> Int64 {
        let whole = time / milliseconds
        return time < 0 && time % milliseconds != 0 ? whole - 1 : whole
    }
}

/// One row of what was counted.
package struct FigureRow: Sendable, Hashable {
    package var figure: Figure
    package var part: String
    /// The number of the hour or day since 1970.
    package var at: Int64
    package var sum: FigureSum

    package init(_ figure: Figure, part: String, at: Int64, sum: FigureSum) {
        (self.figure, self.part, self.at, self.sum) = (figure, part, at, sum)
    }
}
