package import Pipeline
import Vocabulary

extension Call {
    /// The `limit` of a listing.
    ///
    /// - Throws: ``Fault`` `invalid` when it is no number from one to the listing's most.
    package func limit(default standard: Int = 50) throws -> Int {
        guard let text = queries["limit"] else { return standard }
        guard let limit = Int(text), (1...DecisionFilter.limitMax).contains(limit) else {
            throw Fault(
                .invalid, "`limit` is `\(text.prefix(40))`.",
                fix: "Use a number from 1 to \(DecisionFilter.limitMax).")
        }
        return limit
    }

    /// What `action`, `account`, `before` and `limit` ask for.
    ///
    /// - Throws: ``Fault`` `invalid` for one that cannot be read.
    package func filter(limit standard: Int = 50) throws -> DecisionFilter {
        var filter = DecisionFilter(limit: try limit(default: standard))
        if let name = queries["action"], !name.isEmpty {
            guard let action = Action(rawValue: name) else {
                let known = Action.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    .invalid, "There is no action `\(name.prefix(40))`.",
                    fix: "Use one of \(known).")
            }
            filter.action = action
        }
        if let account = queries["account"], !account.isEmpty { filter.account = account }
        if let text = queries["before"] {
            guard let before = Int64(text), before > 0 else {
                throw Fault(
                    .invalid, "`before` is `\(text.prefix(40))`.",
                    fix: "Use the `next` of the listing before.")
            }
            filter.before = before
        }
        return filter
    }
}
