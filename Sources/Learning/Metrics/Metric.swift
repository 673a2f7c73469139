/// A figure that says how good scores are.
package enum Metric: Sendable, Hashable {
    /// Area under the ROC curve, ties counting half.
    case areaUnderCurve
    /// Σ over thresholds of recall gained × precision, without interpolation.
    case averagePrecision
    /// Mean square of score less label; for scores within 0…1.
    case brier
    /// Mean of −ln of the chance given to what happened; scores are kept 2⁻⁵² away from 0 and 1.
    case logLoss
    /// Mean distance of score and share of marked, over bins of equal width; weighted by rows.
    case calibrationError(bins: Int)
    /// The greatest recall at a threshold with a false-positive rate of at most this.
    case recall(falsePositiveRate: Double)
    /// Share of marked among the k rows with the highest scores.
    case precision(at: Int)
    /// Mean over days of the share of truly bad among the k entities with the highest scores.
    case cardPrecision(at: Int)
    /// What mistakes and reviews cost when rows from a threshold on are taken, a row.
    case cost(Costs, threshold: Double)

    /// A name for tables and JSON, such as `recall_at_fpr_0.01`.
    package var name: String {
        switch self {
        case .areaUnderCurve: "auc"
        case .averagePrecision: "ap"
        case .brier: "brier"
        case .logLoss: "log_loss"
        case .calibrationError: "calibration_error"
        case .recall(let rate): "recall_at_fpr_\(rate)"
        case .precision(let count): "precision_at_\(count)"
        case .cardPrecision(let count): "card_precision_at_\(count)"
        case .cost: "cost_per_row"
        }
    }
}
