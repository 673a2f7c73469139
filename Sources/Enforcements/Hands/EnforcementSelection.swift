package import Vocabulary

/// What people write to choose enforcements.
package enum EnforcementSelection {
    /// The filter of what is chosen by one thing, and since when.
    ///
    /// - Parameter account: a name of an account, or any entity as `payee=p1`.
    /// - Throws: ``Fault`` `invalid` when more than one of the first five is named.
    package static func filter(
        policyVersion: Int? = nil, pack: String? = nil, rule: String? = nil, ring: String? = nil,
        batch: String? = nil, account: String? = nil, since: Int64? = nil
    ) throws(Fault) -> EnforcementFilter {
        var filter = EnforcementFilter()
        let scopes = [
            policyVersion.map { "version:\($0)" }, pack.map { "pack:\($0)" },
            rule.map { "rule:\($0)" }, ring.map { "ring:\($0)" }, batch.map { "batch:\($0)" },
        ].compactMap { $0 }
        guard scopes.count <= 1 else {
            throw Fault(
                .invalid, "\(scopes.joined(separator: " and ")) are chosen at once.",
                fix: "Name one of a policy version, a pack, a rule, a ring and a batch.")
        }
        filter.scope = scopes.first
        filter.entity = account.map { entity($0) }
        filter.since = since
        return filter
    }

    /// `payee=p1`, or the name of an account.
    package static func entity(_ text: String) -> EnforcedEntity {
        EnforcedEntity(text: text) ?? EnforcedEntity(kind: "account", name: text)
    }

    /// - Throws: ``Fault`` `invalid` for a measure that nobody can order.
    package static func measure(_ name: String) throws(Fault) -> EnforcementMeasure {
        guard let measure = EnforcementMeasure(rawValue: name), measure != .strike else {
            throw Fault(
                .invalid, "There is no measure `\(name.prefix(40))`.",
                fix: "Use one of "
                    + EnforcementMeasure.nameable.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return measure
    }

    /// - Throws: ``Fault`` `invalid` for a state that there is not.
    package static func state(_ name: String) throws(Fault) -> Enforcement.State {
        guard let state = Enforcement.State(rawValue: name) else {
            throw Fault(
                .invalid, "There is no state `\(name.prefix(40))`.",
                fix: "Use one of "
                    + Enforcement.State.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return state
    }
}

/// What overturns are counted by.
package enum OverturnKinds {
    package static let all = ["rule", "version", "pack", "policy", "ring", "hand"]
}
