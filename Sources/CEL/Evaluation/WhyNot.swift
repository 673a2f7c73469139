/// What would have to come out otherwise for a condition to be true, and by how much.
package struct WhyNot: Sendable {
    /// One comparison of the condition that stands in the way.
    package struct Item: Sendable {
        /// The place in the source; the first, where it is written several times.
        package let range: SourceRange
        /// The comparison as written.
        package let text: String
        /// What it found: a value, `missing`, or how many elements of a list fit.
        package let observed: String
        /// What it wants, such as `at least 50`.
        package let needed: String
        /// How far the value is from what is wanted, in the value's own unit (seconds for times);
        /// nil where values have no distance.
        package let gap: Double?
        /// All of it in one sentence: `plays is 14, needs at least 50: 36 short`.
        package let words: String
        /// The variable that is missing, if that is why.
        package let missing: String?
    }

    /// The least that would have to change, in source order. Empty when nothing that compares
    /// values can make the condition true.
    package let items: [Item]
    /// How many other sets of as many comparisons would do as well; at least so many, unless
    /// ``isLeast``.
    package let alternatives: Int
    /// False when the condition has so many comparisons that a smaller set may have been passed
    /// over.
    package let isLeast: Bool

    /// The most sets of comparisons that are held against each other at any part.
    static let setsMax = 64
    /// Up to this many comparisons, every set of them is tried.
    static let exhaustiveMax = 10
}

extension Program {
    /// Why the condition is not true for a row; nil when it is.
    ///
    /// Of all sets of comparisons that would make it true by coming out otherwise, the smallest;
    /// of those, the one whose values are nearest to what is wanted; then the one written first.
    /// Evaluates each comparison once or twice: for explaining one decision, not for making many.
    ///
    /// - Parameter names: slots that only give a name to the value of a program, as those of
    ///   ``SharedParts``. A name that is a condition is gone into as if it were written in place;
    ///   what is found in it has its own text and the name's place.
    package func whyNot(
        _ slots: UnsafePointer<Value>, _ scratch: Scratch, names: [Int: Program] = [:]
    ) -> WhyNot? {
        if evaluate(slots, scratch).isTrue { return nil }
        var reader = LeafReader(self, slots, scratch, names: names)
        let formula = reader.formula(tree.root)
        let search = FlipSearch(reader.observations.map { ($0.outcome, $0.distance) })
        let found = search.smallest(formula)
        let items = (found?.flips ?? []).compactMap {
            reader.observations[$0.leaf].item($0.outcome)
        }
        let ordered = items.enumerated().sorted { one, other in
            (one.element.range.lower, one.offset) < (other.element.range.lower, other.offset)
        }
        return WhyNot(
            items: ordered.map(\.element), alternatives: found?.alternatives ?? 0,
            isLeast: found?.isLeast ?? true)
    }
}
