/// What operations are judged by, day by day.
package enum Indicator: String, Sendable, Hashable, CaseIterable, Codable {
    case detectionToAction = "detection_to_action"
    case backlog
    case throughput
    case slaKept = "sla_kept"
    case overturnRate = "overturn_rate"
    case automationRate = "automation_rate"
    case precision
    case perReviewerHour = "per_reviewer_hour"

    package var title: String {
        switch self {
        case .detectionToAction: "Detection to action"
        case .backlog: "Backlog"
        case .throughput: "Cases closed"
        case .slaKept: "Closed in time"
        case .overturnRate: "Overturned"
        case .automationRate: "By machine"
        case .precision: "Confirmed"
        case .perReviewerHour: "Cases per reviewer hour"
        }
    }

    /// What it is in a sentence.
    package var words: String {
        switch self {
        case .detectionToAction: "Median time from receiving an event to the measure it led to."
        case .backlog: "Cases not over at the end of the day."
        case .throughput: "Cases closed a day."
        case .slaKept: "Share of closed cases that were closed when promised."
        case .overturnRate: "Share of decided appeals that were overturned."
        case .automationRate: "Share of measures that no person ordered or let through."
        case .precision: "Share confirmed of cases closed as confirmed or cleared."
        case .perReviewerHour: "Cases closed per hour in which a reviewer did something."
        }
    }

    package enum Unit: String, Sendable, Hashable, CaseIterable, Codable {
        case hours, count, share, rate
    }

    package var unit: Unit {
        switch self {
        case .detectionToAction: .hours
        case .backlog, .throughput: .count
        case .slaKept, .overturnRate, .automationRate, .precision: .share
        case .perReviewerHour: .rate
        }
    }

    /// Whether more is better; nil where it depends.
    package var risesWell: Bool? {
        switch self {
        case .detectionToAction, .backlog, .overturnRate: false
        case .throughput, .slaKept, .precision, .perReviewerHour: true
        case .automationRate: nil
        }
    }

    /// Whether it is told by queue.
    package var hasQueues: Bool {
        switch self {
        case .throughput, .slaKept, .precision, .perReviewerHour: true
        default: false
        }
    }

    /// The figures it is made of.
    package var figures: [Figure] {
        switch self {
        case .detectionToAction: [.actHours]
        case .backlog: [.opened, .closed, .merged]
        case .throughput: [.closed]
        case .slaKept: [.closedInTime, .closed]
        case .overturnRate: [.overturned, .appealsDecided]
        case .automationRate: [.enforcedByMachine, .enforced]
        case .precision: [.confirmed, .cleared]
        case .perReviewerHour: [.closed, .reviewerHours]
        }
    }
}

/// One day of an indicator.
package struct IndicatorDay: Sendable, Hashable {
    /// Days since 1970.
    package var day: Int64
    /// Nil where nothing can be said.
    package var value: Double?
    /// What it rests on: cases, measures, appeals.
    package var count: Int
    /// For telling changes from chance.
    package var point: ChangePoints.Point

    package init(day: Int64, value: Double?, count: Int, point: ChangePoints.Point) {
        (self.day, self.value, self.count, self.point) = (day, value, count, point)
    }
}

/// An indicator over days, with what it should be and where it changed.
package struct IndicatorSeries: Sendable, Hashable {
    package var indicator: Indicator
    /// Empty for all together.
    package var queue: String
    package var days: [IndicatorDay]
    package var target: Double?
    /// Places in ``days`` at which a new level begins.
    package var changes: [Int]

    /// - Parameters:
    ///   - figures: sums of days, of one part.
    ///   - medians: of days, of what the indicator takes medians of.
    ///   - backlogNow: cases not over now; only of ``Indicator/backlog``.
    /// O(days²) for the changes.
    package init(
        _ indicator: Indicator, queue: String, days: ClosedRange<Int64>,
        figures: [Figure: [Int64: FigureSum]], medians: [Int64: Double] = [:], backlogNow: Int = 0,
        target: Double?
    ) {
        (self.indicator, self.queue, self.target) = (indicator, queue, target)
        func count(_ figure: Figure, _ day: Int64) -> Int { figures[figure]?[day]?.count ?? 0 }
        var backlog = backlogNow
        self.days = days.reversed().map { day in
            switch indicator {
            case .detectionToAction:
                let all = count(.actHours, day)
                return IndicatorDay(
                    day: day, value: medians[day], count: all,
                    point: .level(medians[day] ?? .nan, of: all))
            case .backlog:
                defer {
                    backlog -= count(.opened, day)
                    backlog += count(.closed, day) + count(.merged, day)
                }
                return IndicatorDay(
                    day: day, value: Double(backlog), count: backlog, point: .count(backlog))
            case .throughput:
                let all = count(.closed, day)
                return IndicatorDay(
                    day: day, value: Double(all), count: all, point: .count(all))
            case .slaKept: return .share(count(.closedInTime, day), count(.closed, day), day)
            case .overturnRate:
                return .share(count(.overturned, day), count(.appealsDecided, day), day)
            case .automationRate:
                return .share(count(.enforcedByMachine, day), count(.enforced, day), day)
            case .precision:
                let hits = count(.confirmed, day)
                return .share(hits, hits + count(.cleared, day), day)
            case .perReviewerHour:
                let (closed, hours) = (count(.closed, day), count(.reviewerHours, day))
                let rate = hours > 0 ? Double(closed) / Double(hours) : nil
                return IndicatorDay(
                    day: day, value: rate, count: hours, point: .level(rate ?? .nan, of: hours))
            }
        }.reversed()
        // Today is not over; and a backlog goes on from the day before, so that its days are not
        // independent.
        changes =
            indicator == .backlog
            ? [] : ChangePoints.of(self.days.dropLast().map(\.point), season: 7)
    }

    package var latest: IndicatorDay? { days.last }

    /// Whether the latest is on the good side of the target; nil without one of both.
    package var isMet: Bool? {
        guard let target, let value = latest?.value, let rises = indicator.risesWell else {
            return nil
        }
        return rises ? value >= target : value <= target
    }
}

extension IndicatorDay {
    static func share(_ hits: Int, _ count: Int, _ day: Int64) -> IndicatorDay {
        // What was undone later may leave more hits than cases on a day.
        let (count, hits) = (max(0, count), min(max(0, hits), max(0, count)))
        return IndicatorDay(
            day: day, value: count > 0 ? Double(hits) / Double(count) : nil, count: count,
            point: .share(hits, of: count))
    }
}

/// What a number usually is at this time of the week.
package struct Usual: Sendable, Hashable {
    /// The median of the same time in earlier weeks, or days.
    package var value: Double
    /// The middle half of them.
    package var range: ClosedRange<Double>
    /// How many there were.
    package var rounds: Int
    /// In words, such as `on Mondays`.
    package var isWeekly: Bool

    /// Weeks looked back at most.
    package static let weeksMax = 8

    /// The same weekday of earlier weeks where there are three, else all earlier days where there
    /// are three.
    ///
    /// - Parameter numbers: by day, without the day asked for.
    package static func ofDay(_ day: Int64, _ numbers: [Int64: Double]) -> Usual? {
        let weekly = (1...weeksMax).compactMap { numbers[day - 7 * Int64($0)] }
        if weekly.count >= 3 { return Usual(weekly, isWeekly: true) }
        let daily = (1...Int64(7 * weeksMax)).compactMap { numbers[day - $0] }
        return daily.count >= 3 ? Usual(daily, isWeekly: false) : nil
    }

    private init(_ numbers: [Double], isWeekly: Bool) {
        let sorted = numbers.sorted()
        value = ChangePoints.median(sorted) ?? 0
        range = sorted[(sorted.count - 1) / 4]...sorted[sorted.count - 1 - (sorted.count - 1) / 4]
        rounds = sorted.count
        self.isWeekly = isWeekly
    }
}
