import Toolbox
package import Vocabulary

/// What one decision says against one entity under one policy.
package struct Violation: Sendable, Hashable {
    package var policy: EnforcementPolicy
    package var entity: EnforcedEntity
    /// Of the decision's event, milliseconds since 1970.
    package var time: Int64
    package var decision: String
    /// Place of the event in the log.
    package var sequence: Int64
    package var eventSource: String
    package var eventID: String
    package var packHash: String
    package var policyVersion: Int?
    package var rules: [String]
    package var rings: [String]
    /// The reasons' words, the strongest first.
    package var facts: [String]

    /// All that a decision says, in the order of the policies. O(policies · reasons).
    ///
    /// A decision whose action a trial withheld says nothing, and neither does one that allows.
    package static func all(
        _ decision: StoredDecision, _ definition: EnforcementDefinition
    ) throws -> [Violation] {
        guard decision.action != .allow else { return [] }
        let record = try RecordView(record: decision.record)
        guard record.action != Action.allow.rawValue, record.trial?.arm != "withheld" else {
            return []
        }
        return definition.policies.compactMap { policy in
            guard policy.condition.holds(of: record),
                let name = name(record.entities[policy.entity])
            else { return nil }
            return Violation(
                policy: policy, entity: EnforcedEntity(kind: policy.entity, name: name),
                time: decision.time, decision: decision.id, sequence: decision.sequence,
                eventSource: record.event.source, eventID: record.event.id,
                packHash: decision.packHash,
                policyVersion: record.policyVersion, rules: record.reasons.map(\.rule),
                rings: rings(of: record, definition),
                facts: record.reasons.prefix(EnforcementBounds.factsMax).map(\.text))
        }
    }

    /// All that a decision says; nil when its record cannot be read.
    ///
    /// - Throws: what is no fault of the record.
    static func ifReadable(
        _ decision: StoredDecision, _ definition: EnforcementDefinition
    ) throws -> [Violation]? {
        do {
            return try all(decision, definition)
        } catch let fault as Fault where fault.code == .invalid {
            return nil
        }
    }

    /// Of an entity in a record; nil for none.
    private static func name(_ value: RecordView.Scalar?) -> String? {
        switch value {
        case nil, .missing: nil
        case .text(let name): name.isEmpty ? nil : name
        case .some(let value): value.text
        }
    }

    private static func rings(
        of record: RecordView, _ definition: EnforcementDefinition
    ) -> [String] {
        guard let feature = definition.ringFeature,
            case .text(let ring)? = record.features[feature], !ring.isEmpty
        else { return [] }
        return [ring]
    }

    /// Names the enforcement it leads to.
    package var enforcement: String {
        EnforcementNames.enforcement(decision: decision, policy: policy.name, entity: entity)
    }

    /// The keys of what a cap of that kind counts.
    func keys(_ scope: ReachCap.Scope) -> [String] {
        switch scope {
        case .policyVersion: [policyVersion.map { "version:\($0)" } ?? "pack:\(packHash)"]
        case .rule: rules.map { "rule:\($0)" }
        case .ring: rings.map { "ring:\($0)" }
        case .policy: ["policy:\(policy.name)"]
        case .hand: []
        }
    }
}

extension EnforcementPolicy.Condition {
    func holds(of record: RecordView) -> Bool {
        let named =
            actions.contains(record.action) || record.actions.contains(where: actions.contains)
        guard named, journeys.isEmpty || journeys.contains(record.journey) else { return false }
        guard signals.isEmpty || record.reasons.contains(where: { signals.contains($0.signal) })
        else { return false }
        return rules.isEmpty || record.reasons.contains { rules.contains($0.rule) }
    }
}
