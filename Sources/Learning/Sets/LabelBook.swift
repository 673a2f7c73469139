import Events
package import Toolbox
package import Vocabulary

/// What was recorded about events and entities, found by the hashes that rows have.
package struct LabelBook: Sendable {
    /// One recorded answer. Where a time was not said, it is that of the row it is asked for.
    package struct Answer: Sendable, Hashable {
        package var isPositive: Bool
        package var weight: Double
        /// Milliseconds since 1970; nil where it was not said.
        package var time: Int64?
        package var recordedAt: Int64?

        package init(
            isPositive: Bool, weight: Double = 1, time: Int64? = nil, recordedAt: Int64? = nil
        ) {
            (self.isPositive, self.weight) = (isPositive, weight)
            (self.time, self.recordedAt) = (time, recordedAt)
        }
    }

    /// A kind of entity and the hash of its name.
    private struct EntityKey: Hashable {
        var kind: Int
        var hash: UInt64
    }

    /// Answers by subject, in the order they came to be known.
    private var groups: [[Answer]] = []
    private var events: [Hash128: Int32] = [:]
    private var entities: [EntityKey: Int32] = [:]
    /// Kinds of entity that any label speaks of, in order.
    private var kinds: [Int] = []
    /// Names of entities that no event of this schema can bear.
    package private(set) var unreadable = 0

    package var isEmpty: Bool { groups.isEmpty }

    package init() {}

    /// Takes one answer about an event or an entity. O(1).
    ///
    /// - Throws: ``Fault`` `invalid` for a kind of entity that the pack does not have.
    package mutating func take(
        _ answer: Answer, about subject: Label.Subject, schema: Schema
    ) throws(Fault) {
        switch subject {
        case .event(let source, let id):
            var (source, id) = (source, id)
            let identity = source.withUTF8 { source in id.withUTF8 { Hash128.of(source, $0) } }
            events[identity] = append(answer, to: events[identity])
        case .entity(let kind, let name):
            guard let place = schema.entities.firstIndex(of: kind) else {
                let nearest = EditDistance.suggestion(for: kind, among: schema.entities)
                throw Fault(
                    .invalid,
                    "A label speaks of the \(kind) \(name), and the pack has no such kind.",
                    fix: nearest.map { "Did you mean \($0)?" }
                        ?? "Kinds are \(schema.entities.joined(separator: ", ")).")
            }
            let type = schema.types.lazy.flatMap(\.fields).first { $0.entity == place }?.type
            guard let type, let hash = EntityHash.of(name, type) else {
                unreadable += 1
                return
            }
            if !kinds.contains(place) { kinds.append(place) }
            let key = EntityKey(kind: place, hash: hash)
            entities[key] = append(answer, to: entities[key])
        }
    }

    /// Takes a recorded label: its weight is confidence over propensity. One that is recorded at
    /// the time of what it speaks of does not say when it became known.
    package mutating func take(_ label: Label, schema: Schema) throws(Fault) {
        let answer = Answer(
            isPositive: label.isPositive, weight: label.confidence / label.propensity,
            time: label.time, recordedAt: label.recordedAt > label.time ? label.recordedAt : nil)
        try take(answer, about: label.subject, schema: schema)
    }

    /// Adds an answer to a group, or to a new one; its number.
    private mutating func append(_ answer: Answer, to group: Int32?) -> Int32 {
        if let group {
            groups[Int(group)].append(answer)
            return group
        }
        groups.append([answer])
        return Int32(groups.count - 1)
    }

    /// Whether any answer about a subject is positive.
    func isEverPositive(_ group: Int32) -> Bool {
        group >= 0 && groups[Int(group)].contains(where: \.isPositive)
    }

    /// Puts each subject's answers in order; to be called once, after the last was taken.
    package mutating func close() {
        for index in groups.indices where groups[index].count > 1 {
            groups[index] = groups[index].enumerated().sorted {
                ($0.element.recordedAt ?? .min, $0.offset) < (
                    $1.element.recordedAt ?? .min, $1.offset
                )
            }.map(\.element)
        }
    }

    /// The subjects that speak of a row: its event's own, else that of the first kind of entity it
    /// names; -1 for none. O(kinds).
    package func group(event: Hash128, entities hashes: UnsafePointer<UInt64>) -> Int32 {
        if let group = events[event] { return group }
        for kind in kinds where hashes[kind] != 0 {
            if let group = entities[EntityKey(kind: kind, hash: hashes[kind])] { return group }
        }
        return -1
    }

    /// What a row's subject was known to be at a time: the last answer recorded by then.
    ///
    /// - Parameters:
    ///   - time: of the row, milliseconds since 1970.
    ///   - delay: how long after it an answer is taken to be known where none was recorded.
    package func answer(_ group: Int32, time: Int64, delay: Int64, asOf: Int64) -> Answer? {
        guard group >= 0 else { return nil }
        return groups[Int(group)].last { LabelBook.known($0, time, delay) <= asOf }
    }

    private static func known(_ answer: Answer, _ time: Int64, _ delay: Int64) -> Int64 {
        answer.recordedAt ?? (answer.time ?? time) &+ delay
    }
}
