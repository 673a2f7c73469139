package import Vocabulary

/// Keeps the versions of the policy and where they stand; every step is a line of a ledger, which
/// nothing changes afterwards. At most one version is live, and at most one the canary.
package protocol PolicyRegistry: Sendable {
    /// Keeps the files of a pack as the next version, a draft. Whether they are a sound pack is the
    /// caller's to check before.
    ///
    /// - Parameters:
    ///   - files: path in the pack → text.
    ///   - walkHash: that of the pack.
    /// - Returns: the version; that of the same files where they are kept already.
    func register(
        policy files: [String: String], walkHash: String, title: String, at: Int64, by: String,
        why: String
    ) throws -> Int
    /// All versions, the latest last.
    func policyVersions() throws -> [PolicyVersion]
    /// The files of a version; nil where there is none.
    func policyFiles(version: Int) throws -> [String: String]?
    /// Puts a version into a stage, in one transaction. What was live retires when another becomes
    /// live, as a line of its own.
    ///
    /// - Parameter approvedBy: the second person, where one was asked.
    /// - Throws: ``Fault`` `notFound` without the version, `conflict` when it stands there already,
    ///   another is the canary, or the stage cannot follow; `invalid` for a share that is none.
    func move(_ step: PolicyStep, approvedBy: String?) throws
    /// Takes the last step towards everybody back: a canary goes to shadow; without one, the
    /// version that was live before the one that is comes back, and without such a one the pack
    /// that the service was started with.
    ///
    /// - Returns: what stepped back, and what is live now; nil for the pack's own files.
    /// - Throws: ``Fault`` `conflict` when there is neither a canary nor a live version.
    func rollBackPolicy(at: Int64, by: String, why: String) throws -> (
        back: Int, live: Int?
    )
    /// The ledger, the latest first, at most `limit`.
    func policyChanges(limit: Int) throws -> [PolicyChange]
    /// Sequence of the ledger's last line, 0 for none; cheap, since a service asks every second.
    func lastPolicyChange() throws -> Int64
    /// What was counted since a step; zeros where nothing was.
    func policyTally(step: Int64) throws -> PolicyTally
}

/// Keeps steps that wait for a second person.
package protocol PolicyProposals: Sendable {
    /// - Returns: the proposal's id.
    func propose(_ step: PolicyStep, reach: Double?) throws -> Int64
    /// The latest first, at most `limit`.
    func policyProposals(limit: Int) throws -> [PolicyProposal]
    /// Those that wait, the latest first, at most `limit`.
    func openProposals(limit: Int) throws -> [PolicyProposal]
    /// One that waits, by its id; nil where it waits no more, or is none.
    func openProposal(_ id: Int64) throws -> PolicyProposal?
    /// Whether what a version would have done is kept, for whoever agrees to its steps.
    func isPreviewed(version: Int) throws -> Bool
    /// Decides one, and takes its step where it is approved, in one transaction.
    ///
    /// - Parameter words: of the second person, added in the ledger to why; empty for none.
    /// - Throws: ``Fault`` `notFound` without it, `conflict` when it is decided already or the step
    ///   cannot be taken any more, `forbidden` when who approves proposed it, or was made by who
    ///   did.
    func decide(
        proposal id: Int64, isApproved: Bool, at: Int64, by: String, adding words: String
    ) throws
}

extension PolicyProposals {
    /// Refuses one, or has who made it withdraw it.
    package func refuse(proposal id: Int64, at: Int64, by: String) throws {
        try decide(proposal: id, isApproved: false, at: at, by: by, adding: "")
    }
}
