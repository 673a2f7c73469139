package import Toolbox
package import Vocabulary

/// What became of events and entities, found by their names; a later answer speaks louder.
package struct KnownLabels: Sendable {
    package struct Answer: Sendable, Hashable {
        package var isPositive: Bool
        /// The chance with which it was chosen to be labelled, in (0, 1].
        package var propensity: Double
        var recordedAt: Int64
    }

    private var events: [Hash128: Answer] = [:]
    /// By kind, then by name.
    private var entities: [String: [String: Answer]] = [:]
    package private(set) var count = 0

    package init() {}

    /// O(1).
    package mutating func take(_ label: Label) {
        let answer = Answer(
            isPositive: label.isPositive, propensity: label.propensity,
            recordedAt: label.recordedAt)
        func later(_ held: Answer?) -> Answer {
            held.map { $0.recordedAt > answer.recordedAt ? $0 : answer } ?? answer
        }
        count += 1
        switch label.subject {
        case .event(let source, let id):
            let identity = KnownLabels.identity(source, id)
            events[identity] = later(events[identity])
        case .entity(let kind, let name):
            entities[kind, default: [:]][name] = later(entities[kind]?[name])
        }
    }

    package func answer(event identity: Hash128) -> Answer? { events[identity] }

    package func answer(kind: String, name: String) -> Answer? { entities[kind]?[name] }

    /// Of a record: its event's own, else that of an entity it names, kinds in order of name.
    package func answer(_ record: RecordGlance) -> Answer? {
        if let answer = events[KnownLabels.identity(record.source, record.id)] { return answer }
        guard !entities.isEmpty else { return nil }
        for kind in entities.keys.sorted() {
            if let name = record.entities[kind], let answer = entities[kind]?[name] {
                return answer
            }
        }
        return nil
    }

    package static func identity(_ source: String, _ id: String) -> Hash128 {
        var (source, id) = (source, id)
        return source.withUTF8 { source in id.withUTF8 { Hash128.of(source, $0) } }
    }
}
