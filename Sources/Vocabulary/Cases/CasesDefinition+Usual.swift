extension CasesDefinition {
    private static let hour: Int64 = 3_600_000
    private static let day = 24 * hour

    /// How cases are worked where a pack has no `cases.yaml`: reviews, appeals, reports in a queue
    /// each, clocks of the wall, and two people for what closes an account.
    package static let usual = CasesDefinition(
        queues: [
            usual(
                "appeals", "Somebody says that a measure is wrong.", touch: day, close: 7 * day,
                [CaseRoute(origins: [.appeal])]),
            usual(
                "reports", "The community and partners tell of somebody.", touch: day,
                close: 5 * day, [CaseRoute(origins: [.report])]),
            usual(
                "rings", "Accounts that act as one.", touch: 4 * hour, close: 2 * day,
                [CaseRoute(origins: [.ring])]),
            usual(
                "review", "What decisions ask a person to look at.", touch: 8 * hour,
                close: 3 * day, []),
        ],
        calendars: [.always],
        dispositions: [
            DispositionReason(
                name: "abuse", description: "What we see has no honest explanation.",
                disposition: .confirmed),
            DispositionReason(
                name: "honest", description: "There is an honest explanation.",
                disposition: .cleared),
            DispositionReason(
                name: "mistake", description: "Our rule or data was wrong.",
                disposition: .cleared),
            DispositionReason(
                name: "not_enough", description: "Too little is known to say.",
                disposition: .inconclusive),
        ],
        escalations: [
            EscalationPath(
                name: "lead", severity: 2, tells: ["lead"],
                runbook: [
                    "Say in the case what is beyond a reviewer.",
                    "Order nothing until the lead has looked.",
                ], within: 4 * hour, queue: "")
        ],
        openings: [
            CaseOpening(origin: .policy, actions: ["review"]),
            CaseOpening(origin: .ring, scoreMin: 0.5, subject: "ring"),
            CaseOpening(origin: .appeal), CaseOpening(origin: .report),
        ], fourEyes: [.suspend, .ban])

    private static func usual(
        _ name: String, _ description: String, touch: Int64, close: Int64, _ routes: [CaseRoute]
    ) -> QueueDefinition {
        QueueDefinition(
            name: name, description: description, skills: [], routes: routes, assignment: .pull,
            calendar: "always", firstTouch: touch, close: close, warning: 0.75, secondReview: 0.05,
            checklist: [
                "Read the strongest reason and look at the events it speaks of.",
                "Ask what an honest person would have done.",
                "Say why in a sentence that the person may read.",
            ], heldMax: 20)
    }
}
