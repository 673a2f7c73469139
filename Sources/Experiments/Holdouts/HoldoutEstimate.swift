package import Learning

/// What a random holdout says of decisions that are enforced: how often they are right, and what
/// share of all that is bad they catch.
///
/// Of enforced events nothing is learned, since what would have come of them was prevented. Of
/// withheld ones it is, and each stands for 1 / propensity of those that the policy named.
/// Precision is Hájek's share (``SampleEstimate/ratio(_:among:_:)``), and the bad ones named are
/// the count of named events, which is known, times it; recall sets them against the bad ones
/// that were let through. Intervals are Wilson's with the number of simple random cases that tell
/// as much as the clustered ones (Korn and Graubard 1998), carried to recall by ``RatioInterval``.
package struct HoldoutEstimate: Sendable, Codable {
    /// A share with its interval; nil where nothing is known.
    package struct Share: Sendable, Codable {
        package var value: Double
        package var low: Double
        package var high: Double
        /// Labels it rests on.
        package var labels: Int
    }

    /// What is counted of a part of the decisions.
    package struct Counts: Sendable {
        /// Events for which the policy named an action under a trial, in either arm.
        package var named = 0
        /// Of these, not acted on.
        package var withheld = 0
        /// Withheld ones with a label that counts.
        package var cases: [SampleEstimate.Case] = []

        package init() {}
    }

    /// What is known of events that no trial named and that were let through.
    package struct LetThrough: Sendable {
        package var events = 0
        /// Those whose label was sure to become known, and the bad ones among them.
        package var certain = 0
        package var certainBad = 0
        /// Of the others, those whose label became known with a chance below 1.
        package var cases: [SampleEstimate.Case] = []

        package init() {}

        /// Bad ones let through: what is known, and for the rest what a sample of it says. Without
        /// a sample the known ones are taken for one.
        var bad: Interval? {
            let rest = Double(events - certain)
            if let sampled = HoldoutEstimate.share(cases, of: events - certain) {
                let bad = sampled.interval.times(rest)
                let known = Double(certainBad)
                return Interval(bad.value + known, bad.low + known, bad.high + known)
            }
            guard certain > 0 else { return nil }
            let share = Double(certainBad) / Double(certain)
            if rest == 0 { return Interval(share, share, share).times(Double(events)) }
            let fraction = Double(certain) / Double(events)
            return ShareInterval.score(share, of: Double(certain) / (1 - fraction))
                .times(Double(events))
        }
    }

    package var named: Int
    package var withheld: Int
    package var labelled: Int
    package var precision: Share?
    /// Of all bad events, the share that is named here.
    package var recall: Share?
    /// Horvitz and Thompson's count of bad ones named; Hájek's is named · precision.
    package var badNamedHT: Double?
    /// Precision by Horvitz and Thompson: their count over the count that is known.
    package var precisionHT: Double?
    /// Recall by Horvitz and Thompson.
    package var recallHT: Double?
    /// Among the let-through, the share of bad ones.
    package var prevalence: Share?

    /// - Parameters:
    ///   - part: of which precision is asked, such as one action.
    ///   - whole: all that the policy named, `part` included; nil where `part` is all.
    ///   - letThrough: of the same policy.
    package init(_ part: Counts, of whole: Counts? = nil, letThrough: LetThrough) {
        (named, withheld, labelled) = (part.named, part.withheld, part.cases.count)
        let left = letThrough.bad
        prevalence = left.map { left in
            let share = left.times(1 / Double(max(1, letThrough.events)))
            return Share(
                value: share.value, low: share.low, high: share.high,
                labels: letThrough.certain + letThrough.cases.count)
        }
        guard let right = Self.share(part.cases, of: part.named) else { return }
        precision = Share(
            value: right.interval.value, low: right.interval.low, high: right.interval.high,
            labels: right.ratio.labels)
        badNamedHT = right.ratio.hits
        precisionHT = min(1, right.ratio.hits / Double(max(1, part.named)))
        guard let left else { return }
        let caught = right.interval.times(Double(part.named))
        var others = left
        var othersHT = left.value
        if let whole {
            let rest = Self.rest(of: whole, without: part)
            if let right = Self.share(rest.cases, of: rest.named) {
                others = others.plus(right.interval.times(Double(rest.named)))
                othersHT += right.ratio.hits
            } else if rest.named > 0 {
                return
            }
        }
        if let found = RatioInterval.share(caught, of: others) {
            recall = Share(
                value: found.value, low: found.low, high: found.high, labels: part.cases.count)
        }
        let all = right.ratio.hits + othersHT
        recallHT = all > 0 ? right.ratio.hits / all : nil
    }

    struct Found {
        var ratio: SampleEstimate.Ratio
        var interval: Interval
    }

    /// - Parameter population: how many the cases were drawn from.
    static func share(_ cases: [SampleEstimate.Case], of population: Int) -> Found? {
        guard var ratio = SampleEstimate.ratio(cases, { $0.isPositive }) else { return nil }
        // What was drawn and has no label has told nothing.
        ratio.fraction = min(ratio.fraction, Double(cases.count) / Double(max(1, population)))
        return Found(ratio: ratio, interval: interval(ratio))
    }

    /// Wilson's, with the effective number of cases.
    static func interval(_ ratio: SampleEstimate.Ratio) -> Interval {
        if ratio.fraction >= 1 - 1e-12 { return Interval(ratio.value, ratio.value, ratio.value) }
        let rest = 1 - ratio.fraction
        guard ratio.clusters < ratio.labels else {
            return ShareInterval.score(ratio.value, of: ratio.effective / rest)
        }
        var cases = min(ratio.effective, Double(ratio.clusters))
        if ratio.varianceAlone > 0, ratio.variance > 0 {
            // Clusters may happen to look alike; they are not taken to tell more for it.
            cases = ratio.effective / max(1, ratio.variance / ratio.varianceAlone)
        }
        return ShareInterval.score(
            ratio.value, of: cases / rest, freedom: Double(ratio.clusters - 1))
    }

    private static func rest(of whole: Counts, without part: Counts) -> Counts {
        var rest = whole
        rest.named -= part.named
        rest.withheld -= part.withheld
        var left = Dictionary(grouping: part.cases, by: { $0 }).mapValues(\.count)
        rest.cases.removeAll { item in
            guard let count = left[item], count > 0 else { return false }
            left[item] = count - 1
            return true
        }
        return rest
    }
}

extension Interval {
    package func times(_ factor: Double) -> Interval {
        Interval(value * factor, low * factor, high * factor)
    }

    /// The sum with an independent number (MOVER; Zou and Donner 2008).
    package func plus(_ other: Interval) -> Interval {
        func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let sum = value + other.value
        return Interval(
            sum, max(0, sum - root(value - low, other.value - other.low)),
            sum + root(high - value, other.high - other.value))
    }
}
