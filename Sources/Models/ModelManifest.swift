/// How a model's file is written.
package enum ModelFormat: String, Sendable, Codable, CaseIterable {
    /// JSON as XGBoost 1.7 to 3.x saves it.
    case xgboost = "xgboost-json"
    /// Text as LightGBM 3 and 4 save it.
    case lightgbm = "lightgbm-text"
    /// Assay's own: weights of a logistic regression.
    case logistic
    /// Assay's own: trees whose leaves are averaged (random forest).
    case forest
    /// Assay's own: an isolation forest. Its scores are for triage, never for acting.
    case isolation = "isolation-forest"
    /// ONNX, scored by ONNX Runtime.
    case onnx
}

/// What a bundle says of its model: `manifest.json`. A bundle is a folder with the manifest, the
/// model's file, `reference.json` (training distributions, for the watch), `facts.json` (data,
/// split, metrics) and `card.md`; only manifest and model are needed to score.
package struct ModelManifest: Sendable, Codable, Hashable {
    /// The manifest's own version; others are refused.
    package static let current = 1

    package var assayModel = ModelManifest.current
    package var name: String
    package var format: ModelFormat
    /// Name of the model's file in the bundle, such as `model.json`.
    package var file: String
    /// SHA-256 of that file, hexadecimal.
    package var sha256: String
    /// What the model reads, in its order, as rules write it: `features.customer.payments_1d`,
    /// `event.amount`. What is absent is NaN.
    package var inputs: [String]
    package var calibration: Calibration?

    /// From a model's probability to one that holds: isotonic steps with lines between them, or a
    /// logistic curve over the margin (Platt).
    package enum Calibration: Sendable, Codable, Hashable {
        /// `scores` rise strictly, `probabilities` do not fall; outside, the nearest holds.
        case isotonic(scores: [Double], probabilities: [Double])
        /// p = 1 / (1 + exp(−(slope · margin + intercept))).
        case platt(slope: Double, intercept: Double)
    }

    package init(
        name: String, format: ModelFormat, file: String, sha256: String, inputs: [String],
        calibration: Calibration? = nil
    ) {
        (self.name, self.format, self.file) = (name, format, file)
        (self.sha256, self.inputs, self.calibration) = (sha256, inputs, calibration)
    }
}
