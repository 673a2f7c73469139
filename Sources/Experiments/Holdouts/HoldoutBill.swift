/// What a wrong decision costs, in any one unit.
package struct HoldoutCosts: Sendable, Codable, Hashable {
    /// Of a bad event that is let through.
    package var loss = 0.0
    /// Of a good one that is acted on.
    package var friction = 0.0

    package init(loss: Double = 0, friction: Double = 0) {
        (self.loss, self.friction) = (loss, friction)
    }
}

/// What a holdout costs: what its withheld events lost, what they spared, and what they may yet.
package struct HoldoutBill: Sendable, Codable, Hashable {
    package var withheld = 0
    package var bad = 0
    package var good = 0
    /// Withheld whose label is not known yet.
    package var waiting = 0
    /// Let through with the bad ones.
    package var lost = 0.0
    /// Spared to good people who were not disturbed.
    package var spared = 0.0
    /// Event times of the first and last withheld, milliseconds since 1970.
    package var from: Int64?
    package var to: Int64?

    package init() {}

    mutating func take(at time: Int64) {
        withheld += 1
        from = min(from ?? time, time)
        to = max(to ?? time, time)
    }

    mutating func take(isBad: Bool, _ costs: HoldoutCosts) {
        if isBad {
            bad += 1
            lost += costs.loss
        } else {
            good += 1
            spared += costs.friction
        }
    }

    /// What the waiting ones may still lose, if as many are bad as precision's upper bound says.
    package func mayLose(_ precision: Double, _ costs: HoldoutCosts) -> Double {
        Double(waiting) * precision * costs.loss
    }

    /// What a day costs on the mean, less what it spares; nil before a day has passed.
    package func aDay(_ precision: Double, _ costs: HoldoutCosts) -> Double? {
        guard let from, let to, to - from >= 86_400_000 else { return nil }
        let days = Double(to - from) / 86_400_000
        let each = precision * costs.loss - (1 - precision) * costs.friction
        return Double(withheld) / days * each
    }
}
