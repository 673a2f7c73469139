import Toolbox
package import Vocabulary

/// Another way to work, tried by a share of the cases or of the reviewers and compared.
package struct Pilot: Sendable, Hashable, Codable {
    /// What is tried.
    package enum Subject: String, Sendable, Hashable, CaseIterable, Codable {
        /// How a queue is run: the overrides hold for its cases.
        case queue
        /// A rule or a version of the policy: cases it opened are compared; nothing is overridden.
        case rule
        /// How all cases are worked, whatever their queue.
        case workflow
    }

    /// What is drawn into an arm.
    package enum Unit: String, Sendable, Hashable, CaseIterable, Codable {
        case `case`
        /// All that a reviewer closes is of the reviewer's arm.
        case reviewer
    }

    package enum Arm: String, Sendable, Hashable, CaseIterable, Codable { case on, off }

    /// Such as `quick-touch`.
    package var name: String
    package var subject: Subject
    /// The queue, or the rule or version such as `version:4`; empty of a workflow.
    package var of: String
    package var unit: Unit
    /// Drawn into ``Arm/on``, in (0, 1).
    package var share: Double
    package var overrides: PilotOverrides
    /// Milliseconds since 1970.
    package var startedAt: Int64
    package var startedBy: String
    package var why: String
    package var stoppedAt: Int64?
    package var stoppedBy = ""
    package var stoppedWhy = ""

    /// Pilots that run at once, and that are kept.
    package static let runningMax = 16
    package static let keptMax = 200

    package init(
        name: String, subject: Subject, of: String, unit: Unit, share: Double,
        overrides: PilotOverrides, startedAt: Int64, startedBy: String, why: String
    ) {
        (self.name, self.subject, self.of, self.unit) = (name, subject, of, unit)
        (self.share, self.overrides) = (share, overrides)
        (self.startedAt, self.startedBy, self.why) = (startedAt, startedBy, why)
    }

    package var isRunning: Bool { stoppedAt == nil }

    /// - Throws: ``Fault`` `invalid` naming what is wrong with it.
    package func check(_ definition: CasesDefinition) throws(Fault) {
        let marks = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard !name.isEmpty, name.count <= 60, marks else {
            throw Fault(
                .invalid, "A pilot's name is `\(name.prefix(60))`.",
                fix: "Use letters, digits and `-`, at most 60.")
        }
        guard share > 0, share < 1 else {
            throw Fault(
                .invalid, "The share of \(name) is \(share).",
                fix: "Use a share between 0 and 1, such as 0.1: both arms need some.")
        }
        if subject == .queue, definition.queue(of) == nil {
            throw Fault(
                .invalid, "There is no queue `\(of.prefix(80))` for \(name).",
                fix: "There are \(definition.queues.map(\.name).joined(separator: ", ")).")
        }
        if subject == .rule, of.isEmpty {
            throw Fault(
                .invalid, "\(name) names no rule.",
                fix: "Name a rule, or a version such as version:4.")
        }
        guard subject != .rule || overrides.isEmpty else {
            throw Fault(
                .invalid, "\(name) compares a rule, and overrides how cases are worked.",
                fix: "Leave the overrides out, or choose a queue.")
        }
        try overrides.check()
    }

    /// Whether a case takes part, by its queue and by what opened it.
    package func covers(queue: String, causes: [String]) -> Bool {
        switch subject {
        case .queue: queue == of
        case .rule: causes.contains(of)
        case .workflow: true
        }
    }

    /// What it is tried on, such as `queue plays`; a workflow's is all queues.
    package var place: String { of.isEmpty ? subject.rawValue : "\(subject.rawValue) \(of)" }

    /// Whether both change the same cases: of one queue or rule, or all queues and one of them.
    func meets(_ other: Pilot) -> Bool {
        if subject == .rule || other.subject == .rule {
            return subject == other.subject && of == other.of
        }
        return subject != other.subject || subject == .workflow || of == other.of
    }

    /// The arm of a case or reviewer: `bucket(id, "pilot/NAME", 10000)` as rules have it.
    package func arm(of id: String) -> Arm {
        let part = Draw.bucket(id, salt: "pilot/\(name)", parts: 10_000)
        return part < Int((share * 10_000).rounded()) ? .on : .off
    }
}

/// What a pilot changes for its cases; nil for what stays.
package struct PilotOverrides: Sendable, Hashable, Codable {
    package var assignment: QueueDefinition.Assignment?
    /// Milliseconds of the calendar's hours.
    package var firstTouch: Int64?
    package var close: Int64?
    /// 0...1.
    package var secondReview: Double?
    package var checklist: [String]?

    package init() {}

    package var isEmpty: Bool { self == PilotOverrides() }

    func check() throws(Fault) {
        for (name, span) in [("first touch", firstTouch), ("close", close)] {
            if let span, span <= 0 {
                throw Fault(
                    .invalid, "A pilot's \(name) is \(span) ms.", fix: "Use some hours.")
            }
        }
        if let secondReview, !(0...1).contains(secondReview) {
            throw Fault(
                .invalid, "A pilot's share of second reviews is \(secondReview).",
                fix: "Use a share from 0 to 1.")
        }
        if let checklist, checklist.count > 30 || checklist.contains(where: { $0.count > 200 }) {
            throw Fault(
                .invalid, "A pilot's checklist is too long.",
                fix: "Use at most 30 lines of 200 characters.")
        }
    }

    /// The queue as it is under the pilot.
    package func applied(to queue: QueueDefinition) -> QueueDefinition {
        var queue = queue
        queue.assignment = assignment ?? queue.assignment
        queue.firstTouch = firstTouch ?? queue.firstTouch
        queue.close = close ?? queue.close
        queue.secondReview = secondReview ?? queue.secondReview
        queue.checklist = checklist ?? queue.checklist
        return queue
    }
}

extension [Pilot] {
    /// The arms of a new case, by pilot; reviewers' arms are told at closing.
    package func arms(ofCase id: String, queue: String, causes: [String]) -> [String: String] {
        var arms: [String: String] = [:]
        for pilot in self
        where pilot.isRunning && pilot.unit == .case && pilot.covers(queue: queue, causes: causes) {
            arms[pilot.name] = pilot.arm(of: id).rawValue
        }
        return arms
    }

    /// The queue as it is for a case of these arms: later pilots speak louder.
    package func applied(
        to queue: QueueDefinition, arms: [String: String]
    ) -> QueueDefinition {
        reduce(queue) { queue, pilot in
            arms[pilot.name] == Pilot.Arm.on.rawValue
                ? pilot.overrides.applied(to: queue) : queue
        }
    }
}

extension CasesDefinition {
    /// What the reviewer of a case goes through, as its arms of pilots have it.
    package func checklist(of one: Case, pilots: [Pilot]) -> [String] {
        queue(one.queue).map { pilots.applied(to: $0, arms: one.arms).checklist } ?? []
    }

    /// With another queue in the place of the one of its name.
    func replacing(_ queue: QueueDefinition) -> CasesDefinition {
        var definition = self
        definition.queues = queues.map { $0.name == queue.name ? queue : $0 }
        return definition
    }
}

/// Draws that come out the same each time.
package enum Draw {
    /// Which of `parts` equal parts an id falls into, as `bucket(id, salt, parts)` of rules has it.
    package static func bucket(_ id: String, salt: String, parts: Int) -> Int {
        precondition(parts > 0, "A draw divides into parts")
        let hash = Hash64.combine(hash(salt), hash(id))
        return Int(hash.multipliedFullWidth(by: UInt64(parts)).high)
    }

    /// The empty text has one hash, wherever it lies.
    private static func hash(_ text: String) -> UInt64 {
        text.isEmpty ? Hash64.of(UnsafeBufferPointer(start: nil, count: 0)) : Hash64.of(text)
    }

    /// Whether an id is among a share.
    package static func isDrawn(_ id: String, salt: String, share: Double) -> Bool {
        Double(bucket(id, salt: salt, parts: 1_000_000)) < share * 1_000_000
    }
}
