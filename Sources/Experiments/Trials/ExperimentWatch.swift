package import CEL
import Toolbox
package import Vocabulary

/// Follows the entities of one experiment through their events, in the order of the log.
package struct ExperimentWatch {
    /// What one entity counted for one metric, once its time had passed.
    package struct Observation: Sendable, Hashable {
        /// When it was known, milliseconds since 1970.
        package var at: Int64
        package var arm: Int
        /// 0...1: of what an entity counts at most.
        package var outcome: Double

        package init(at: Int64, arm: Int, outcome: Double) {
            (self.at, self.arm, self.outcome) = (at, arm, outcome)
        }
    }

    package let definition: ExperimentDefinition
    /// The primary one first.
    package let metrics: [ExperimentDefinition.Metric]
    private let schema: Schema
    private let unitKind: String
    private let assignment: Assignment
    /// By name, the version of the policy that decided first, where arms go by versions.
    private let versions: [String: Int]
    private let goesByVersion: Bool
    private var places: [String: Int] = [:]
    private var names: [String] = []
    private var enteredAt: [Int64] = []
    private var arms: [Int] = []
    /// By entity, then metric.
    private var sums: [Double] = []
    package private(set) var latest = Int64.min
    /// By arm, actions other than allow on its entities.
    package private(set) var actedOn: [Int]
    private let scratch = Scratch()

    /// - Parameter versions: by unit, the version that decided its first event since all arms
    ///   were there; see ``DecidedEvents``. Read only where every arm names a version.
    package init(
        _ definition: ExperimentDefinition, schema: Schema, versions: [String: Int] = [:]
    ) {
        (self.definition, self.schema, self.versions) = (definition, schema, versions)
        metrics = [definition.primary] + definition.guards
        unitKind = schema.entities[definition.unit]
        assignment = Assignment(arms: definition.arms, salt: definition.salt)
        goesByVersion = definition.goesByVersion
        actedOn = definition.arms.map { _ in 0 }
    }

    /// Takes one event. O(metrics).
    package mutating func take(
        _ row: UnsafePointer<Value>, type: Int, time: Int64, action: Action
    ) {
        latest = max(latest, time)
        guard let field = schema.field(naming: definition.unit, at: type),
            let name = row[field.slot].entityName
        else { return }
        guard let place = places[name] ?? enter(name, row, type, time) else { return }
        if action != .allow { actedOn[arms[place]] += 1 }
        let age = time - enteredAt[place]
        for (index, metric) in metrics.enumerated() {
            guard metric.event.type == type, age > metric.from, age <= metric.to,
                metric.event.holds(row, scratch)
            else { continue }
            let sum = place * metrics.count + index
            if let value = metric.value {
                let number = value.evaluate(row, scratch).number ?? 0
                sums[sum] += number.isFinite ? number : 0
                scratch.reset()
            } else {
                sums[sum] = 1
            }
        }
    }

    private mutating func enter(
        _ name: String, _ row: UnsafePointer<Value>, _ type: Int, _ time: Int64
    ) -> Int? {
        if let start = definition.startsAt, time < start { return nil }
        if let entry = definition.enters {
            guard entry.type == type, entry.holds(row, scratch) else { return nil }
        }
        guard let arm = arm(of: name) else { return nil }
        places[name] = names.count
        names.append(name)
        enteredAt.append(time)
        arms.append(arm)
        sums.append(contentsOf: metrics.map { _ in 0 })
        return names.count - 1
    }

    private func arm(of name: String) -> Int? {
        guard goesByVersion else { return assignment.arm(of: name) }
        guard let version = versions[name] else { return nil }
        return definition.arms.firstIndex { $0.version == version }
    }

    /// Entities that entered, by arm.
    package var entered: [Int] {
        var counts = definition.arms.map { _ in 0 }
        for arm in arms { counts[arm] += 1 }
        return counts
    }

    /// What is known by the end of the log, in the order it came to be known. O(n log n).
    ///
    /// An entity counts when its time has passed, whatever it did before: to count early successes
    /// early would count them more.
    package func observations(_ index: Int, labels: KnownLabels) -> [Observation] {
        let metric = metrics[index]
        var found: [(observation: Observation, place: Int)] = []
        for place in names.indices where latest - enteredAt[place] >= metric.to {
            if metric.isOfGood,
                labels.answer(kind: unitKind, name: names[place])?.isPositive == true
            {
                continue
            }
            let sum = min(metric.atMost, max(0, sums[place * metrics.count + index]))
            found.append(
                (
                    Observation(
                        at: enteredAt[place] + metric.to, arm: arms[place],
                        outcome: sum / metric.atMost), place
                ))
        }
        return found.sorted { ($0.observation.at, $0.place) < ($1.observation.at, $1.place) }
            .map(\.observation)
    }
}

extension ExperimentDefinition {
    /// Whether arms are told by the policy's version that decided, not by the salt.
    package var goesByVersion: Bool { arms.allSatisfy { $0.version != nil } }
}

extension EventChoice {
    func holds(_ row: UnsafePointer<Value>, _ scratch: Scratch) -> Bool {
        guard let condition else { return true }
        let value = condition.evaluate(row, scratch)
        let holds = value.kind == .bool && value.asBool
        scratch.reset()
        return holds
    }
}

extension Value {
    /// As people write it; nil where it is absent or empty.
    var entityName: String? {
        switch kind {
        case .absent: return nil
        case .string:
            let bytes = asBytes
            return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
        default:
            var writer = ByteWriter(capacity: 64)
            writeText(to: &writer)
            return writer.count == 0 ? nil : writer.text
        }
    }
}
