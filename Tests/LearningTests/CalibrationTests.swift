import Glibc
import Learning
import Models
import TestKit
import Testing
import Toolbox

@Suite struct CalibrationTests {
    private let scores = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    private let labels = [0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1].map { $0 == 1 }
    private let weights: [Double] = [1, 2, 1, 1, 0.5, 1, 3, 1, 1, 2, 1, 1]
    private let margins = [-4, -3.2, -3, -2, -1.5, -1, -0.4, 0, 0.3, 0.9, 1.5, 2.2]

    @Test("Isotonic regression is scikit-learn's")
    func isotonicReference() {
        // IsotonicRegression 1.9.1 on the table above: X_thresholds_ and y_thresholds_.
        let share = 0.29411764705882354
        #expect(
            ModelManifest.Calibration.isotonic(fittedTo: scores, labels, weights: weights)
                == .isotonic(
                    scores: [0.1, 0.2, 0.5, 0.6, 0.7, 0.8, 0.95],
                    probabilities: [0, share, share, 0.5, 0.5, 1, 1]))
    }

    @Test("Isotonic regression is the min-max of means", arguments: 0..<60)
    func isotonicOracle(round: Int) throws {
        var random = Seed.random(21, round: round)
        let count = 1 + random.below(40)
        let scores = (0..<count).map { _ in Double(random.below(12)) / 11 }
        let labels = scores.map { random.chance($0) }
        let weights = scores.map { _ in random.chance(0.1) ? 0 : 0.5 + random.unit() }
        guard weights.contains(where: { $0 > 0 }) else { return }
        let calibration = ModelManifest.Calibration.isotonic(
            fittedTo: scores, labels, weights: weights)
        guard case .isotonic(let points, let chances) = calibration else { return }
        let calibrator = try Calibrator(calibration, limits: ModelLimits(), path: "here")
        #expect(zip(points, points.dropFirst()).allSatisfy { $0 < $1 })
        #expect(zip(chances, chances.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(chances.allSatisfy { (0...1).contains($0) })
        // The greatest over starts of the least over ends of the mean between them.
        let there = Set(scores.indices.filter { weights[$0] > 0 }.map { scores[$0] }).sorted()
        for score in there {
            var best = -Double.infinity
            for start in there where start <= score {
                var least = Double.infinity
                for end in there where end >= score {
                    let rows = scores.indices.filter { (start...end).contains(scores[$0]) }
                    let weight = rows.reduce(0) { $0 + weights[$1] }
                    let marked = rows.reduce(0) { $0 + (labels[$1] ? weights[$1] : 0) }
                    least = min(least, marked / weight)
                }
                best = max(best, least)
            }
            let found = calibrator.probability(score, margin: 0)
            #expect(abs(found - best) < 1e-9, "\(Seed.hint) round \(round)")
        }
        #expect(calibrator.probability(-9, margin: 0) == chances.first)
        #expect(calibrator.probability(9, margin: 0) == chances.last)
    }

    @Test("Platt scaling is scikit-learn's")
    func plattReference() {
        // _SigmoidCalibration 1.9.1, which stops at a gradient of about 1e-4.
        for (weights, slope, intercept) in [
            (nil, 0.3861375754766149, 0.32548784351249915),
            (weights, 0.29017991812589494, 0.16631310202124563),
        ] as [([Double]?, Double, Double)] {
            let made = ModelManifest.Calibration.platt(
                fittedTo: margins, labels, weights: weights)
            guard case .platt(let ours, let other) = made else { continue }
            #expect(abs(ours - slope) < 1e-3 && abs(other - intercept) < 1e-3, "\(made)")
        }
    }

    @Test("Platt scaling stays finite where margins part the labels wholly, or all are alike")
    func plattExtremes() {
        for labels in [[false, false, true, true], [true, true, true, true]] {
            for margins in [[-3.0, -2, 2, 3], [1, 1, 1, 1], [-900, -800, 800, 900]] {
                let made = ModelManifest.Calibration.platt(fittedTo: margins, labels)
                guard case .platt(let slope, let intercept) = made else { continue }
                #expect(slope.isFinite && intercept.isFinite, "\(made)")
            }
        }
    }

    @Test("Chances that are twisted are put right, on rows the calibration did not see")
    func choice() throws {
        var random = Seed.random(22)
        let folds = (0..<5).map { place in
            let truths = (0..<1200).map { _ in random.unit() }
            return FoldScores(
                name: "\(place)", scores: truths.map { $0 * $0 },
                margins: truths.map { log(max(1e-9, $0) / max(1e-9, 1 - $0)) },
                labels: truths.map { random.chance($0) }, weights: truths.map { _ in 1 })
        }
        let choice = try CalibrationChoice(of: folds, asked: nil)
        let before = try #require(choice.considered.first { $0.method == .none })
        #expect(before.error > 0.12, "\(Seed.hint)")
        for tried in choice.considered where tried.method != .none {
            #expect(tried.error < 0.05, "\(tried) \(Seed.hint)")
            #expect(tried.brier < before.brier && tried.logLoss < before.logLoss)
        }
        #expect(choice.method != .none)
    }
}
