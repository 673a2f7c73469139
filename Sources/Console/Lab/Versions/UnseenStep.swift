import API
import Backtests
import Pipeline
import Vocabulary

/// Whether a step towards everybody is taken without anybody having seen what it would do.
enum UnseenStep {
    /// Whether a step reaches people, so that somebody should have looked before.
    static func reaches(_ stage: PolicyStage) -> Bool { stage == .canary || stage == .live }

    /// - Throws: ``Fault`` `conflict` where nobody looked, and the form does not say that it is
    ///   meant so. It blocks.
    static func check(
        _ step: PolicyStep, in store: any ImpactArchive, isMeant: Bool
    ) throws {
        guard reaches(step.stage), !isMeant, try store.impact(ofPolicy: step.version) == nil
        else { return }
        throw Fault(
            .conflict,
            "Nobody has looked at what version \(step.version) would have done.",
            fix: "Preview it at /rules/versions/\(step.version), or tick that it is taken unseen.")
    }
}
