/// How the texts of a column are read before they are compared.
package enum ValueKind: String, Codable, Sendable, CaseIterable {
    /// A person's name: folded, with the levels of Jaro and Winkler.
    case name
    /// Words of any kind: folded.
    case text
    /// A number, postcode or document that is written with digits and letters: those alone.
    case code
    /// A day, as year, month and day in this order, or day, month and year with a separator.
    case date
    /// An address of e-mail: lower case, without what follows a plus, and no dots for Gmail.
    case email
    /// An amount.
    case number
    /// Few values, equal or not.
    case category
}
