/// All that was true of a training, for programs: `facts.json`; the card is made from it alone.
package struct Facts: Sendable, Codable, Hashable {
    /// The file's own version.
    package static let current = 1

    package var assayFacts = Facts.current
    package var name: String
    /// RFC 3339.
    package var madeAt: String
    package var engine: String
    /// Such as `libxgboost 1.7.4`; nil where Assay grew the model itself.
    package var library: String?
    package var data: Data
    package var pack: Pack?
    package var split: Split?
    package var train: Set
    package var test: Set
    package var inputs: [Input]
    package var inputsLeftOut: [LeftOut]
    package var learner: Learner
    package var validation: Validation?
    package var calibration: Calibration
    /// Of scores as they are served, behind calibration.
    package var metrics: [Figure]
    /// Of scores before calibration.
    package var raw: [Figure]
    package var baseline: Baseline?
    package var segments: [Segment]
    package var curve: [CurvePoint]
    /// What to keep in mind, a sentence each.
    package var limits: [String]
    package var seconds: Double

    package struct Data: Sendable, Codable, Hashable {
        package var sources: [Source]
        /// What the label is and where it comes from.
        package var label: String
        /// The name by which labels are recorded; nil for a field of events or a column.
        package var labelName: String?
        package var journey: String?
        package var entity: String?
        package var rowsRead: Int
        package var deadLetters: Int
        /// RFC 3339; nil for a table without times.
        package var first: String?
        package var last: String?

        package init(
            sources: [Source], label: String, journey: String?, entity: String?, rowsRead: Int
        ) {
            (self.sources, self.label, self.journey) = (sources, label, journey)
            (self.entity, self.rowsRead, deadLetters) = (entity, rowsRead, 0)
        }
    }

    package struct Source: Sendable, Codable, Hashable {
        package var path: String
        package var bytes: Int?
        /// Hexadecimal; nil for what cannot be read twice.
        package var sha256: String?

        package init(path: String, bytes: Int?, sha256: String?) {
            (self.path, self.bytes, self.sha256) = (path, bytes, sha256)
        }
    }

    package struct Pack: Sendable, Codable, Hashable {
        package var name: String
        package var version: String
        package var hash: String

        package init(name: String, version: String, hash: String) {
            (self.name, self.version, self.hash) = (name, version, hash)
        }
    }

    package struct Split: Sendable, Codable, Hashable {
        package var train: String
        package var delay: String
        package var test: String
        package var trainedAt: String
        /// How unlabeled rows count: `out` or `negative`.
        package var unlabeled: String
        /// From when on entities known to be bad are left out of the test; nil where they stay.
        package var knownBadFrom: String?

        package init(
            train: String, delay: String, test: String, trainedAt: String, unlabeled: String,
            knownBadFrom: String?
        ) {
            (self.train, self.delay, self.test) = (train, delay, test)
            (self.trainedAt, self.unlabeled) = (trainedAt, unlabeled)
            self.knownBadFrom = knownBadFrom
        }
    }

    package struct Set: Sendable, Codable, Hashable {
        package var rows: Int
        package var positives: Int
        package var unlabeled: Int
        package var takenAsNegative: Int
        package var labelledTooLate: Int
        package var knownBadRows: Int
        package var knownBadEntities: Int
        /// Rows that count other than once.
        package var weighted: Int
    }

    package struct Input: Sendable, Codable, Hashable {
        package var name: String
        /// Mean |SHAP| on test rows, log-odds; nil where the model cannot say.
        package var importance: Double?
        /// Share of missing values in the training rows.
        package var missing: Double
    }

    package struct LeftOut: Sendable, Codable, Hashable {
        package var name: String
        package var why: String
    }

    package struct Learner: Sendable, Codable, Hashable {
        package var name: String
        package var parameters: [String: Double]
        package var seed: UInt64
        package var threads: Int
    }

    package struct Validation: Sendable, Codable, Hashable {
        /// Spans of the folds, the latest first.
        package var folds: [String]
        package var metric: String
        package var trials: [Trial]
        /// Place of the one that was chosen.
        package var chosen: Int
        package var seed: UInt64
        /// Folds that could not be used, and why.
        package var skipped: [String]
    }

    package struct Trial: Sendable, Codable, Hashable {
        package var parameters: [String: Double]
        package var mean: Double?
        package var deviation: Double?
        package var values: [Double?]
    }

    package struct Calibration: Sendable, Codable, Hashable {
        package var method: String
        package var why: String
        package var rows: Int
        package var positives: Int
        package var considered: [Considered]
    }

    package struct Considered: Sendable, Codable, Hashable {
        package var method: String
        package var logLoss: Double
        package var brier: Double
        package var calibrationError: Double
    }

    package struct Figure: Sendable, Codable, Hashable {
        package var name: String
        package var value: Double?
        /// Between what 95 % of resamples put it.
        package var low: Double?
        package var high: Double?

        package init(name: String, value: Double?, low: Double?, high: Double?) {
            (self.name, self.value, self.low, self.high) = (name, value, low, high)
        }
    }

    package struct Baseline: Sendable, Codable, Hashable {
        package var name: String
        package var metrics: [Figure]
        /// The model's figure less the baseline's, on the same resamples.
        package var differences: [Figure]
        package var verdict: String
        package var isBeaten: Bool
    }

    package struct Segment: Sendable, Codable, Hashable {
        package var name: String
        package var value: String
        package var rows: Int
        package var positives: Int
        package var metrics: [Figure]
        package var isSmall: Bool
    }

    package struct CurvePoint: Sendable, Codable, Hashable {
        package var rows: Int
        package var meanScore: Double
        package var share: Double
    }
}
