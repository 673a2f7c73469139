/// Edits between two short texts: insert, delete, replace, or swap neighbours (Damerau 1964,
/// Levenshtein 1965; no unit is edited twice, "optimal string alignment").
package enum Edits {
    /// Units of a text that are compared; a longer one counts as too far.
    package static let unitsMax = 255

    /// The number of edits, or `bound + 1` where there are more. O(n · bound), a row at a time.
    package static func count(
        _ left: UnsafeBufferPointer<UInt16>, _ right: UnsafeBufferPointer<UInt16>, bound: Int
    ) -> Int {
        if abs(left.count - right.count) > bound { return bound + 1 }
        if max(left.count, right.count) > unitsMax { return bound + 1 }
        let width = right.count + 1
        return withUnsafeTemporaryAllocation(of: Int16.self, capacity: 3 * width) { rows in
            var before = rows.baseAddress!
            var previous = before + width
            var current = previous + width
            let far = Int16(bound + 1)
            for column in 0..<width { previous[column] = Int16(column) }
            for row in 0..<left.count {
                // Beyond this band of the diagonal there are more edits than the bound.
                let low = max(0, row - bound)
                let high = min(right.count, row + bound + 1)
                current[low] = low == 0 ? Int16(row + 1) : far
                var least = current[low]
                for column in low..<high {
                    let same = left[row] == right[column]
                    let above = column < row + bound ? previous[column + 1] : far
                    var best = min(
                        above + 1, current[column] + 1, previous[column] + (same ? 0 : 1))
                    if row > 0, column > 0, left[row] == right[column - 1],
                        left[row - 1] == right[column], column - 1 >= row - 1 - bound
                    {
                        best = min(best, before[column - 1] + 1)
                    }
                    current[column + 1] = min(best, far)
                    least = min(least, best)
                }
                if least >= far { return bound + 1 }
                (before, previous, current) = (previous, current, before)
            }
            return min(Int(previous[right.count]), bound + 1)
        }
    }
}
