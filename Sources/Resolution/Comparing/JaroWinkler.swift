/// Likeness of two short texts, 0…1 (Jaro, JASA 1989; Winkler, ASA 1990).
package enum JaroWinkler {
    /// Units of a text that are compared; what follows is passed over.
    package static let unitsMax = 64

    /// Jaro's likeness raised by a tenth of what lacks to 1 for each of up to four equal first
    /// letters, where it is above 0.7. O(n·m) at worst, without allocating.
    package static func likeness(
        _ left: UnsafeBufferPointer<UInt16>, _ right: UnsafeBufferPointer<UInt16>
    ) -> Double {
        let jaro = jaro(left, right)
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        let bound = min(4, left.count, right.count)
        while prefix < bound, left[prefix] == right[prefix] { prefix += 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }

    /// The mean of the shares of letters found near their place in the other text, and of those
    /// found that stand in the same order.
    package static func jaro(
        _ left: UnsafeBufferPointer<UInt16>, _ right: UnsafeBufferPointer<UInt16>
    ) -> Double {
        let lefts = min(left.count, unitsMax)
        let rights = min(right.count, unitsMax)
        if lefts == 0 || rights == 0 { return lefts == rights ? 1 : 0 }
        let window = max(0, max(lefts, rights) / 2 - 1)
        var leftFound: UInt64 = 0
        var rightFound: UInt64 = 0
        for index in 0..<lefts {
            let unit = left[index]
            var other = max(0, index - window)
            let end = min(rights, index + window + 1)
            while other < end {
                if right[other] == unit, rightFound & (1 << UInt64(other)) == 0 {
                    leftFound |= 1 << UInt64(index)
                    rightFound |= 1 << UInt64(other)
                    break
                }
                other += 1
            }
        }
        let found = leftFound.nonzeroBitCount
        if found == 0 { return 0 }
        var turned = 0
        for _ in 0..<found {
            let one = leftFound.trailingZeroBitCount
            let other = rightFound.trailingZeroBitCount
            if left[one] != right[other] { turned += 1 }
            leftFound &= leftFound - 1
            rightFound &= rightFound - 1
        }
        let share = Double(found)
        return
            (share / Double(lefts) + share / Double(rights)
            + (share - Double(turned / 2)) / share) / 3
    }
}
