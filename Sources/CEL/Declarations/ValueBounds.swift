/// What a host knows of the values a variable may hold, for prices and for finding conditions that
/// can come to one outcome only. It is believed, not enforced.
package struct ValueBounds: Sendable, Hashable {
    /// The numbers the slot may hold; nil when any. A NaN lies in no range: a host that may put one
    /// in the slot leaves this nil.
    package var numbers: ClosedRange<Double>?
    /// The most bytes of a text, or elements of a list or map; nil when not known.
    package var sizeMax: Int?

    /// Nothing is known.
    package static let unknown = ValueBounds()

    package init(numbers: ClosedRange<Double>? = nil, sizeMax: Int? = nil) {
        self.numbers = numbers
        self.sizeMax = sizeMax
    }
}
