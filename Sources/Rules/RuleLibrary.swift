package import CEL

/// Functions that rules and features have beyond the language's own.
package enum RuleLibrary {
    /// Everything below, for an `Environment` of a pack without lists.
    package static let library = library(lists: .none)

    /// Everything below, for an `Environment` of a pack with these lists.
    ///
    /// ```swift
    /// let lists = try NamedLists([hosting])
    /// let environment = RuleLibrary.environment(
    ///     variables: variables, library: RuleLibrary.library(lists: lists))
    /// ```
    package static func library(lists: NamedLists) -> Library {
        Library(functions(lists: lists).map(\.function))
    }

    /// What expressions of a pack may mention besides the language: these variables, the functions
    /// below, and the macros that save authors writing.
    package static func environment(
        variables: [Variable], library: Library = library
    ) -> Environment {
        Environment(
            variables: variables, libraries: [library],
            extraMacros: Set(ExtraMacro.allCases))
    }

    /// The same functions with what their documentation says. Examples ask for lists that
    /// only documentation has.
    package static func functions(lists: NamedLists) -> [LibraryFunction] {
        [ratio] + TextDistances.functions + TextShape.functions + Sampling.functions
            + EmailFunctions(lists: lists).functions + DomainFunctions.functions
            + ListFunctions(lists: lists).functions + GeoFunctions.functions
            + MoneyFunctions.functions
            + NameFunctions.functions + TextScripts.functions + PlaceFunctions.functions
    }

    /// The name a pack gives to its own list of disposable domains, of kind domain; functions ask
    /// it beside the shipped one.
    package static let disposableList = EmailFunctions.disposableList

    /// `ratio(part, whole)`: a double; an error where the whole is 0, so that a feature made of it
    /// is missing and a condition on it does not match.
    ///
    /// ```cel
    /// ratio(features.account.short_plays_24h, features.account.plays_24h) > 0.9
    /// ```
    private static let ratio = LibraryFunction(
        "ratio", "A part of a whole as a double; no value where the whole is 0.",
        examples: ["ratio(1, 4) == 0.25", "ratio(1.5, 3) == 0.5"],
        overload("ratio_int_int", .int, .int), overload("ratio_int_double", .int, .double),
        overload("ratio_double_int", .double, .int),
        overload("ratio_double_double", .double, .double))

    private static func overload(
        _ id: String, _ part: CEL.`Type`, _ whole: CEL.`Type`
    ) -> Overload {
        .pure(id, [part, whole], .double, cost: 2) { arguments, _ in
            let whole = number(arguments[1])
            guard whole != 0 else { return .error(.divideByZero, "the whole is 0") }
            return .double(number(arguments[0]) / whole)
        }
    }

    private static func number(_ value: Value) -> Double {
        value.kind == .int ? Double(value.asInt) : value.asDouble
    }
}
