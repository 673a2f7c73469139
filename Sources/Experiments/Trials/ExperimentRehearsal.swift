import Glibc
import Toolbox

/// Proves the test: arms whose truth is known are compared again and again, and looked at after
/// every entity.
package struct ExperimentRehearsal: Sendable {
    /// Arms, and what was declared of them.
    package struct Design: Sendable, Codable {
        package var name: String
        /// Of treatment.
        package var share: Double
        /// What control truly does, and what was declared of it.
        package var truth: Double
        package var baseline: Double
        package var effect: Double
        /// Whether outcomes are amounts in [0, 1], not yes or no.
        package var isAmount: Bool
        /// Entities, at most.
        package var entities: Int

        package init(
            name: String, share: Double, truth: Double, baseline: Double, effect: Double,
            isAmount: Bool = false, entities: Int
        ) {
            (self.name, self.share, self.truth) = (name, share, truth)
            (self.baseline, self.effect, self.isAmount) = (baseline, effect, isAmount)
            self.entities = entities
        }

        /// The variance of an amount over the square of its mean: half are 0, half even in 15
        /// steps.
        private static let amountSpread = 0.5 * 16 * (1015.0 / 15) / 196 - 1

        package var bets: DifferenceBets {
            DifferenceBets(share: share, baseline: baseline, effect: effect)
        }

        /// Entities of a test that looks once, with 80 % power: what looking always is paid with.
        package var entitiesOnce: Int {
            let once = isAmount ? Self.amountSpread * truth * truth : truth * (1 - truth)
            let spread = once * (1 / share + 1 / (1 - share))
            let reach = 1.959963984540054 + 0.8416212335729143
            return Int((reach * reach * spread / (effect * effect)).rounded(.up))
        }
    }

    package struct Result: Sendable, Codable {
        package var design: Design
        package var draws: Int
        /// Of draws without a difference, the share that ever said one.
        package var falseAlarms: Double
        /// Of draws with the declared effect, the share that said so, and said the other.
        package var power: Double
        package var wrongWay: Double
        /// Of draws with the effect, the share whose bounds held it at every time.
        package var coverage: Double
        /// Entities until it was said: half of the draws where it was, and eight in ten of all.
        package var entitiesHalf: Int
        package var entitiesEighty: Int?
        package var entitiesOnce: Int
    }

    package static let designs: [Design] = [
        Design(
            name: "even arms", share: 0.5, truth: 0.4, baseline: 0.4, effect: 0.04,
            entities: 15_000),
        Design(
            name: "baseline far off", share: 0.5, truth: 0.6, baseline: 0.3, effect: 0.04,
            entities: 20_000),
        Design(
            name: "canary of a tenth", share: 0.1, truth: 0.4, baseline: 0.45, effect: 0.06,
            entities: 20_000),
        Design(
            name: "rare", share: 0.5, truth: 0.03, baseline: 0.04, effect: 0.015,
            entities: 15_000),
        Design(
            name: "amounts", share: 0.5, truth: 0.2, baseline: 0.25, effect: 0.02,
            isAmount: true, entities: 16_000),
    ]

    package let draws: Int
    package let seed: UInt64
    package let alpha: Double

    package init(draws: Int, seed: UInt64, alpha: Double = 0.05) {
        (self.draws, self.seed, self.alpha) = (draws, seed, alpha)
    }

    /// O(draws · entities · bets).
    package func run(_ design: Design, number: Int) -> Result {
        var (alarms, found, wrong, held) = (0, 0, 0, 0)
        var times: [Int] = []
        let bets = design.bets
        for draw in 0..<draws {
            var random = SplitMix64(seed: seed, stream: UInt64(2 * number), step: UInt64(draw))
            let same = walk(design, bets, effect: 0, &random)
            if same.above != nil || same.below != nil { alarms += 1 }
            random = SplitMix64(seed: seed, stream: UInt64(2 * number + 1), step: UInt64(draw))
            let other = walk(design, bets, effect: design.effect, &random)
            if let above = other.above {
                found += 1
                times.append(above)
            }
            if other.below != nil { wrong += 1 }
            if other.holds { held += 1 }
        }
        func share(_ count: Int) -> Double { Double(count) / Double(max(1, draws)) }
        times.sort()
        let eighty = draws * 4 / 5
        return Result(
            design: design, draws: draws, falseAlarms: share(alarms), power: share(found),
            wrongWay: share(wrong), coverage: share(held),
            entitiesHalf: times.isEmpty ? 0 : times[times.count / 2],
            entitiesEighty: times.count >= eighty && eighty > 0 ? times[eighty - 1] : nil,
            entitiesOnce: design.entitiesOnce)
    }

    /// One draw with the design's effect: entities until the test says so; nil where it never does.
    func entitiesUntilSaid(_ design: Design) -> Int? {
        var random = SplitMix64(seed: seed)
        return walk(design, design.bets, effect: design.effect, &random).above
    }

    private struct Walk {
        /// Entities after which a difference was said.
        var above: Int?
        var below: Int?
        /// Whether the true difference was within the bounds at every time.
        var holds = true
    }

    private func walk(
        _ design: Design, _ bets: DifferenceBets, effect: Double, _ random: inout SplitMix64
    ) -> Walk {
        var walk = Walk()
        var none = RunningBets(bets, at: 0)
        var truth = RunningBets(bets, at: effect)
        for entity in 1...design.entities {
            let isTreated = random.chance(design.share)
            let mean = design.truth + (isTreated ? effect : 0)
            let gain = bets.gain(outcome(mean, design, &random), isTreated: isTreated)
            if walk.above == nil, walk.below == nil {
                none.take(gain)
                if none.saysAbove(alpha: alpha / 2) { walk.above = entity }
                if none.saysBelow(alpha: alpha / 2) { walk.below = entity }
            }
            if effect != 0, walk.holds {
                truth.take(gain)
                if truth.saysAbove(alpha: alpha / 2) || truth.saysBelow(alpha: alpha / 2) {
                    walk.holds = false
                }
            }
        }
        return walk
    }

    private func outcome(
        _ mean: Double, _ design: Design, _ random: inout SplitMix64
    ) -> Double {
        guard design.isAmount else { return random.chance(mean) ? 1 : 0 }
        // Half do nothing; the others are even from 0 to four times the mean, in 15 steps.
        guard random.chance(0.5) else { return 0 }
        return 4 * mean * Double(random.below(15)) / 14
    }
}
