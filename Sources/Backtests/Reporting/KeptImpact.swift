package import Vocabulary

/// What a version of the policy would have done, as somebody was shown it: kept with the version,
/// so that whoever agrees to a step of it sees what its writer saw.
package struct KeptImpact: Codable, Sendable {
    /// Of the policy.
    package var version: Int
    package var report: BacktestReport
    /// When the log was looked at, milliseconds since 1970.
    package var asOf: Int64
    /// Events of the log that came before those that were walked.
    package var leftOut: Int64
    /// How long it took.
    package var seconds: Double
    package var hasLabels: Bool
    /// Those that the store had; nil where it was kept before that was told.
    package var labels: LabelState?
    /// When the run of detection that it knew ended, 0 before the first; nil where it was kept
    /// before that was told.
    package var detectedAt: Int64?
    /// Who was shown it.
    package var by: String
    /// When it was kept, milliseconds since 1970.
    package var at: Int64

    package init(
        version: Int, report: BacktestReport, asOf: Int64, leftOut: Int64, seconds: Double,
        hasLabels: Bool, labels: LabelState?, detectedAt: Int64?, by: String, at: Int64
    ) {
        (self.version, self.report, self.asOf) = (version, report, asOf)
        (self.leftOut, self.seconds, self.hasLabels) = (leftOut, seconds, hasLabels)
        (self.labels, self.detectedAt) = (labels, detectedAt)
        (self.by, self.at) = (by, at)
    }

    /// The hash of the pack it was held against.
    package var against: String { report.before.pack.hash }
}

/// Keeps what versions of the policy would have done.
package protocol ImpactArchive: Sendable {
    /// Adds one; those of before stay.
    ///
    /// - Throws: ``Fault`` `notFound` for a version that is not registered.
    func keep(_ impact: KeptImpact) throws
    /// The one kept last of a version; nil where nobody looked, and where an Assay of another
    /// version kept it in a form that this one cannot read.
    func impact(ofPolicy version: Int) throws -> KeptImpact?
}
