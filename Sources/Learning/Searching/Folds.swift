import Toolbox
package import Vocabulary

/// A set to learn from and a set to be measured on, both before the test.
package struct Fold: Sendable {
    /// What people call it, such as its span of time.
    package var name: String
    package var learned: TrainingSet
    package var measured: TrainingSet

    package init(name: String, learned: TrainingSet, measured: TrainingSet) {
        (self.name, self.learned, self.measured) = (name, learned, measured)
    }
}

/// What a model that did not know a fold's measured rows made of them.
package struct FoldScores: Sendable {
    package var name: String
    package var scores: [Double]
    package var margins: [Double]
    package var labels: [Bool]
    package var weights: [Double]

    package init(
        name: String, scores: [Double], margins: [Double], labels: [Bool], weights: [Double]
    ) {
        (self.name, self.scores, self.margins) = (name, scores, margins)
        (self.labels, self.weights) = (labels, weights)
    }
}

/// A learner with its parameters, as it did on the folds.
package struct Trial: Sendable {
    package var parameters: [String: Double]
    /// By fold: the figure by which trials are compared; nil where it is not defined.
    package var values: [Double?]

    package init(parameters: [String: Double], values: [Double?]) {
        (self.parameters, self.values) = (parameters, values)
    }

    /// Over the folds that have one; nil where none has.
    package var mean: Double? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }

    /// Standard deviation over folds, n − 1 below; nil for fewer than two.
    package var deviation: Double? {
        let known = values.compactMap { $0 }
        guard known.count > 1, let mean else { return nil }
        let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(known.count - 1)).squareRoot()
    }
}

/// Folds that candidates are tried on.
package struct Folds: Sendable {
    package var folds: [Fold]
    /// What the trials are compared by.
    package var metric: Metric
    package var seed: UInt64
    package var threads: Int

    package init(folds: [Fold], metric: Metric, seed: UInt64, threads: Int) {
        (self.folds, self.metric, self.seed, self.threads) = (folds, metric, seed, threads)
    }

    /// Trains on each fold and scores what it did not know. Cost of `folds.count` trainings.
    ///
    /// - Parameter progress: told which share is done, 0…1.
    package func assess(
        _ learner: String, _ parameters: [String: Double], progress: (Double) -> Void
    ) throws(Fault) -> (trial: Trial, scores: [FoldScores]) {
        let made = try LearnerNames.make(learner, parameters)
        var all: [FoldScores] = []
        var values: [Double?] = []
        let count = Double(folds.count)
        for (place, fold) in folds.enumerated() {
            let model = try made.fit(
                fold.learned.matrix, fold.learned.labels, weights: fold.learned.weightsIfAny,
                seed: seed, threads: threads
            ) { progress((Double(place) + $0) / count) }
            let scores = model.scores(of: fold.measured.matrix, threads: threads)
            all.append(
                FoldScores(
                    name: fold.name, scores: scores,
                    margins: model.margins(of: fold.measured.matrix, threads: threads),
                    labels: fold.measured.labels, weights: fold.measured.weights))
            values.append(try fold.measured.scored(scores).value(of: metric))
        }
        return (Trial(parameters: parameters, values: values), all)
    }
}

extension TrainingSet {
    /// Nil where every row counts once.
    package var weightsIfAny: [Double]? { weights.allSatisfy { $0 == 1 } ? nil : weights }

    /// The rows with scores, as metrics read them.
    package func scored(_ scores: [Double]) throws(Fault) -> ScoredRows {
        let day = TimeSpan.dayMilliseconds
        let hasTimes = times.contains { $0 != 0 }
        return try ScoredRows(
            scores: scores, labels: labels, weights: weightsIfAny, entities: numberedEntities,
            days: hasTimes ? times.map { Int($0 >= 0 ? $0 / day : ($0 - day + 1) / day) } : nil)
    }

    /// Entities numbered from 0 as they come; a row without one is its own. Nil where no row has.
    package var numberedEntities: [Int]? {
        guard entities.contains(where: { $0 != 0 }) else { return nil }
        var numbers: [UInt64: Int] = [:]
        var next = 0
        return entities.map { entity in
            if entity != 0, let number = numbers[entity] { return number }
            defer { next += 1 }
            if entity != 0 { numbers[entity] = next }
            return next
        }
    }

    /// Folds for rows without times: each class dealt out in a drawn order, so that every fold has
    /// its share of both.
    package func stratifiedFolds(_ count: Int, seed: UInt64) -> [Fold] {
        let parts = stratifiedPlaces(count, seed: seed)
        return parts.indices.map { part in
            Fold(
                name: "fold \(part + 1)",
                learned: rows(parts.indices.filter { $0 != part }.flatMap { parts[$0] }.sorted()),
                measured: rows(parts[part]))
        }
    }

    /// By fold: places of its measured rows, rising.
    package func stratifiedPlaces(_ count: Int, seed: UInt64) -> [[Int]] {
        var random = SplitMix64(seed: seed, stream: 0x666F_6C64)
        var parts = Array(repeating: [Int](), count: count)
        var turn = 0
        for isPositive in [true, false] {
            for place in labels.indices.filter({ labels[$0] == isPositive }).shuffled(
                using: &random)
            {
                parts[turn % count].append(place)
                turn += 1
            }
        }
        return parts.map { $0.sorted() }
    }

    /// The rows at some places, in that order. O(places · columns).
    package func rows(_ places: [Int]) -> TrainingSet {
        rows(places, places.map { labels[$0] }, places.map { weights[$0] })
    }
}
