/// One way of counting an input's rows into bins, with what the reference counted.
package struct Facet: Sendable, Codable, Hashable {
    /// What is counted.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Values by ``ValueBins``, those that are missing left out.
        case values
        /// Whether the value is missing.
        case missing
        /// Whether the value is another than the usual one, where eight of ten rows have that.
        case rare
        /// Those other values, by bins of their own.
        case unusual
        /// Whether a score is above what one in a hundred rows of the reference exceeded.
        case top1
        /// Whether it is above what one in a thousand exceeded.
        case top01

        /// Whether it has two bins: no and yes.
        var isShare: Bool { self != .values && self != .unusual }
    }

    package var kind: Kind
    /// Above which a score is at the top.
    package var cut: Double?
    /// Rows by day of the reference and bin.
    package var counts: [[Int]]
    package var design: DesignEffect
    /// How much more same weekdays of the reference differ than draws of rows would: mean of
    /// Pearson's X² over its degrees of freedom, 1 for draws. Nil with no weekday twice.
    package var dispersion: Double?
    /// Degrees of freedom that `dispersion` rests on.
    package var dispersionFreedom = 0
}

/// By how much rows of one entity are alike: the variance of shares over that of independent rows
/// (Rao and Scott 1981, first order), never below 1.
package struct DesignEffect: Sendable, Codable, Hashable {
    /// Of the rows of one day.
    package var day = 1.0
    /// Of those of seven days.
    package var week = 1.0
    /// Of all rows of the reference.
    package var all = 1.0
}
