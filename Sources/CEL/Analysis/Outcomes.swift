/// What a condition can come to, over all rows its variables' bounds allow.
package struct Outcomes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    /// Some row may make it true. Without it, no row does.
    package static let canBeTrue = Outcomes(rawValue: 1)
    /// Some row may make it false.
    package static let canBeFalse = Outcomes(rawValue: 2)
    /// Some row may give it no value, such as one where a variable is missing.
    package static let canFail = Outcomes(rawValue: 4)

    /// Nothing is known.
    static let any: Outcomes = [.canBeTrue, .canBeFalse, .canFail]

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The outcomes of the negation.
    var negated: Outcomes {
        var negated = intersection(.canFail)
        if contains(.canBeTrue) { negated.insert(.canBeFalse) }
        if contains(.canBeFalse) { negated.insert(.canBeTrue) }
        return negated
    }

    static func only(_ value: Bool) -> Outcomes { value ? .canBeTrue : .canBeFalse }
}
