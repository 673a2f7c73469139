import Learning
import Testing
import Toolbox

/// Sampling with known probabilities, and what is estimated from it.
@Suite struct SampleTests {
    /// Scores that are about calibrated, and what is true: 4 % of them, few of them above 0.2.
    private static func population(_ count: Int, seed: UInt64) -> (
        scores: [Double], isPositive: [Bool]
    ) {
        var random = SplitMix64(seed: seed)
        var (scores, isPositive): ([Double], [Bool]) = ([], [])
        for _ in 0..<count {
            let unit = random.unit()
            let score = 0.6 * unit * unit * unit * unit * unit * unit * unit * unit + 0.01 * unit
            scores.append(score)
            isPositive.append(random.chance(0.8 * score))
        }
        return (scores, isPositive)
    }

    @Test(
        "Every stratum has its share, each decision is drawn once, probabilities are what they say")
    func design() {
        let seed: UInt64 = 3
        let (scores, _) = SampleTests.population(20_000, seed: seed)
        var random = SplitMix64(seed: seed)
        let sample = ScoreSample(of: scores, .init(count: 400), random: &random)
        #expect(sample.chosen.count == 400 && sample.drawn.reduce(0, +) == 400)
        #expect(sample.sizes.reduce(0, +) == 20_000)
        #expect(Set(sample.chosen.map(\.place)).count == 400)
        #expect(zip(sample.drawn, sample.sizes).allSatisfy { $0 >= 12 && $0 <= $1 })
        for stratum in sample.sizes.indices {
            let chosen = sample.chosen.filter { $0.stratum == stratum }
            #expect(chosen.count == sample.drawn[stratum])
            let share = Double(sample.drawn[stratum]) / Double(sample.sizes[stratum])
            #expect(chosen.allSatisfy { $0.propensity == share })
        }
        // The weights of all drawn stand for the population.
        let weights = sample.chosen.reduce(0) { $0 + 1 / $1.propensity }
        #expect(abs(weights - 20_000) < 1e-6)
        // Where scores are high more are drawn of what there is.
        #expect(sample.chosen.first { $0.stratum == 0 }!.propensity > 0.1)
        var again = SplitMix64(seed: seed)
        #expect(ScoreSample(of: scores, .init(count: 400), random: &again).chosen == sample.chosen)
    }

    @Test("Odd sizes: none, one, all, more than all, equal scores")
    func oddSizes() {
        for (scores, count) in [
            ([], 5), ([0.5], 5), ([0.1, 0.2, 0.3], 2), ([0.1, 0.2, 0.3], 3),
            ([Double](repeating: 0, count: 1000), 10), ([Double](repeating: 1, count: 7), 100),
            ((0..<257).map { Double($0) / 300 }, 256),
        ] as [([Double], Int)] {
            var random = SplitMix64(seed: 9)
            let sample = ScoreSample(of: scores, .init(count: count), random: &random)
            let places = Set(sample.chosen.map(\.place))
            #expect(places.count == sample.chosen.count)
            #expect(places.allSatisfy(scores.indices.contains))
            #expect(sample.chosen.allSatisfy { $0.propensity > 0 && $0.propensity <= 1 })
            #expect(sample.chosen.count >= min(count, scores.count))
            #expect(sample.drawn.allSatisfy { $0 > 0 })
        }
    }

    /// How often each decision is drawn is its propensity.
    @Test("Over many draws a decision comes as often as its probability says")
    func frequencies() {
        let scores = (0..<64).map { Double($0) / 100 }
        var drawn = [Int](repeating: 0, count: 64)
        var propensity = [Double](repeating: 0, count: 64)
        let draws = 4000
        for seed in 0..<draws {
            var random = SplitMix64(seed: UInt64(seed))
            for chosen in ScoreSample(of: scores, .init(count: 20), random: &random).chosen {
                drawn[chosen.place] += 1
                propensity[chosen.place] = chosen.propensity
            }
        }
        for place in scores.indices {
            let deviation = (propensity[place] * (1 - propensity[place]) / Double(draws))
                .squareRoot()
            let difference = abs(Double(drawn[place]) / Double(draws) - propensity[place])
            #expect(difference <= 4.5 * deviation + 1e-12, "\(place)")
        }
    }

    private struct Coverage {
        var (hits, draws) = (0, 0)
        mutating func add(_ share: EstimatedShare?, _ truth: Double) {
            guard let share else { return }
            draws += 1
            if share.low <= truth, truth <= share.high { hits += 1 }
        }
        var value: Double { Double(hits) / Double(max(1, draws)) }
    }

    @Test("95 % intervals cover the truth in 93 to 97 of 100 draws")
    func coverage() {
        let (scores, isPositive) = SampleTests.population(30_000, seed: 11)
        let threshold = 0.2
        let acted = scores.indices.filter { scores[$0] >= threshold }
        let hits = Double(acted.count { isPositive[$0] })
        let positives = Double(isPositive.count { $0 })
        let truths = (
            prevalence: positives / 30_000, precision: hits / Double(acted.count),
            recall: hits / positives
        )
        var (prevalence, precision, recall) = (Coverage(), Coverage(), Coverage())
        var (sum, squares) = (0.0, 0.0)
        let (draws, count) = (2000, 600)
        for seed in 0..<draws {
            var random = SplitMix64(seed: 1000 + UInt64(seed))
            let sample = ScoreSample(of: scores, .init(count: count), random: &random)
            let estimate = SampleEstimate(
                sample.chosen.map { chosen in
                    SampleEstimate.Case(
                        isPositive: isPositive[chosen.place],
                        isActedOn: scores[chosen.place] >= threshold,
                        propensity: chosen.propensity)
                })
            prevalence.add(estimate.prevalence, truths.prevalence)
            precision.add(estimate.precision, truths.precision)
            recall.add(estimate.recall, truths.recall)
            let value = estimate.prevalence?.value ?? 0
            sum += value
            squares += value * value
        }
        print(
            "coverage over \(draws) draws of \(count): prevalence \(prevalence.value), precision "
                + "\(precision.value), recall \(recall.value)")
        for each in [prevalence, precision, recall] {
            #expect(each.draws == draws)
            #expect((0.93...0.97).contains(each.value), "\(each.value)")
        }
        let mean = sum / Double(draws)
        let variance = squares / Double(draws) - mean * mean
        let simple =
            truths.prevalence * (1 - truths.prevalence) / Double(count)
            * (1 - Double(count) / 30_000)
        print("variance of prevalence: stratified \(variance), simple random \(simple)")
        // No bias beyond what chance allows, and less variance than a simple random sample.
        #expect(abs(mean - truths.prevalence) < 4 * (variance / Double(draws)).squareRoot())
        #expect(variance < simple)
    }

    @Test("All labelled is no estimate: the shares are exact, and so are the intervals")
    func census() {
        let cases = (0..<100).map {
            SampleEstimate.Case(
                isPositive: $0 < 20, isActedOn: $0 >= 10 && $0 < 40, propensity: 1)
        }
        let estimate = SampleEstimate(cases)
        #expect(estimate.prevalence?.value == 0.2)
        #expect(abs((estimate.prevalence?.low ?? 0) - 0.2) < 1e-9)
        #expect(abs((estimate.precision?.value ?? 0) - 10 / 30) < 1e-12)
        #expect(estimate.recall?.value == 0.5)
        #expect(estimate.population == 100 && estimate.positives == 20)
    }

    @Test("Nothing found leaves room; nothing labelled says nothing")
    func emptiness() {
        let none = SampleEstimate([])
        #expect(none.prevalence == nil && none.precision == nil && none.recall == nil)
        let clean = SampleEstimate(
            (0..<50).map { _ in
                SampleEstimate.Case(isPositive: false, isActedOn: false, propensity: 0.1)
            })
        #expect(clean.prevalence?.value == 0 && clean.prevalence?.low == 0)
        // Wilson's bound for none of 50.
        #expect(abs((clean.prevalence?.high ?? 0) - 0.0713) < 0.001)
        #expect(clean.precision == nil && clean.recall == nil)
        let lone = SampleEstimate([
            SampleEstimate.Case(isPositive: true, isActedOn: true, propensity: 0.5)
        ])
        #expect(lone.prevalence?.value == 1 && lone.prevalence?.high == 1)
    }
}
