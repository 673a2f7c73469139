/// Which days rows cover from end to end: all between the first and the last row, and those two
/// when rows reach within an hour of their ends.
package struct WholeDays: Sendable {
    private let first: Int
    private let last: Int

    private static let day: Int64 = 86_400_000
    private static let slack: Int64 = 3_600_000

    /// - Parameter times: milliseconds since 1970.
    package init(times: some Collection<Int64>) {
        guard let low = times.min(), let high = times.max() else {
            (first, last) = (0, -1)
            return
        }
        let (lowDay, highDay) = (DriftReference.day(low), DriftReference.day(high))
        first = low - Int64(lowDay) * Self.day <= Self.slack ? lowDay : lowDay + 1
        last = Int64(highDay + 1) * Self.day - high <= Self.slack ? highDay : highDay - 1
    }

    package func contains(_ day: Int) -> Bool { day >= first && day <= last }
}
