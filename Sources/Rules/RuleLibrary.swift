package import CEL

/// Functions that rules and features have beyond the language's own.
package enum RuleLibrary {
    /// Everything below, for an `Environment`.
    package static let library = Library([ratio])

    /// `ratio(part, whole)`: a double; an error where the whole is 0, so that a feature made of it
    /// is missing and a condition on it does not match.
    ///
    /// ```cel
    /// ratio(features.account.short_plays_24h, features.account.plays_24h) > 0.9
    /// ```
    private static let ratio = Function(
        name: "ratio",
        overloads: [
            overload("ratio_int_int", .int, .int), overload("ratio_int_double", .int, .double),
            overload("ratio_double_int", .double, .int),
            overload("ratio_double_double", .double, .double),
        ])

    private static func overload(
        _ id: String, _ part: CEL.`Type`, _ whole: CEL.`Type`
    ) -> Overload {
        Overload(
            id: id, parameters: [part, whole], result: .double, isPure: true, cost: 2
        ) { arguments, _ in
            let whole = number(arguments[1])
            guard whole != 0 else { return .error(.divideByZero, "the whole is 0") }
            return .double(number(arguments[0]) / whole)
        }
    }

    private static func number(_ value: Value) -> Double {
        value.kind == .int ? Double(value.asInt) : value.asDouble
    }
}
