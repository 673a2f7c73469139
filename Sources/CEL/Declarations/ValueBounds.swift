/// What a host knows of the values a variable may hold, for prices and for finding conditions that
/// can come to one outcome only. It is believed, not enforced.
package struct ValueBounds: Sendable, Hashable {
    /// The numbers the slot may hold; nil when any. A NaN lies in no range: a host that may put one
    /// in the slot leaves this nil.
    package var numbers: ClosedRange<Double>?
    /// The most bytes of a text, or elements of a list or map; nil when not known.
    package var sizeMax: Int?

    /// The sizes to price by, from the outermost level to the innermost: elements of a list of
    /// lists, elements of these, bytes of the texts in them. Empty where ``sizeMax`` says all there
    /// is. They may be assumed ones, so no condition is judged by them.
    package var pricedSizes: [Int] = []

    /// Nothing is known.
    package static let unknown = ValueBounds()

    package init(
        numbers: ClosedRange<Double>? = nil, sizeMax: Int? = nil, pricedSizes: [Int] = []
    ) {
        self.numbers = numbers
        self.sizeMax = sizeMax
        self.pricedSizes = pricedSizes
    }
}
