/// Sign-ups that came together: more in a short time than the group's own pace explains.
///
/// Sign-ups of one group (a network, a referrer, an e-mail's pattern) are walked in order of time.
/// A
/// stretch in which each follows the last within `gap` is a burst where it has at least `least`
/// sign-ups and its count is beyond chance: against a Poisson whose pace is that of the group's
/// others over the whole span. O(n log n).
package struct Bursts: Sendable {
    /// The longest pause inside a burst, in milliseconds; 10 min.
    package var gap: Int64 = 600_000
    /// The fewest sign-ups of a burst.
    package var least = 5
    /// The least −log10 of the probability by chance, besides log10 of the number of stretches.
    package var surprise = 6.0

    package init() {}

    package struct Burst: Sendable, Equatable {
        package var group: UInt32
        /// Ascending.
        package var accounts: [UInt32]
        /// Of the first and the last sign-up, in milliseconds.
        package var from: Int64
        package var to: Int64
        /// Sign-ups that the group's pace would bring in that time.
        package var expected: Double
        package var surprise: Double
    }

    /// - Parameters:
    ///   - groups: of each sign-up.
    ///   - times: in milliseconds.
    ///   - accounts: who signed up.
    package func find(groups: [UInt32], times: [Int64], accounts: [UInt32]) -> [Burst] {
        precondition(
            groups.count == times.count && times.count == accounts.count,
            "a sign-up has a group, a time and an account")
        guard let earliest = times.min(), let latest = times.max() else { return [] }
        let span = Double(max(gap, latest - earliest))
        let order = groups.indices.sorted {
            (groups[$0], times[$0], accounts[$0]) < (groups[$1], times[$1], accounts[$1])
        }
        var sizes: [Int: Int] = [:]
        for group in groups { sizes[Int(group), default: 0] += 1 }
        var found: [Burst] = []
        var stretches = 0
        var first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, groups[order[end]] == groups[order[first]],
                times[order[end]] - times[order[end - 1]] <= gap
            { end += 1 }
            stretches += 1
            let count = end - first
            let (from, to) = (times[order[first]], times[order[end - 1]])
            // The first sign-up begins the stretch, so it proves nothing.
            let others = Double(sizes[Int(groups[order[first]]), default: 0] - count + 1)
            let expected = others * Double(max(gap, to - from)) / span
            let rare = Chance.poisson(atLeast: Double(count - 1), mean: expected)
            if count >= least, rare >= surprise {
                found.append(
                    Burst(
                        group: groups[order[first]],
                        accounts: order[first..<end].map { accounts[$0] }.sorted(), from: from,
                        to: to, expected: expected, surprise: rare))
            }
            first = end
        }
        let correction = Chance.digits(stretches)
        return found.filter { $0.surprise >= surprise + correction }
    }
}
