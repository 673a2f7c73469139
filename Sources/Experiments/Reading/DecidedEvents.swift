package import Toolbox
package import Vocabulary

/// When each version of the policy first decided, gathered from records.
package struct VersionStarts: Sendable {
    private var first: [Int: Int64] = [:]

    package init() {}

    package mutating func take(_ record: RecordGlance) {
        guard let version = record.policyVersion else { return }
        first[version] = min(first[version] ?? record.time, record.time)
    }

    /// The time from which every arm was there, milliseconds since 1970: whoever came before met
    /// one arm only, whatever their own.
    ///
    /// - Throws: ``Fault`` `notFound` for a version that never decided.
    package func start(of definition: ExperimentDefinition) throws(Fault) -> Int64 {
        var start = definition.startsAt ?? .min
        for arm in definition.arms {
            guard let version = arm.version, let begun = first[version] else {
                throw Fault(
                    .notFound,
                    "No decision names version \(arm.version ?? 0), the arm \(arm.name) of "
                        + "\(definition.name).",
                    fix: "Give decisions of a service whose registry decides, or drop `version`.")
            }
            start = max(start, begun)
        }
        return start
    }
}

/// What was decided on events, gathered from records: actions other than allow, and which version
/// of the policy decided each unit's first event from a time on.
package struct DecidedEvents: Sendable {
    private let unit: String
    private let from: Int64
    private var actions: [Hash128: Action] = [:]
    private var first: [String: (time: Int64, version: Int)] = [:]
    package private(set) var records = 0

    /// - Parameters:
    ///   - unit: the kind of entity that arms are made of.
    ///   - from: event time from which versions count, milliseconds since 1970.
    package init(unit: String, from: Int64 = .min) { (self.unit, self.from) = (unit, from) }

    /// Takes one record, in any order. O(its entities).
    package mutating func take(_ record: RecordGlance) {
        records += 1
        if record.action != .allow {
            actions[KnownLabels.identity(record.source, record.id)] = record.action
        }
        guard record.time >= from, let version = record.policyVersion,
            let name = record.entities[unit]
        else { return }
        if let held = first[name], held.time <= record.time { return }
        first[name] = (record.time, version)
    }

    package func action(on identity: Hash128) -> Action { actions[identity] ?? .allow }

    /// By unit, the version that decided its first event.
    package var versions: [String: Int] { first.mapValues(\.version) }
}
