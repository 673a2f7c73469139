import Learning
import Models
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct TrainingTests {
    /// Rows of which the second input decides, with noise; entities of three rows each.
    private func set(_ count: Int, _ random: inout SplitMix64) -> TrainingSet {
        var set = TrainingSet(columns: 3, segmentations: 1)
        for row in 0..<count {
            let values = (0..<3).map { _ in random.normal() }
            let isMissing = random.chance(0.1)
            set.matrix.append(row: [values[0], values[1], isMissing ? .nan : values[2]])
            set.labels.append(values[1] * values[1] + 0.3 * random.normal() > 2)
            set.weights.append(1)
            set.times.append(Int64(row) * 3_600_000)
            set.entities.append(UInt64(row / 3 + 1))
            set.segments[0].append(Int32(row % 2))
        }
        return set
    }

    private var hasXGBoost: Bool { (try? BoostedTrees.libraryVersion()) != nil }

    @Test(
        "What is written scores as what was trained; the facts say if the baseline is beaten",
        arguments: ["logistic", "forest", "xgboost", "isolation"])
    func wholeWay(learner: String) throws {
        guard learner != "xgboost" || hasXGBoost else {
            print("SKIPPED: libxgboost is not installed, so xgboost was not trained.")
            return
        }
        var random = Seed.random(0x7472_6169)
        let (learned, measured) = (set(1500, &random), set(900, &random))
        let folds = (0..<2).map { place in
            Fold(name: "fold \(place)", learned: set(900, &random), measured: set(600, &random))
        }
        var training = Training(name: "test", learner: learner)
        (training.resamples, training.top, training.threads) = (50, 10, 2)
        training.costs = Costs(loss: 100, friction: 5, review: 1)
        let result = try training.run(
            learned: learned, measured: measured, folds: folds, inputs: ["a", "b", "c"]
        ) { _, _, _ in }
        #expect(result.served.count == measured.count)
        var names = SegmentNames(name: "half")
        _ = (names.code(of: "even"), names.code(of: "odd"))
        var making = FactsMaking(
            training: training, madeAt: 0, engine: "test",
            data: Facts.Data(
                sources: [], label: "a test", journey: nil, entity: nil, rowsRead: learned.count),
            learned: (learned, SetCounts()), measured: (measured, SetCounts()), isTable: false)
        making.segments = [names]
        let facts = try making.facts(of: result)
        let area = facts.metrics.named("auc")?.value ?? 0
        #expect(facts.segments.count == 2)
        if learner == "forest" || learner == "xgboost" {
            #expect(area > 0.9, "\(Seed.hint)")
            #expect(facts.baseline?.isBeaten == true, "\(Seed.hint)")
        }
        if learner == "isolation" { #expect(facts.calibration.method == "none") }
        let files = try BundleWriting(result: result, facts: facts, reference: nil).files()
        let bundle = try ModelBundle.read(texts: files, path: "test")
        #expect(try bundle.model().inputCount == 3)
        #expect(files["card.md"]?.contains("## Limits") == true)
        let again = try training.run(
            learned: learned, measured: measured, folds: folds, inputs: ["a", "b", "c"]
        ) { _, _, _ in }
        #expect(again.text == result.text)
    }

    @Test("Rows without labels are scored by models that did not know their entity, as the others")
    func crossFitting() throws {
        var random = Seed.random(0x6372_6F73)
        let all = set(900, &random)
        // Two rows of each entity have a label.
        let labelled = all.rows((0..<900).filter { $0 % 3 != 2 })
        var training = Training(name: "test", learner: "forest")
        (training.resamples, training.threads) = (0, 2)
        let result = try training.run(
            learned: labelled, measured: labelled, folds: [], inputs: ["a", "b", "c"]
        ) { _, _, _ in }
        let found = try training.crossFitted(labelled, result, scoring: all) { _ in }
        let scores = try #require(found)
        let alone = try training.crossFitted(labelled, result, scoring: labelled) { _ in }
        #expect(scores.count == 900)
        #expect((0..<900).filter { $0 % 3 != 2 }.map { scores[$0] } == alone, "\(Seed.hint)")
    }

    @Test("A table's rows are measured by models that did not know them")
    func table() throws {
        var random = Seed.random(0x7461_626C)
        let rows = set(600, &random)
        var training = Training(name: "test", learner: "forest")
        training.threads = 2
        let result = try training.run(table: rows, folds: 5, inputs: ["a", "b", "c"]) { _, _, _ in }
        // A forest knows its own rows by heart; on others it errs.
        let errors = zip(result.raw, rows.labels).count { ($0 >= 0.5) != $1 }
        #expect(errors > 0, "\(Seed.hint)")
        #expect(result.raw.allSatisfy { (0...1).contains($0) })
    }

    @Test("A difference whose interval holds 0 beats nothing, and a loss is said aloud")
    func verdicts() {
        func verdict(_ value: Double, _ low: Double, _ high: Double) -> (String, Bool) {
            let found = FactsMaking.verdict(
                Facts.Figure(name: "ap", value: value, low: low, high: high), of: "forest")
            return (found.text, found.isBeaten)
        }
        #expect(verdict(0.1, 0.05, 0.2).1)
        #expect(!verdict(0.1, -0.05, 0.2).1)
        #expect(verdict(-0.1, -0.2, 0.1).0.contains("DOES NOT BEAT"))
    }
}
