/// What is done with a case, and what it is afterwards: the one table of legal steps.
package enum CaseVerb: String, Sendable, Hashable, CaseIterable {
    case take, assign, release, note, attach, evidence, snooze, wake, move, escalate
    case takeUp = "take_up"
    case link, merge, close, propose, approve, refuse

    /// What a case in a state is after it; nil where it is not allowed. An undoing is none of
    /// these: it puts back what was there.
    package func state(from state: Case.State) -> Case.State? { Self.steps[self]?[state] }

    private static let steps: [CaseVerb: [Case.State: Case.State]] = [
        .take: [.open: .assigned, .assigned: .assigned, .snoozed: .assigned],
        .assign: [.open: .assigned, .assigned: .assigned, .snoozed: .assigned],
        .release: [.assigned: .open, .snoozed: .open],
        .note: staying(but: []),
        .attach: staying(but: [.merged]),
        .evidence: staying(but: [.closed, .merged]),
        .snooze: [.open: .snoozed, .assigned: .snoozed],
        .wake: [.snoozed: .open],
        .move: [.open: .open, .assigned: .open, .snoozed: .open],
        .escalate: [.open: .open, .assigned: .assigned, .snoozed: .open],
        .takeUp: [.open: .assigned, .assigned: .assigned],
        .link: staying(but: []),
        .merge: [.open: .merged, .assigned: .merged, .snoozed: .merged],
        .close: [.open: .closed, .assigned: .closed, .snoozed: .closed],
        .propose: [.open: .approving, .assigned: .approving, .snoozed: .approving],
        .approve: [.approving: .closed],
        .refuse: [.approving: .assigned],
    ]

    private static func staying(but others: Set<Case.State>) -> [Case.State: Case.State] {
        Dictionary(
            uniqueKeysWithValues: Case.State.allCases.filter { !others.contains($0) }
                .map { ($0, $0) })
    }

    /// In words, such as `take up`.
    var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}
