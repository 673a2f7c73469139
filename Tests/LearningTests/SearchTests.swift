import Learning
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct SearchTests {
    @Test("A plan is read, a small grid is tried whole, and what was given is tried first")
    func grid() throws {
        let plan = try SearchPlan(
            yaml: "trials: 9\nparameters:\n  max_depth: [3, 4]\n  trees: [10, 20]\n",
            path: "plan.yaml", learner: "xgboost")
        let found = plan.candidates(
            ["max_depth": 6, "trees": 5], declared: BoostedTrees.parameters)
        #expect(found.count == 5)
        #expect(found[0] == ["max_depth": 6, "trees": 5])
        #expect(Set(found).count == 5)
    }

    @Test("Ranges are drawn within their ends, whole where they must be, the same for a seed")
    func ranges() throws {
        let plan = try SearchPlan(
            yaml: """
                trials: 50
                parameters:
                  eta: { from: 0.01, to: 0.3, scale: log }
                  max_depth: { from: 2, to: 6 }
                """, path: "plan.yaml", learner: "xgboost")
        let found = plan.candidates([:], declared: BoostedTrees.parameters)
        #expect(found == plan.candidates([:], declared: BoostedTrees.parameters))
        for point in found.dropFirst() {
            let (eta, depth) = (point["eta"] ?? 0, point["max_depth"] ?? 0)
            #expect((0.0099...0.301).contains(eta))
            #expect((2...6).contains(depth) && depth == depth.rounded())
        }
    }

    @Test(
        "A plan that says what is not known is refused with its line",
        arguments: [
            "trials: 5\nparameters:\n  depth: [3]\n", "trials: many\n", "trials: 2.5\n",
            "tries: 5\n",
            "parameters:\n  eta: [7]\n", "parameters:\n  max_depth: [2.5]\n", "",
            "parameters:\n  eta: { from: 0.3, to: 0.1 }\n", "metric: f1\n",
        ])
    func refused(yaml: String) {
        #expect(throws: Fault.self) {
            try SearchPlan(yaml: yaml, path: "plan.yaml", learner: "xgboost")
        }
    }

    @Test("Every row of a table is measured in one fold, and each fold has its share of both kinds")
    func stratified() {
        var random = Seed.random(0x7374_7261)
        var set = TrainingSet(columns: 1, segmentations: 0)
        for row in 0..<103 {
            set.matrix.append(row: [Double(row)])
            set.labels.append(random.chance(0.2))
        }
        set.weights = set.labels.map { _ in 1 }
        set.times = set.labels.map { _ in 0 }
        set.entities = set.labels.map { _ in 0 }
        let parts = set.stratifiedPlaces(5, seed: 3)
        #expect(parts.flatMap { $0 }.sorted() == Array(0..<103))
        let counts = parts.map { part in part.count { set.labels[$0] } }
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(Seed.hint)")
        let folds = set.stratifiedFolds(5, seed: 3)
        #expect(folds.allSatisfy { $0.learned.count + $0.measured.count == 103 })
    }
}
