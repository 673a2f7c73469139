import Testing
import Toolbox

@Suite struct RandomTests {
    /// The first outputs for seed 1234567, as published with the reference implementation.
    @Test func matchesTheReference() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }

    @Test func drawsHaveTheirMoments() {
        var random = SplitMix64(seed: 1)
        let draws = 200_000
        var exponential = 0.0
        var square = 0.0
        var below = 0
        for _ in 0..<draws {
            exponential += random.exponential()
            let normal = random.normal()
            square += normal * normal
            below += random.below(10)
        }
        #expect(abs(exponential / Double(draws) - 1) < 0.02)
        #expect(abs(square / Double(draws) - 1) < 0.02)
        #expect(abs(Double(below) / Double(draws) - 4.5) < 0.03)
    }

    @Test func choicesFollowTheirWeights() {
        var random = SplitMix64(seed: 2)
        let choice = WeightedChoice(weights: [1, 0, 2, 5])
        var counts = [0, 0, 0, 0]
        for _ in 0..<80_000 { counts[choice.draw(&random)] += 1 }
        #expect(counts[1] == 0)
        #expect(abs(counts[0] - 10_000) < 500)
        #expect(abs(counts[3] - 50_000) < 1_000)
    }

    @Test func streamsDiffer() {
        var first = SplitMix64(seed: 1, stream: 1, step: 2)
        var second = SplitMix64(seed: 1, stream: 2, step: 1)
        #expect(first.next() != second.next())
    }
}
