/// A version of a policy as the registry keeps it.
package struct PolicyVersion: Sendable, Hashable {
    package var release: PolicyRelease
    /// What it is for, in a line.
    package var title: String
    /// When it was registered, milliseconds since 1970.
    package var at: Int64
    package var by: String
    /// Of the ledger: the line that put it where it stands.
    package var step: Int64

    package init(release: PolicyRelease, title: String, at: Int64, by: String, step: Int64) {
        (self.release, self.title, self.at) = (release, title, at)
        (self.by, self.step) = (by, step)
    }
}

/// A step that somebody takes, or asks for.
package struct PolicyStep: Sendable, Hashable {
    package var version: Int
    package var stage: PolicyStage
    /// In canary the share of entities, in (0, 1); else 1.
    package var share: Double
    /// Milliseconds since 1970.
    package var at: Int64
    package var by: String
    package var why: String
    /// Whether nobody but the service itself took it.
    package var isAutomatic: Bool

    package init(
        version: Int, stage: PolicyStage, share: Double = 1, at: Int64, by: String, why: String,
        isAutomatic: Bool = false
    ) {
        (self.version, self.stage, self.share) = (version, stage, share)
        (self.at, self.by, self.why) = (at, by, why)
        self.isAutomatic = isAutomatic
    }
}

/// A line of the ledger of policies; nothing changes it afterwards.
package struct PolicyChange: Sendable, Hashable {
    /// Place in the ledger, from one.
    package var sequence: Int64
    package var step: PolicyStep
    /// Nil where it is new.
    package var from: PolicyStage?
    package var isRollback: Bool
    /// The second person, where one was asked.
    package var approvedBy: String?

    package init(
        sequence: Int64, step: PolicyStep, from: PolicyStage?, isRollback: Bool,
        approvedBy: String?
    ) {
        (self.sequence, self.step, self.from) = (sequence, step, from)
        (self.isRollback, self.approvedBy) = (isRollback, approvedBy)
    }
}

/// A step that waits for a second person.
package struct PolicyProposal: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case open, approved, refused
    }

    package var id: Int64
    package var step: PolicyStep
    /// The share of events that it will treat otherwise than the policy in force; nil where it was
    /// not seen beside it.
    package var reach: Double?
    package var state: State
    package var decidedBy: String?
    package var decidedAt: Int64?

    package init(
        id: Int64, step: PolicyStep, reach: Double?, state: State = .open,
        decidedBy: String? = nil, decidedAt: Int64? = nil
    ) {
        (self.id, self.step, self.reach, self.state) = (id, step, reach, state)
        (self.decidedBy, self.decidedAt) = (decidedBy, decidedAt)
    }
}
