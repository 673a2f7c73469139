/// Stretches of time of one width that a range is cut into, beginning at whole multiples of it.
package struct Bars: Sendable, Hashable {
    /// Milliseconds since 1970.
    package let start: Int64
    /// Milliseconds.
    package let width: Int64
    package let count: Int

    private static let widths: [Int64] = [
        1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
        21_600_000, 43_200_000, 86_400_000, 604_800_000, 2_592_000_000, 31_536_000_000,
    ]

    /// At most `most` of them.
    package init(of range: Range<Int64>, most: Int) {
        let length = max(1, range.upperBound - range.lowerBound)
        // One more may be needed, as the first begins before the range.
        let fitting = Bars.widths.first { length / $0 + 2 <= Int64(most) }
        let width = fitting ?? length / Int64(max(1, most - 2)) + 1
        self.width = width
        start = Bars.floor(range.lowerBound, width)
        count = Int((range.upperBound - 1 - start) / width) + 1
    }

    /// The bar of a time of the range.
    func index(_ time: Int64) -> Int { max(0, min(count - 1, Int((time - start) / width))) }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor * divisor : (value - divisor + 1) / divisor * divisor
    }
}
