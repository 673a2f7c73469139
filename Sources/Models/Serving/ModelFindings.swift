/// What the models said of one event. Reused from event to event, so it stops allocating.
package struct ModelFindings: Sendable {
    /// A version's score.
    package struct Score: Sendable {
        /// Index into ``ModelSet/models``, and of the version in it.
        package var model: Int
        package var version: Int
        /// 0...1; NaN where the model could not say.
        package var value: Double
        /// Whether rules read it.
        package var isServed: Bool
        /// Its reasons in ``ModelFindings/reasons``; empty where it needs none.
        package var reasons: Range<Int>
    }

    /// What one input added to a score.
    package struct Reason: Sendable {
        /// Index of the input.
        package var input: Int
        /// Added to the margin.
        package var contribution: Double
    }

    /// By model, then by version.
    package var scores: [Score] = []
    /// The strongest of a score first.
    package var reasons: [Reason] = []

    package init() {}

    package mutating func removeAll() {
        if !scores.isEmpty { scores.removeAll(keepingCapacity: true) }
        if !reasons.isEmpty { reasons.removeAll(keepingCapacity: true) }
    }
}
