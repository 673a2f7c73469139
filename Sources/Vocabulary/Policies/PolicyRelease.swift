/// What a version of a policy may do.
package enum PolicyStage: String, Sendable, Hashable, CaseIterable, Codable {
    /// Kept, and nothing more.
    case draft
    /// It decides every event beside the one in force; what it says is counted, and not acted on.
    case shadow
    /// It decides for a share of entities, always the same ones.
    case canary
    /// It decides. One version at most.
    case live
    /// It does nothing any more, and can be brought back.
    case retired
}

/// Where a version of a policy stands: those files of a pack that judge what was walked.
package struct PolicyRelease: Sendable, Hashable {
    /// From one; a decision's record names it as `versions.policyVersion`.
    package var version: Int
    package var stage: PolicyStage
    /// In canary the share of entities it decides for, in (0, 1); else 1.
    package var share: Double
    /// ``Packs/Pack/walkHash`` of the pack that it was made for.
    package var walkHash: String

    package init(version: Int, stage: PolicyStage, share: Double = 1, walkHash: String) {
        (self.version, self.stage, self.share) = (version, stage, share)
        self.walkHash = walkHash
    }
}
