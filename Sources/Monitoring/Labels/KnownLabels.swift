import Toolbox
import Vocabulary

/// What labels say of events and entities: of a subject and name, the one recorded last.
struct KnownLabels {
    struct Answer {
        var isPositive: Bool
        var propensity: Double
        var recordedAt: Int64
        var sequence: Int64
    }

    /// By name of the label, then by subject.
    private var answers: [String: [UInt64: Answer]] = [:]
    /// Kinds of entities that were labelled, in the order they came.
    private(set) var kinds: [String] = []
    /// By name: labels taken.
    private(set) var taken: [String: Int] = [:]
    /// Labels that came when all there is room for were there.
    private(set) var dropped = 0
    private var held = 0

    /// A subject as a number; two of a million are the same once in 10⁷ times.
    static func key(_ subject: Label.Subject) -> UInt64 {
        switch subject {
        case .event(let source, let id): Hash64.of("e\u{0}\(source)\u{0}\(id)")
        case .entity(let kind, let name): Hash64.of("n\u{0}\(kind)\u{0}\(name)")
        }
    }

    /// Takes a label. O(1).
    ///
    /// - Parameters:
    ///   - since: labels of events before it are passed over, milliseconds since 1970.
    ///   - most: subjects that are held at most.
    mutating func take(_ label: Label, _ sequence: Int64, since: Int64, most: Int) {
        if case .event = label.subject, label.time < since { return }
        let key = Self.key(label.subject)
        let before = answers[label.name]?[key]
        guard before != nil || held < most else {
            dropped += 1
            return
        }
        taken[label.name, default: 0] += 1
        if case .entity(let kind, _) = label.subject, !kinds.contains(kind) { kinds.append(kind) }
        if let before, before.recordedAt > label.recordedAt { return }
        if before == nil { held += 1 }
        answers[label.name, default: [:]][key] = Answer(
            isPositive: label.isPositive, propensity: label.propensity,
            recordedAt: label.recordedAt, sequence: sequence)
    }

    /// What is known of a subject.
    ///
    /// - Parameter name: of the label; nil for any, the last recorded.
    func answer(_ subject: UInt64, name: String?) -> Answer? {
        if let name { return answers[name]?[subject] }
        return answers.values.compactMap { $0[subject] }.max {
            ($0.recordedAt, $0.sequence) < ($1.recordedAt, $1.sequence)
        }
    }
}
