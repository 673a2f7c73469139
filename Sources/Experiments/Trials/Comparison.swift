package import Vocabulary

/// One arm against control on one metric, looked at after every entity.
package struct Comparison: Sendable, Codable {
    package struct Side: Sendable, Codable {
        package var arm: String
        package var entities = 0
        /// In the metric's unit.
        package var mean = 0.0
    }

    /// What was known at a time.
    package struct Moment: Sendable, Codable {
        /// Milliseconds since 1970.
        package var at: Int64
        package var entities: Int
        package var difference: Interval
    }

    package var metric: String
    package var isGuard: Bool
    package var isHigherBetter: Bool
    /// The least difference worth finding.
    package var effect: Double
    package var control: Side
    package var treatment: Side
    /// Treatment less control, with bounds that hold at all times together.
    package var difference: Interval
    /// How sure the bounds are, both sides together.
    package var sure: Double
    /// The first time the test said so, milliseconds since 1970, and after how many entities.
    package var betterAt: Int64?
    package var betterAfter: Int?
    package var worseAt: Int64?
    package var worseAfter: Int?
    package var path: [Moment]

    /// Moments of a path, at most.
    private static let momentsMax = 160

    /// Whether the bounds exclude any difference that is worth finding.
    package var saysNone: Bool { difference.low > -effect && difference.high < effect }

    /// - Parameters:
    ///   - observations: of both arms, in the order they came to be known.
    ///   - alphaASide: the chance of a false alarm on each side, over all time.
    /// O(n · bets).
    package init(
        _ metric: ExperimentDefinition.Metric, isGuard: Bool, control: ExperimentDefinition.Arm,
        treatment: ExperimentDefinition.Arm, observations: [(at: Int64, isTreated: Bool, Double)],
        alphaASide: Double
    ) {
        (self.metric, self.isGuard) = (metric.name, isGuard)
        (isHigherBetter, effect) = (metric.isHigherBetter, metric.effect)
        sure = 1 - 2 * alphaASide
        self.control = Side(arm: control.name)
        self.treatment = Side(arm: treatment.name)
        path = []
        let scale = metric.atMost
        difference = Interval(0, -scale, scale)
        let bets = DifferenceBets(
            share: treatment.share / (treatment.share + control.share),
            baseline: metric.baseline / scale, effect: metric.effect / scale)
        var running = RunningBets(bets, at: 0)
        var gains = GainCounts()
        var bounds = (low: -1.0, high: 1.0)
        var sums = (control: 0.0, treatment: 0.0)
        let step = max(1, observations.count / Self.momentsMax)
        for (place, (at, isTreated, outcome)) in observations.enumerated() {
            let gain = bets.gain(outcome, isTreated: isTreated)
            running.take(gain)
            gains.take(gain)
            if isTreated {
                self.treatment.entities += 1
                sums.treatment += outcome
            } else {
                self.control.entities += 1
                sums.control += outcome
            }
            note(running, at, place + 1, alphaASide)
            guard (place + 1) % step == 0 || place + 1 == observations.count else { continue }
            let found = bets.interval(gains.counts, alpha: 2 * alphaASide)
            bounds = (max(bounds.low, found.low), min(bounds.high, found.high))
            let value =
                sums.treatment / Double(max(1, self.treatment.entities))
                - sums.control / Double(max(1, self.control.entities))
            path.append(
                Moment(
                    at: at, entities: place + 1,
                    difference: Interval(value * scale, bounds.low * scale, bounds.high * scale)))
        }
        self.control.mean = scale * sums.control / Double(max(1, self.control.entities))
        self.treatment.mean = scale * sums.treatment / Double(max(1, self.treatment.entities))
        difference = path.last?.difference ?? difference
    }

    private mutating func note(
        _ running: RunningBets, _ at: Int64, _ entities: Int, _ alpha: Double
    ) {
        if betterAt == nil,
            isHigherBetter
                ? running.saysAbove(alpha: alpha)
                : running.saysBelow(alpha: alpha)
        {
            (betterAt, betterAfter) = (at, entities)
        }
        if worseAt == nil,
            isHigherBetter
                ? running.saysBelow(alpha: alpha)
                : running.saysAbove(alpha: alpha)
        {
            (worseAt, worseAfter) = (at, entities)
        }
    }
}

/// Different gains with how many entities had them.
struct GainCounts {
    private var places: [Double: Int] = [:]
    private(set) var counts: [(gain: Double, count: Int)] = []

    mutating func take(_ gain: Double) {
        if let place = places[gain] {
            counts[place].count += 1
        } else {
            places[gain] = counts.count
            counts.append((gain, 1))
        }
    }
}
