import Rings
import Testing
import Toolbox

@Suite struct TimingTests {
    /// A person's times: bursts by day, sleep at night.
    private func person(_ random: inout SplitMix64) -> [Int64] {
        (0..<40).flatMap { day in
            (0..<random.within(3...20)).map { _ in
                Int64(day) * 86_400_000 + Int64(8 * 3_600_000 + random.below(15 * 3_600_000))
            }
        }
    }

    @Test("A metronome has no entropy, one gap, and never rests")
    func metronome() throws {
        let features = try #require(
            TimingFeatures(times: (0..<2_000).map { Int64($0) * 300_000 }.reversed()))
        #expect(features.gapEntropy == 0)
        #expect(features.commonGapShare == 1)
        #expect(features.burstiness == -1)
        #expect(features.memory == 0)
        #expect(features.secondEntropy == 0)
        #expect(abs(features.longestSpan - 1_999.0 / 12) < 1e-9)
        #expect(features.values.count == TimingFeatures.names.count)
    }

    @Test("Shares are shares, and order does not matter", arguments: UInt64(1)...20)
    func shares(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let times = person(&random)
        let features = try #require(TimingFeatures(times: times))
        #expect(features == TimingFeatures(times: times.shuffled(using: &random)), "seed \(seed)")
        #expect(abs(features.gapShares.reduce(0, +) - 1) < 1e-9)
        #expect(features.longestSpan < 24, "seed \(seed)")
        #expect(!features.values.contains { !$0.isFinite })
        #expect(features.hourEntropy <= 4.6 && features.gapEntropy <= 5)
    }

    @Test("Few actions say nothing, equal times and times before 1970 end well")
    func bounds() throws {
        #expect(TimingFeatures(times: []) == nil)
        #expect(TimingFeatures(times: [Int64](repeating: 1, count: 19)) == nil)
        let same = try #require(TimingFeatures(times: [Int64](repeating: -5, count: 20)))
        #expect(!same.values.contains { !$0.isFinite })
        let many = try #require(
            TimingFeatures(times: (0..<70_000).map { Int64($0) * 1_000 - 1_000_000 }))
        #expect(many.actions == TimingFeatures.actionLimit)
    }

    @Test("The model that ships calls a metronome a bot and a person a person")
    func shipped() throws {
        var random = SplitMix64(seed: 9)
        let bot = try #require(TimingFeatures(times: (0..<1_000).map { Int64($0) * 300_000 }))
        let human = try #require(TimingFeatures(times: person(&random)))
        #expect(LogisticModel.timing.score(bot.values) > 0.9)
        #expect(LogisticModel.timing.score(human.values) < 0.5)
    }

    @Test("Held-out scores come from models that did not see the row", arguments: UInt64(1)...5)
    func heldOut(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        // As many features as rows: whoever saw a row can tell its label by heart.
        let rows = (0..<40).map { _ in (0..<40).map { _ in random.normal() } }
        let labels = (0..<40).map { $0 % 2 == 0 }
        func scores(_ seed: UInt64) -> [Double] {
            var random = SplitMix64(seed: seed)
            return LogisticModel.heldOutScores(
                rows, labels, folds: 5, random: &random, penalty: 1)
        }
        let seen = LogisticModel.fitted(rows, labels, penalty: 1)
        let fitted = Ranking(scores: rows.map { seen.score($0) }, marks: labels)
        let held = Ranking(scores: scores(seed), marks: labels)
        #expect(fitted.areaUnderCurve == 1)
        #expect(held.areaUnderCurve < 0.9, "seed \(seed)")
        #expect(scores(seed) == scores(seed))
        #expect(scores(seed) != scores(seed + 100))
    }
}
