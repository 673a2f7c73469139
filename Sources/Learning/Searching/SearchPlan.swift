import Toolbox
import Vocabulary

/// Which parameters are tried: lists and ranges, how many trials, and what they are compared by.
package struct SearchPlan: Sendable {
    /// What one parameter may be.
    package enum Choice: Sendable, Hashable {
        case list([Double])
        /// Drawn evenly, or evenly in its logarithm.
        case range(ClosedRange<Double>, isLogarithmic: Bool)
    }

    package var choices: [(name: String, choice: Choice)]
    package var trials: Int
    package var seed: UInt64
    /// `ap`, `auc` or `card_precision`.
    package var metric: String

    package static let trialsMax = 1000

    package init(
        choices: [(name: String, choice: Choice)], trials: Int, seed: UInt64, metric: String
    ) {
        (self.choices, self.trials, self.seed, self.metric) = (choices, trials, seed, metric)
    }

    /// Parameters of each trial: `base` first, then the whole grid where all choices are lists and
    /// it is no larger than the trials left, else drawn at random (Bergstra and Bengio, JMLR 2012).
    /// None twice. O(trials).
    package func candidates(
        _ base: [String: Double], declared: [LearnerParameter]
    ) -> [[String: Double]] {
        var found = [base]
        if let grid = grid(upTo: max(0, trials - 1)) {
            for point in grid where found.count < trials {
                let merged = base.merging(point) { $1 }
                if !found.contains(merged) { found.append(merged) }
            }
            return found
        }
        var random = SplitMix64(seed: seed, stream: 0x7365_6172)
        // A plan with few different values may have fewer than are asked for.
        for _ in 0..<trials * 20 where found.count < trials {
            var point = base
            for (name, choice) in choices {
                let isWhole = declared.first { $0.name == name }?.isWhole == true
                point[name] = choice.draw(&random, isWhole: isWhole)
            }
            if !found.contains(point) { found.append(point) }
        }
        return found
    }

    private func grid(upTo count: Int) -> [[String: Double]]? {
        var points: [[String: Double]] = [[:]]
        for (name, choice) in choices {
            guard case .list(let values) = choice, points.count * values.count <= count else {
                return nil
            }
            points = points.flatMap { point in
                values.map { point.merging([name: $0]) { $1 } }
            }
        }
        return points
    }

    /// What is searched where nobody says otherwise.
    package static func usual(_ learner: String) -> SearchPlan {
        var choices: [(name: String, choice: Choice)] = []
        switch learner {
        case "xgboost":
            choices = [
                ("trees", .list([100, 200, 400, 600])),
                ("eta", .range(0.02...0.2, isLogarithmic: true)),
                ("max_depth", .list([2, 3, 4, 5, 6])),
                ("min_child_weight", .range(1...50, isLogarithmic: true)),
                ("subsample", .list([0.5, 0.7, 0.85, 1])),
                ("colsample_bytree", .list([0.4, 0.6, 0.8, 1])),
                ("lambda", .range(0.3...30, isLogarithmic: true)),
            ]
        case "logistic": choices = [("penalty", .list([0.01, 0.1, 1, 10, 100, 1000]))]
        default: break
        }
        return SearchPlan(choices: choices, trials: 24, seed: 1, metric: "ap")
    }
}

extension SearchPlan.Choice {
    func draw(_ random: inout SplitMix64, isWhole: Bool) -> Double {
        switch self {
        case .list(let values): return values[random.below(values.count)]
        case .range(let range, let isLogarithmic):
            let share = random.unit()
            let value =
                isLogarithmic
                ? range.lowerBound * power(range.upperBound / range.lowerBound, share)
                : range.lowerBound + (range.upperBound - range.lowerBound) * share
            // Three digits are as exact as a search is.
            return isWhole ? value.rounded() : shortened(value)
        }
    }
}
