// What is known of a program's value, for those who give it to other programs.

extension Program {
    /// What the value may be, as bounds of a variable that holds it: the numbers it lies among
    /// where they are known, and the sizes to price by. Linear in the tree.
    package var resultBounds: ValueBounds {
        var bounds = ValueBounds(
            pricedSizes: CostModel(checked, limits).extents[tree.root].levels)
        var ranges = NumberRanges(self)
        let range = ranges.range(of: tree.root)
        if checked.types[tree.root].isPlainNumber, range.isKnown, !range.mayBeNaN {
            bounds.numbers = range.lower...range.upper
        }
        return bounds
    }
}
