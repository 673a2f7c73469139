import Foundation
import Learning
import Pipeline
import StoreSQLite
import Testing
import Toolbox
import Vocabulary

/// Champion and challenger on the same traffic.
@Suite struct ComparisonTests {
    private let first = ModelRelease(name: "fraud", version: 1, stage: .live)
    private let second = ModelRelease(name: "fraud", version: 2, stage: .shadow)

    /// Average precision and area under the curve by counting pairs and thresholds, weighted.
    private func naive(
        _ scores: [Double], _ labels: [Bool], _ weights: [Double]
    ) -> (ap: Double, auc: Double) {
        var (area, pairs) = (0.0, 0.0)
        for one in scores.indices where labels[one] {
            for other in scores.indices where !labels[other] {
                let weight = weights[one] * weights[other]
                pairs += weight
                if scores[one] > scores[other] { area += weight }
                if scores[one] == scores[other] { area += weight / 2 }
            }
        }
        let positives = scores.indices.filter { labels[$0] }.reduce(0) { $0 + weights[$1] }
        var (ap, before) = (0.0, 0.0)
        for threshold in Set(scores).sorted(by: >) {
            let taken = scores.indices.filter { scores[$0] >= threshold }
            let all = taken.reduce(0) { $0 + weights[$1] }
            let hits = taken.filter { labels[$0] }.reduce(0) { $0 + weights[$1] }
            ap += (hits - before) / positives * (hits / all)
            before = hits
        }
        return (ap, area / pairs)
    }

    @Test("Counts, correlations and weighed figures are those of a naive count")
    func oracle() throws {
        let seed: UInt64 = 21
        var random = SplitMix64(seed: seed)
        var scored = try ScoredStore()
        var rows: [(score: Double, models: [ScoredStore.Score])] = []
        var (one, other, labels): ([Double], [Double], [Label]) = ([], [], [])
        for event in 1...300 {
            let truth = random.chance(0.3)
            // Few values, so that there are ties.
            let a = Double(random.below(8) + (truth ? 2 : 0)) / 10
            let b = Double(random.below(8) + (truth ? 3 : 0)) / 11
            rows.append(
                (0, [.init(version: 1, stage: "live", value: a), .init(version: 2, value: b)]))
            one.append(a)
            other.append(b)
            let propensity = [1, 0.5, 0.25][random.below(3)]
            labels.append(ScoredStore.label(event, truth, propensity: propensity))
        }
        rows.append((0, [.init(version: 1, value: 0.9)]))
        rows.append((0, [.init(version: 2, value: 0.9), .init(version: 1, value: nil)]))
        rows.append((0.9, []))
        try scored.add(rows)
        _ = try scored.store.record(labels)
        var settings = ModelComparison.Settings()
        settings.thresholds = [0.5, 0.7]
        for asksByEvent in [false, true] {
            settings.asksByEvent = asksByEvent
            let found = try ModelComparison(first, second, store: scored.store, settings)
            #expect(found.decisionsRead == 303 && found.scoredByBoth == 300)
            #expect(found.onlyFirstScored == 1 && found.onlySecondScored == 1)
            for action in found.actions {
                let pairs = zip(one, other).map { ($0 >= action.threshold, $1 >= action.threshold) }
                #expect(action.both == pairs.count { $0.0 && $0.1 })
                #expect(action.onlyFirst == pairs.count { $0.0 && !$0.1 })
                #expect(action.onlySecond == pairs.count { !$0.0 && $0.1 })
                #expect(action.agreement == Double(pairs.count { $0.0 == $0.1 }) / 300)
            }
            #expect(found.labelled == 300 && found.positives == labels.count { $0.isPositive })
            let truths = labels.map(\.isPositive)
            let weights = labels.map { 1 / $0.propensity }
            let (a, b) = (naive(one, truths, weights), naive(other, truths, weights))
            func figure(_ name: String) throws -> ModelComparison.Figure {
                try #require(found.figures.first { $0.name == name })
            }
            #expect(abs(try #require(try figure("ap").first) - a.ap) < 1e-12)
            #expect(abs(try #require(try figure("ap").second) - b.ap) < 1e-12)
            #expect(abs(try #require(try figure("auc").first) - a.auc) < 1e-12)
            #expect(abs(try #require(try figure("auc").second) - b.auc) < 1e-12)
            let acted = one.indices.filter { one[$0] >= 0.5 }
            let all = acted.reduce(0) { $0 + weights[$1] }
            let hits = acted.filter { truths[$0] }.reduce(0) { $0 + weights[$1] }
            #expect(abs(try #require(try figure("precision_at_0.5").first) - hits / all) < 1e-12)
        }
    }

    @Test("The interval of a difference holds the difference, and 0 between equals")
    func intervals() throws {
        var scored = try ScoredStore()
        var random = SplitMix64(seed: 4)
        var rows: [(score: Double, models: [ScoredStore.Score])] = []
        var labels: [Label] = []
        for event in 1...400 {
            let truth = random.chance(0.3)
            let value = (random.unit() + (truth ? 0.5 : 0)) / 1.5
            let better = (random.unit() + (truth ? 1 : 0)) / 2
            rows.append(
                (
                    0,
                    [
                        .init(version: 1, value: value), .init(version: 2, value: better),
                        .init(version: 3, value: value),
                    ]
                ))
            labels.append(ScoredStore.label(event, truth))
        }
        try scored.add(rows)
        _ = try scored.store.record(labels)
        var settings = ModelComparison.Settings()
        settings.resamples = 400
        let found = try ModelComparison(first, second, store: scored.store, settings)
        let ap = try #require(found.figures.first { $0.name == "ap" })
        let difference = try #require(ap.second) - #require(ap.first)
        #expect(try #require(ap.low) < difference && difference < #require(ap.high))
        #expect(try #require(ap.low) > 0)
        let same = ModelRelease(name: "fraud", version: 3, stage: .shadow)
        let equal = try ModelComparison(first, same, store: scored.store, settings)
        #expect(equal.figures.allSatisfy { $0.low == 0 && $0.high == 0 })
        #expect(abs(try #require(equal.correlation) - 1) < 1e-12)
        #expect(equal.actions[0].agreement == 1)
        // The same seed gives the same.
        let again = try ModelComparison(first, second, store: scored.store, settings)
        #expect(again.figures == found.figures)
    }

    @Test("The loudest label counts, of a source and a time if these are asked for")
    func loudest() throws {
        var scored = try ScoredStore()
        try scored.add(
            (1...4).map { _ in (0, [.init(version: 1, value: 0.5), .init(version: 2, value: 0.6)]) }
        )
        _ = try scored.store.record([
            ScoredStore.label(1, true),
            ScoredStore.label(1, false, source: "appeal", recordedAt: 1 << 41),
            ScoredStore.label(2, true, source: "case"), ScoredStore.label(4, true),
        ])
        var settings = ModelComparison.Settings()
        func positives() throws -> [Int] {
            let found = try ModelComparison(first, second, store: scored.store, settings)
            return [found.labelled, found.positives]
        }
        #expect(try positives() == [3, 2])
        settings.labelSource = "chargeback"
        #expect(try positives() == [2, 2])
        settings.maturedUntil = 3 * 60_000
        #expect(try positives() == [1, 1])
        settings.label = "spam"
        #expect(try positives() == [0, 0])
    }

    @Test("Labels come out with the scores of all versions, and their propensities")
    func export() throws {
        var scored = try ScoredStore()
        try scored.add([
            (0.25, [.init(version: 1, stage: "live", value: 0.5), .init(version: 2, value: 0.75)]),
            (0.5, []),
        ])
        let labels = [
            ScoredStore.label(1, true, propensity: 0.1), ScoredStore.label(2, false),
            ScoredStore.label(99, true),
            Label(
                subject: .entity(kind: "account", name: "a,b"), name: "fraud", isPositive: true,
                source: "case", time: 5, recordedAt: 6),
        ]
        _ = try scored.store.record(labels)
        for format in [LabelExport.Format.csv, .ndjson] {
            var export = try LabelExport(scored.store, format)
            var writer = ByteWriter()
            writer.append(export.header)
            try scored.store.forEachLabel { export.write($0, to: &writer) }
            #expect(export.labels == 4 && export.lines == 5)
            let lines = writer.text.split(separator: "\n")
            #expect(lines.count == (format == .csv ? 6 : 5))
            if format == .csv {
                #expect(lines[1].hasSuffix(",0.1,dec_1,0.25,allow,fraud,1,live,0.5"))
                #expect(lines[2].hasSuffix(",0.1,dec_1,0.25,allow,fraud,2,shadow,0.75"))
                #expect(lines[3].hasSuffix(",dec_2,0.5,allow,,,,"))
                #expect(lines[5].contains(",account,\"a,b\","))
            } else {
                for line in lines {
                    _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
                }
                #expect(lines[1].contains("\"version\":2,\"stage\":\"shadow\",\"score\":0.75}"))
            }
        }
    }

    @Test("Who stands against whom is the registry's to say")
    func champions() throws {
        let store = try ScoredStore().store
        #expect(#expect(throws: Fault.self) { try store.champions(of: "fraud") }?.code == .notFound)
        for version in 1...3 {
            _ = try store.register(
                model: "fraud", files: ["a": "\(version)"], at: 1, by: "ann", why: "")
        }
        #expect(#expect(throws: Fault.self) { try store.champions(of: "fraud") }?.code == .conflict)
        func move(_ version: Int, _ stage: ModelStage) throws {
            try store.move(
                ModelRelease(name: "fraud", version: version, stage: stage), at: 1, by: "a",
                why: "")
        }
        try move(1, .live)
        #expect(try store.champions(of: "fraud").challenger.version == 3)
        try move(2, .canary)
        #expect(try store.champions(of: "fraud").challenger.version == 2)
        #expect(try store.champions(of: "fraud").live.version == 1)
    }
}
