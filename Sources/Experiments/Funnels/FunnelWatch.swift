package import CEL
package import Toolbox
package import Vocabulary

/// Follows who walks a journey, step by step, with what was put in their way.
package struct FunnelWatch {
    /// One entity's way.
    package struct Way: Sendable {
        package var name: String
        package var segment: String
        /// When each step was done, milliseconds since 1970; the first always.
        package var doneAt: [Int64]
        /// By step after the first: challenges, and harder actions, while it was waited for.
        package var challenges: [Int]
        package var blocks: [Int]
        /// An event on it is labelled bad.
        package var isBad = false
    }

    package let definition: FunnelDefinition
    private let schema: Schema
    private let kind: String
    private let labels: KnownLabels
    private var places: [String: Int] = [:]
    package private(set) var ways: [Way] = []
    package private(set) var latest = Int64.min
    private let scratch = Scratch()

    package init(_ definition: FunnelDefinition, schema: Schema, labels: KnownLabels) {
        (self.definition, self.schema, self.labels) = (definition, schema, labels)
        kind = schema.entities[definition.unit]
    }

    /// Takes one event, in the order of the log. O(1).
    package mutating func take(
        _ row: UnsafePointer<Value>, type: Int, time: Int64, identity: Hash128, action: Action
    ) {
        latest = max(latest, time)
        guard let field = schema.field(naming: definition.unit, at: type),
            let name = row[field.slot].entityName
        else { return }
        guard let place = places[name] else { return begin(name, row, type, time, identity) }
        if labels.answer(event: identity)?.isPositive == true { ways[place].isBad = true }
        let next = ways[place].doneAt.count
        guard next < definition.steps.count, time >= ways[place].doneAt[next - 1],
            time - ways[place].doneAt[0] <= definition.within
        else { return }
        if action == .challenge { ways[place].challenges[next - 1] += 1 }
        if action > .challenge || action == .limit { ways[place].blocks[next - 1] += 1 }
        let step = definition.steps[next].event
        if step.type == type, step.holds(row, scratch) { ways[place].doneAt.append(time) }
    }

    private mutating func begin(
        _ name: String, _ row: UnsafePointer<Value>, _ type: Int, _ time: Int64,
        _ identity: Hash128
    ) {
        let first = definition.steps[0].event
        guard first.type == type, first.holds(row, scratch) else { return }
        let segment = definition.segment.flatMap { row[$0].entityName } ?? ""
        places[name] = ways.count
        let none = definition.steps.dropFirst().map { _ in 0 }
        let isBad =
            labels.answer(event: identity)?.isPositive == true
            || labels.answer(kind: kind, name: name)?.isPositive == true
        ways.append(
            Way(
                name: name, segment: segment, doneAt: [time], challenges: none, blocks: none,
                isBad: isBad))
    }
}
