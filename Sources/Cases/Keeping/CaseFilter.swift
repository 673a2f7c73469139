package import Enforcements
package import Vocabulary

/// Which cases to list; nil and empty want all.
package struct CaseFilter: Sendable, Hashable {
    package enum Order: String, Sendable, Hashable, CaseIterable {
        /// The most at stake first.
        case loss
        /// What is due first.
        case due
        /// The latest first.
        case latest
    }

    package var queue: String?
    package var states: Set<Case.State> = []
    package var assignee: String?
    package var subject: EnforcedEntity?
    package var origin: CaseOrigin?
    package var cause: String?
    package var order: Order = .loss
    /// Passed over first; at most ``offsetMax``.
    package var offset = 0
    /// At most ``limitMax``.
    package var limit: Int

    package static let limitMax = 1000
    package static let offsetMax = 10_000

    package init(limit: Int = 50) { self.limit = limit }
}

/// What a queue holds, for lists of queues; kept with each change, never counted anew.
package struct QueueLoad: Sendable, Hashable {
    package var queue: String
    package var open = 0
    package var assigned = 0
    package var snoozed = 0
    package var approving = 0
    package var atRisk = 0
    package var breached = 0
    /// Minor units.
    package var loss: Int64 = 0

    package init(queue: String) { self.queue = queue }

    /// Adds what another holds.
    package mutating func add(_ other: QueueLoad) {
        (open, assigned) = (open + other.open, assigned + other.assigned)
        (snoozed, approving) = (snoozed + other.snoozed, approving + other.approving)
        (atRisk, breached) = (atRisk + other.atRisk, breached + other.breached)
        loss += other.loss
    }
}
