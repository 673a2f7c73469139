package import Toolbox
package import Vocabulary

/// What was decided on events, gathered from records: actions other than allow, and which version
/// of the policy decided each unit's first event.
package struct DecidedEvents: Sendable {
    private let unit: String
    private var actions: [Hash128: Action] = [:]
    private var first: [String: (time: Int64, version: Int)] = [:]
    package private(set) var records = 0

    /// - Parameter unit: the kind of entity that arms are made of.
    package init(unit: String) { self.unit = unit }

    /// Takes one record, in any order. O(its entities).
    package mutating func take(_ record: RecordGlance) {
        records += 1
        if record.action != .allow {
            actions[KnownLabels.identity(record.source, record.id)] = record.action
        }
        guard let version = record.policyVersion, let name = record.entities[unit] else { return }
        if let held = first[name], held.time <= record.time { return }
        first[name] = (record.time, version)
    }

    package func action(on identity: Hash128) -> Action { actions[identity] ?? .allow }

    /// By unit, the version that decided its first event.
    package var versions: [String: Int] { first.mapValues(\.version) }
}
