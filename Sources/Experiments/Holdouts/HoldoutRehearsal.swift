import Learning
import Toolbox

/// Proves the intervals: worlds whose truth is known are held out again and again, and counted is
/// how often the interval of ``HoldoutEstimate`` covers it.
package struct HoldoutRehearsal: Sendable {
    /// A world, and the holdout that looks at it.
    package struct Design: Sendable, Codable {
        /// Decisions.
        package var events: Int
        /// Of them, the share that is bad.
        package var prevalence: Double
        /// Of the bad, the share that the policy names.
        package var recall: Double
        /// Of the named, the share that is bad.
        package var precision: Double
        /// Of the named, the share that is withheld.
        package var share: Double
        /// Events of an entity, on the mean; 1 holds out events, more whole entities.
        package var eventsPerEntity: Double
        /// Of the let-through, the share whose label becomes known; by chance.
        package var labelled: Double

        package init(
            events: Int, prevalence: Double, recall: Double, precision: Double, share: Double,
            eventsPerEntity: Double = 1, labelled: Double = 1
        ) {
            (self.events, self.prevalence, self.recall) = (events, prevalence, recall)
            (self.precision, self.share) = (precision, share)
            (self.eventsPerEntity, self.labelled) = (eventsPerEntity, labelled)
        }
    }

    /// How a design went.
    package struct Result: Sendable, Codable {
        package var design: Design
        package var draws: Int
        /// Labels of withheld events, on the mean.
        package var labels: Double
        /// Shares of the draws whose interval covers the truth, of those that could tell.
        package var precisionCoverage: Double
        package var recallCoverage: Double
        /// Mean widths of the intervals.
        package var precisionWidth: Double
        package var recallWidth: Double
        /// Draws without a withheld event, which can tell nothing.
        package var untold: Int
    }

    /// Shares of 0.5 to 2 %, prevalences of 1 to 5 %, by event and by entity, all labels and some.
    package static let designs: [Design] = {
        var designs: [Design] = []
        for share in [0.005, 0.01, 0.02] {
            for (prevalence, recall, precision) in [(0.01, 0.7, 0.6), (0.05, 0.8, 0.9)] {
                designs.append(
                    Design(
                        events: 200_000, prevalence: prevalence, recall: recall,
                        precision: precision, share: share))
            }
        }
        designs.append(
            Design(
                events: 200_000, prevalence: 0.03, recall: 0.6, precision: 0.75, share: 0.01,
                eventsPerEntity: 4))
        designs.append(
            Design(
                events: 200_000, prevalence: 0.03, recall: 0.6, precision: 0.75, share: 0.02,
                eventsPerEntity: 4))
        designs.append(
            Design(
                events: 200_000, prevalence: 0.03, recall: 0.6, precision: 0.75, share: 0.01,
                labelled: 0.1))
        designs.append(
            Design(
                events: 200_000, prevalence: 0.02, recall: 0.5, precision: 0.95, share: 0.02,
                labelled: 0.02))
        return designs
    }()

    package let draws: Int
    package let seed: UInt64

    package init(draws: Int, seed: UInt64) { (self.draws, self.seed) = (draws, seed) }

    /// O(draws · events).
    package func run(_ design: Design, number: Int) -> Result {
        var (told, precisionHits, recallTold, recallHits) = (0, 0, 0, 0)
        var (labels, precisionWidth, recallWidth) = (0, 0.0, 0.0)
        for draw in 0..<draws {
            var random = SplitMix64(seed: seed, stream: UInt64(number), step: UInt64(draw))
            let world = World(design, &random)
            let estimate = HoldoutEstimate(world.named, letThrough: world.letThrough)
            labels += world.named.cases.count
            if let precision = estimate.precision {
                told += 1
                precisionWidth += precision.high - precision.low
                if precision.low <= world.precision, world.precision <= precision.high {
                    precisionHits += 1
                }
            }
            if let recall = estimate.recall {
                recallTold += 1
                recallWidth += recall.high - recall.low
                if recall.low <= world.recall, world.recall <= recall.high { recallHits += 1 }
            }
        }
        func share(_ part: Double, _ whole: Int) -> Double { part / Double(max(1, whole)) }
        return Result(
            design: design, draws: draws, labels: share(Double(labels), draws),
            precisionCoverage: share(Double(precisionHits), told),
            recallCoverage: share(Double(recallHits), recallTold),
            precisionWidth: share(precisionWidth, told),
            recallWidth: share(recallWidth, recallTold), untold: draws - told)
    }

    /// One world with one draw of its holdout.
    private struct World {
        var named = HoldoutEstimate.Counts()
        var letThrough = HoldoutEstimate.LetThrough()
        private var badNamed = 0
        private var badMissed = 0

        var precision: Double { Double(badNamed) / Double(max(1, named.named)) }
        var recall: Double { Double(badNamed) / Double(max(1, badNamed + badMissed)) }

        init(_ design: Design, _ random: inout SplitMix64) {
            // Good ones named for each bad one named give the precision.
            let falseRate =
                design.prevalence * design.recall * (1 - design.precision)
                / (design.precision * (1 - design.prevalence))
            var (left, entity) = (design.events, 0)
            while left > 0 {
                entity += 1
                let isBad = random.chance(design.prevalence)
                var events = 1
                while random.chance(1 - 1 / design.eventsPerEntity) { events += 1 }
                events = min(events, left)
                left -= events
                let isWithheld = random.chance(design.share)
                for _ in 0..<events {
                    let isNamed = random.chance(isBad ? design.recall : falseRate)
                    take(isBad, isNamed, isWithheld, entity, design, &random)
                }
            }
        }

        private mutating func take(
            _ isBad: Bool, _ isNamed: Bool, _ isWithheld: Bool, _ entity: Int, _ design: Design,
            _ random: inout SplitMix64
        ) {
            guard isNamed else {
                letThrough.events += 1
                if isBad { badMissed += 1 }
                if design.labelled == 1 {
                    letThrough.certain += 1
                    if isBad { letThrough.certainBad += 1 }
                }
                guard design.labelled < 1, random.chance(design.labelled) else { return }
                letThrough.cases.append(
                    SampleEstimate.Case(
                        isPositive: isBad, isActedOn: false, propensity: design.labelled))
                return
            }
            named.named += 1
            if isBad { badNamed += 1 }
            guard isWithheld else { return }
            named.withheld += 1
            named.cases.append(
                SampleEstimate.Case(
                    isPositive: isBad, isActedOn: true, propensity: design.share,
                    cluster: design.eventsPerEntity > 1 ? entity : nil))
        }
    }
}
