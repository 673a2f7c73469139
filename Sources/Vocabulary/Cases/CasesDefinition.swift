/// How people's work is organised, as `cases.yaml` has it.
package struct CasesDefinition: Sendable, Hashable, Codable {
    /// In the order of the file; the first whose routing matches takes a case.
    package var queues: [QueueDefinition]
    package var calendars: [WorkCalendar]
    package var dispositions: [DispositionReason]
    package var escalations: [EscalationPath]
    /// What opens a case of itself.
    package var openings: [CaseOpening]
    /// Measures that ask for a second person, such as `suspend`.
    package var fourEyes: [EnforcementMeasure]
    /// What money is counted in, such as `EUR`; amounts of cases are its minor units.
    package var unit = "EUR"
    /// Expected losses, the first whose journey or origin matches; empty where all count alike.
    package var amounts: [CaseAmount] = []
    /// The question that labels of closed cases answer, such as `abusive`.
    package var label = "fraud"
    /// What somebody outside may report, such as `impersonation`.
    package var reports = CasesDefinition.usualReports
    /// How whom a case or an order acts on is told; nil where nobody is.
    package var hands: HandNotices?

    package init(
        queues: [QueueDefinition], calendars: [WorkCalendar], dispositions: [DispositionReason],
        escalations: [EscalationPath], openings: [CaseOpening], fourEyes: [EnforcementMeasure]
    ) {
        (self.queues, self.calendars, self.dispositions) = (queues, calendars, dispositions)
        (self.escalations, self.openings, self.fourEyes) = (escalations, openings, fourEyes)
    }

    /// What is reported where a pack says nothing else.
    package static let usualReports = [
        "artificial_streaming", "impersonation", "stolen_content", "wrong_owner", "spam", "other",
    ]

    package func queue(_ name: String) -> QueueDefinition? { queues.first { $0.name == name } }
    package func calendar(_ name: String) -> WorkCalendar {
        calendars.first { $0.name == name } ?? .always
    }
    package func reason(_ name: String) -> DispositionReason? {
        dispositions.first { $0.name == name }
    }
    package func escalation(_ name: String) -> EscalationPath? {
        escalations.first { $0.name == name }
    }
    package func opening(_ origin: CaseOrigin) -> CaseOpening? {
        openings.first { $0.origin == origin }
    }

    /// The queue that takes a case: the first with a route that matches; else the first that names
    /// no route, which takes what is left; else the last. O(routes).
    package func route(
        _ origin: CaseOrigin, subject: String, causes: [String], loss: Int64
    ) -> QueueDefinition? {
        queues.first { queue in
            queue.routes.contains {
                $0.takes(origin, subject: subject, causes: causes, loss: loss)
            }
        } ?? queues.first { $0.routes.isEmpty } ?? queues.last
    }
}

/// What is at stake in one kind of case, in minor units.
package struct CaseAmount: Sendable, Hashable, Codable {
    /// Empty for all.
    package var origins: [CaseOrigin]
    /// Journeys of the decision; empty for all.
    package var journeys: [String]
    /// What one event is worth, or one play of a ring; minor units, with fractions.
    package var each: Double
    /// A value of the decision's reasons or features that counts in its place, such as
    /// `event.amount`; empty for none.
    package var value: String

    package init(
        origins: [CaseOrigin] = [], journeys: [String] = [], each: Double, value: String = ""
    ) {
        (self.origins, self.journeys) = (origins, journeys)
        (self.each, self.value) = (each, value)
    }
}

/// Cases that wait for one kind of skill.
package struct QueueDefinition: Sendable, Hashable, Codable {
    package enum Assignment: String, Sendable, Hashable, CaseIterable, Codable {
        /// Reviewers take the next when they are free.
        case pull
        case roundRobin = "round_robin"
        /// To who holds the fewest.
        case load
        /// To who has all skills of the queue, of those who holds the fewest.
        case skill
    }

    package var name: String
    package var description: String
    /// What a reviewer must be skilled in; empty for nothing.
    package var skills: [String]
    /// Any of them takes a case; empty for what no other queue takes.
    package var routes: [CaseRoute]
    package var assignment: Assignment
    package var calendar: String
    /// Within which a case is first touched, and closed, milliseconds of the calendar's hours.
    package var firstTouch: Int64
    package var close: Int64
    /// The share of a clock after which a case is at risk, 0...1.
    package var warning: Double
    /// The share of closed cases that a second person reviews blindly, 0...1.
    package var secondReview: Double
    /// What a reviewer goes through, a line each.
    package var checklist: [String]
    /// Cases one reviewer holds at most.
    package var heldMax: Int

    package init(
        name: String, description: String, skills: [String], routes: [CaseRoute],
        assignment: Assignment, calendar: String, firstTouch: Int64, close: Int64, warning: Double,
        secondReview: Double, checklist: [String], heldMax: Int
    ) {
        (self.name, self.description, self.skills) = (name, description, skills)
        (self.routes, self.assignment, self.calendar) = (routes, assignment, calendar)
        (self.firstTouch, self.close, self.warning) = (firstTouch, close, warning)
        (self.secondReview, self.checklist, self.heldMax) = (secondReview, checklist, heldMax)
    }
}

/// Which cases a queue takes: all that is given must hold, by any of its values.
package struct CaseRoute: Sendable, Hashable, Codable {
    package var origins: [CaseOrigin]
    /// Kinds of the subject, such as `account` or `ring`.
    package var subjects: [String]
    /// Names of rules, signals or policies that opened it.
    package var causes: [String]
    /// From so many minor units of expected loss on; 0 for all.
    package var lossMin: Int64

    package init(
        origins: [CaseOrigin] = [], subjects: [String] = [], causes: [String] = [],
        lossMin: Int64 = 0
    ) {
        (self.origins, self.subjects) = (origins, subjects)
        (self.causes, self.lossMin) = (causes, lossMin)
    }

    /// Whether all that is given holds, by any of its values.
    package func takes(
        _ origin: CaseOrigin, subject: String, causes: [String], loss: Int64
    ) -> Bool {
        (origins.isEmpty || origins.contains(origin))
            && (subjects.isEmpty || subjects.contains(subject))
            && (self.causes.isEmpty || self.causes.contains(where: causes.contains))
            && loss >= lossMin
    }
}

/// What opened a case.
package enum CaseOrigin: String, Sendable, Hashable, CaseIterable, Codable {
    /// A decision whose action asks for review.
    case policy
    case ring
    /// Somebody in the community or a partner told.
    case report
    case appeal
    case hand
}

/// When people work: hours by day of the week, in one offset from UTC, less holidays.
package struct WorkCalendar: Sendable, Hashable, Codable {
    package var name: String
    /// Minutes from UTC, such as 60.
    package var offsetMinutes: Int
    /// From Monday: minutes of the day from and to; empty for a day off.
    package var days: [[Hours]]
    /// Days off, such as `2026-12-25`.
    package var holidays: [String]

    package struct Hours: Sendable, Hashable, Codable {
        package var from: Int
        package var to: Int
        package init(from: Int, to: Int) { (self.from, self.to) = (from, to) }
    }

    package init(name: String, offsetMinutes: Int, days: [[Hours]], holidays: [String]) {
        (self.name, self.offsetMinutes, self.days, self.holidays) = (
            name, offsetMinutes, days, holidays
        )
    }

    /// Every minute of every day.
    package static let always = WorkCalendar(
        name: "always", offsetMinutes: 0,
        days: Array(repeating: [Hours(from: 0, to: 1440)], count: 7), holidays: [])
}

/// A reason to close a case with.
package struct DispositionReason: Sendable, Hashable, Codable {
    package var name: String
    package var description: String
    package var disposition: Disposition

    package init(name: String, description: String, disposition: Disposition) {
        (self.name, self.description, self.disposition) = (name, description, disposition)
    }
}

/// How a reviewer closed a case.
package enum Disposition: String, Sendable, Hashable, CaseIterable, Codable {
    /// It is abuse.
    case confirmed
    /// It is not.
    case cleared
    case inconclusive
}

/// To whom a case goes that is beyond a reviewer.
package struct EscalationPath: Sendable, Hashable, Codable {
    package var name: String
    /// 1 is the gravest, as in incidents.
    package var severity: Int
    /// Who is told: people, or addresses that a webhook's receiver knows.
    package var tells: [String]
    /// What is to be done, a step a line.
    package var runbook: [String]
    /// Within which it is taken up, milliseconds of the clock on the wall.
    package var within: Int64
    /// The queue it goes to; empty where it stays.
    package var queue: String

    package init(
        name: String, severity: Int, tells: [String], runbook: [String], within: Int64,
        queue: String
    ) {
        (self.name, self.severity, self.tells) = (name, severity, tells)
        (self.runbook, self.within, self.queue) = (runbook, within, queue)
    }
}

/// What opens cases of itself.
package struct CaseOpening: Sendable, Hashable, Codable {
    package var origin: CaseOrigin
    /// Of `policy`: actions that open one, such as `review`.
    package var actions: [String]
    /// Of `policy`: journeys; empty for all.
    package var journeys: [String]
    /// Of `ring`: the least score.
    package var scoreMin: Double
    /// The kind of entity the case is about, such as `account`.
    package var subject: String
    /// How long after a case of the same subject was closed none is opened again, milliseconds.
    package var quiet: Int64 = 86_400_000

    package init(
        origin: CaseOrigin, actions: [String] = [], journeys: [String] = [], scoreMin: Double = 0,
        subject: String = "account"
    ) {
        (self.origin, self.actions, self.journeys) = (origin, actions, journeys)
        (self.scoreMin, self.subject) = (scoreMin, subject)
    }
}
