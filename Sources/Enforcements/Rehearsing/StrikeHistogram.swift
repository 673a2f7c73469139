package import Vocabulary

/// Who would be hit at which number of strikes, before a policy is switched on.
package struct StrikeHistogram: Sendable, Hashable, Encodable {
    package struct Policy: Sendable, Hashable, Encodable {
        package var policy: String
        package var violations: Int
        /// Of them, those that are part of another.
        package var partOfAnother: Int
        package var entities: Int
        /// By strikes: entities that reach them, and the measure they meet there.
        package var thresholds: [Threshold]
    }

    package struct Threshold: Sendable, Hashable, Encodable {
        package var strikes: Double
        package var entities: Int
        package var measure: String
    }

    package var decisions = 0
    package var policies: [Policy] = []
    /// Enforcements that would wait for a second person under the caps.
    package var held = 0
    /// Decisions whose record this version cannot read.
    package var unreadable = 0

    /// Rows a policy has at most: those of its ladder, and whole numbers beside them.
    private static let thresholdsMax = 40

    /// Rehearses `enforcement.yaml` over the decisions of a store; writes nothing. In memory by
    /// violation.
    ///
    /// - Parameters:
    ///   - since: event time, milliseconds since 1970.
    ///   - after: place in the log; decisions up to it are not read.
    ///   - progress: told the decisions read.
    package init(
        of definition: EnforcementDefinition, in store: any EnforcementStore,
        since: Int64 = .min, after start: Int64 = 0, progress: (Int) -> Void = { _ in }
    ) throws {
        let free = MemoryTables()
        let capped = MemoryTables()
        var freely = Judging(tables: free, clock: .min, caps: [])
        var carefully = Judging(tables: capped, clock: .min, caps: definition.reach)
        var parts: [String: (violations: Int, partOf: Int)] = [:]
        var after = start
        var clock = Int64.min
        while true {
            let (found, upTo) = try store.decisionsToCarry(
                after: after, limit: EnforcementBounds.decisionsPerTransaction)
            guard upTo > after else { break }
            after = upTo
            for decision in found where decision.time >= since {
                clock = max(clock, decision.time)
                (freely.desk.clock, carefully.desk.clock) = (clock, clock)
                decisions += 1
                guard let found = try Violation.ifReadable(decision, definition) else {
                    unreadable += 1
                    continue
                }
                for violation in found {
                    var part = parts[violation.policy.name] ?? (0, 0)
                    part.violations += 1
                    if try freely.judge(violation) == .partOfAnother { part.partOf += 1 }
                    parts[violation.policy.name] = part
                    if try carefully.judge(violation) == .held { held += 1 }
                }
            }
            progress(decisions)
        }
        for policy in definition.policies {
            var most: [EnforcedEntity: Double] = [:]
            for enforcement in free.all where enforcement.policy == policy.name {
                most[enforcement.entity] = max(most[enforcement.entity] ?? 0, enforcement.points)
            }
            let part = parts[policy.name] ?? (0, 0)
            policies.append(
                Policy(
                    policy: policy.name, violations: part.violations, partOfAnother: part.partOf,
                    entities: most.count, thresholds: Self.thresholds(policy, Array(most.values))))
        }
    }

    private static func thresholds(
        _ policy: EnforcementPolicy, _ most: [Double]
    ) -> [Threshold] {
        let greatest = min(most.max() ?? 0, Double(thresholdsMax))
        let whole = (1...thresholdsMax).map { Double($0) }.filter { $0 <= greatest }
        let points = Set(whole + policy.ladder.map(\.strikes)).sorted().prefix(thresholdsMax)
        return points.map { strikes in
            let rung = policy.rung(of: strikes)
            return Threshold(
                strikes: strikes, entities: most.count { $0 >= strikes - 1e-9 },
                measure: rung > 0 ? policy.ladder[rung - 1].measure.rawValue : "strike")
        }
    }
}
