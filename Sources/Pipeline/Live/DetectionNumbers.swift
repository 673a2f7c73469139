/// Numbers of the runs of detection beside a service, since it started.
package struct DetectionNumbers: Sendable, Hashable {
    package var runs = 0
    package var failed = 0
    /// How long the last run took.
    package var lastSeconds = 0.0
    /// Verdicts sent back as events and decided; and refused.
    package var verdicts = 0
    package var verdictsRefused = 0

    package init() {}
}
