package import Models
package import Vocabulary

/// How scores become probabilities that hold, and how that was chosen.
package struct CalibrationChoice: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case none, platt, isotonic
    }

    /// How a method did on folds it was not fitted on.
    package struct Considered: Sendable {
        package var method: Method
        /// Mean over folds.
        package var logLoss: Double
        package var brier: Double
        package var error: Double
    }

    package var method: Method
    package var calibration: ModelManifest.Calibration?
    package var considered: [Considered]
    /// Rows and positives it was fitted on.
    package var rows: Int
    package var positives: Int

    /// Bins of the calibration error.
    package static let bins = 10

    /// No calibration, since nothing was held out or nothing is to be calibrated.
    package static let nothing = CalibrationChoice(
        method: .none, calibration: nil, considered: [], rows: 0, positives: 0)

    package init(
        method: Method, calibration: ModelManifest.Calibration?, considered: [Considered],
        rows: Int, positives: Int
    ) {
        (self.method, self.calibration) = (method, calibration)
        (self.considered, self.rows, self.positives) = (considered, rows, positives)
    }

    /// Chooses the method with the least log loss on folds it was not fitted on, each in turn (the
    /// first of equals), and fits it on all folds. With one fold, or a method that was asked for,
    /// that method is fitted.
    ///
    /// - Parameter asked: nil lets the rule choose.
    package init(of folds: [FoldScores], asked: Method?) throws(Fault) {
        let usable = folds.filter { $0.labels.contains(true) && $0.labels.contains(false) }
        guard !usable.isEmpty, asked != Method.none else {
            self = .nothing
            return
        }
        var considered: [Considered] = []
        if usable.count > 1 {
            for method in Method.allCases {
                considered.append(try CalibrationChoice.tried(method, on: usable))
            }
        }
        let best = considered.min { $0.logLoss < $1.logLoss }?.method ?? .platt
        let method = asked ?? best
        self.init(
            method: method, calibration: try CalibrationChoice.fitted(method, on: usable),
            considered: considered, rows: usable.reduce(0) { $0 + $1.labels.count },
            positives: usable.reduce(0) { $0 + $1.labels.count { $0 } })
    }

    private static func tried(
        _ method: Method, on folds: [FoldScores]
    ) throws(Fault) -> Considered {
        var (loss, brier, error) = (0.0, 0.0, 0.0)
        for (place, fold) in folds.enumerated() {
            let others = folds.indices.filter { $0 != place }.map { folds[$0] }
            let scores = try applied(try fitted(method, on: others), to: fold)
            let rows = try ScoredRows(
                scores: scores, labels: fold.labels,
                weights: fold.weights.allSatisfy { $0 == 1 } ? nil : fold.weights)
            loss += rows.value(of: .logLoss) ?? .infinity
            brier += rows.value(of: .brier) ?? .infinity
            error += rows.value(of: .calibrationError(bins: bins)) ?? .infinity
        }
        let count = Double(folds.count)
        return Considered(
            method: method, logLoss: loss / count, brier: brier / count, error: error / count)
    }

    static func fitted(
        _ method: Method, on folds: [FoldScores]
    ) throws(Fault) -> ModelManifest.Calibration? {
        let labels = folds.flatMap(\.labels)
        let weights = folds.flatMap(\.weights)
        switch method {
        case .none: return nil
        case .platt:
            return .platt(fittedTo: folds.flatMap(\.margins), labels, weights: weights)
        case .isotonic:
            return .isotonic(fittedTo: folds.flatMap(\.scores), labels, weights: weights)
        }
    }

    /// - Throws: ``Fault`` for a calibration that no bundle may have.
    static func calibrator(
        _ calibration: ModelManifest.Calibration?
    ) throws(Fault) -> Calibrator {
        try Calibrator(calibration, limits: .standard, path: "the fitted calibration")
    }

    /// Scores behind a calibration, as a served model gives them.
    ///
    /// - Throws: ``Fault`` for a calibration that no bundle may have.
    static func applied(
        _ calibration: ModelManifest.Calibration?, to fold: FoldScores
    ) throws(Fault) -> [Double] {
        let calibrator = try calibrator(calibration)
        return fold.scores.indices.map {
            calibrator.probability(fold.scores[$0], margin: fold.margins[$0])
        }
    }
}
