package import Enforcements
package import Vocabulary

/// A unit of human work on an entity, with an owner, clocks and a state.
package struct Case: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// Waits in its queue.
        case open
        /// Somebody holds it.
        case assigned
        /// Put off until a time.
        case snoozed
        /// Its disposition waits for a second person.
        case approving
        case closed
        /// Its work goes on in another.
        case merged

        package var isOver: Bool { self == .closed || self == .merged }
    }

    /// Such as `case_0000000000000012`; the number is ``sequence``.
    package var id: String
    package var sequence: Int64
    package var queue: String
    package var subject: EnforcedEntity
    /// What it is about in a sentence.
    package var title: String
    package var origin: CaseOrigin
    /// What opened it, such as a rule, a ring's id, a report's or an appeal's id.
    package var causes: [String]
    package var state: State = .open
    /// Who holds it; empty for nobody.
    package var assignee = ""
    /// What is lost if nothing is done at all, minor units of the pack's unit.
    package var loss: Int64 = 0
    /// Of it, what measures in force keep from being lost; nil for nothing.
    package var covered: Int64?
    /// What is still lost if nothing more is done; the queue's order.
    package var atStake: Int64 { max(0, loss - (covered ?? 0)) }
    /// 1 is the gravest; 0 for one that was not escalated.
    package var severity = 0
    /// Milliseconds since 1970.
    package var openedAt: Int64
    package var touchedAt: Int64?
    package var closedAt: Int64?
    /// When it must be touched first, and closed, by the calendar of its queue.
    package var touchBy: Int64
    package var closeBy: Int64
    package var snoozedUntil: Int64?
    /// The case its work goes on in; empty for none.
    package var mergedInto = ""
    package var disposition: Disposition?
    /// The name of a ``DispositionReason``; empty while open.
    package var reason = ""
    /// Sequence of the decision that opened it; 0 for none.
    package var decision: Int64 = 0
    /// By pilot: the arm it was dealt, `on` or `off`.
    package var arms: [String: String] = [:]
    /// Whether it is a golden case, whose answer is known.
    package var isGolden = false
    /// When its clocks of first touch and of closing are at risk.
    package var touchWarnAt: Int64 = .max
    package var closeWarnAt: Int64 = .max
    /// When a clock next comes to a state that is told; nil for never.
    package var clockNextAt: Int64?
    /// The path of ``CasesDefinition/escalations`` it went up last; empty for none.
    package var escalation = ""
    /// Until when who was told takes it up; nil once it was.
    package var takeUpBy: Int64?
    /// The event whose decision opened it; empty for none.
    package var eventSource = ""
    package var eventID = ""
    /// What waits for a second person, and who proposed it.
    package var proposal: CaseDesk.Closing?
    package var proposedBy = ""
    /// The order that its closing gave, such as `batch_…`; empty for none.
    package var order = ""
    /// Grows with each change; what is changed must name it.
    package var version: Int64 = 1

    /// Whether it went up a path and nobody took it up.
    package var isEscalated: Bool { !escalation.isEmpty && takeUpBy != nil }

    package init(
        id: String, sequence: Int64, queue: String, subject: EnforcedEntity, title: String,
        origin: CaseOrigin, causes: [String], openedAt: Int64, touchBy: Int64, closeBy: Int64
    ) {
        (self.id, self.sequence, self.queue, self.subject) = (id, sequence, queue, subject)
        (self.title, self.origin, self.causes) = (title, origin, causes)
        (self.openedAt, self.touchBy, self.closeBy) = (openedAt, touchBy, closeBy)
    }
}
