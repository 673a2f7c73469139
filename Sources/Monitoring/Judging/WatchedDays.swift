/// Rows of a table or a service, counted by day as the reference counts.
package struct WatchedDays: Sendable {
    package let reference: DriftReference
    /// What is counted: place of the input, of its facet; the score is behind the inputs.
    private(set) var facets: [(input: InputReference, facet: Facet)]
    /// By day.
    private(set) var days: [Int: Day] = [:]
    private var earliest = Int64.max
    private var latest = Int64.min

    struct Day: Sendable {
        var rows = 0
        /// By facet and bin.
        var counts: [[Int]]
        var scores = 0
        var scoreSum = 0.0
    }

    package init(reference: DriftReference) {
        self.reference = reference
        let all = reference.inputs + (reference.score.map { [$0] } ?? [])
        facets = all.flatMap { input in input.facets.map { (input, $0) } }
    }

    /// Counts a row. O(inputs · log bins).
    ///
    /// - Parameters:
    ///   - values: an input each, in the reference's order; NaN is missing.
    ///   - score: NaN for none.
    ///   - time: milliseconds since 1970.
    package mutating func add(_ values: some Collection<Double>, score: Double, time: Int64) {
        let day = DriftReference.day(time)
        earliest = min(earliest, time)
        latest = max(latest, time)
        var counted = days.removeValue(forKey: day) ?? empty
        count(values, score: score, into: &counted)
        days[day] = counted
    }

    var empty: Day {
        Day(counts: facets.map { [Int](repeating: 0, count: $0.facet.counts.first?.count ?? 0) })
    }

    private func count(
        _ values: some Collection<Double>, score: Double, into day: inout Day
    ) {
        day.rows += 1
        var place = 0
        func put(_ value: Double, _ input: InputReference, _ day: inout Day) {
            for facet in input.facets {
                if let bin = input.bin(of: value, in: facet) { day.counts[place][bin] += 1 }
                place += 1
            }
        }
        for (value, input) in zip(values, reference.inputs) { put(value, input, &day) }
        guard let input = reference.score else { return }
        put(score, input, &day)
        guard !score.isNaN else { return }
        day.scores += 1
        day.scoreSum += score
    }

    /// Days that rows cover from end to end, rising; those between without a row too.
    package var wholeDays: [Int] {
        guard earliest <= latest else { return [] }
        let whole = wholeSpan
        return (DriftReference.day(earliest)...DriftReference.day(latest)).filter {
            whole.contains($0)
        }
    }

    var wholeSpan: WholeDays {
        WholeDays(times: earliest <= latest ? [earliest, latest] : [])
    }

    package func rows(on day: Int) -> Int { days[day]?.rows ?? 0 }

    /// Mean score of a day; nil where there was none.
    package func meanScore(on day: Int) -> Double? {
        guard let day = days[day], day.scores > 0 else { return nil }
        return day.scoreSum / Double(day.scores)
    }

    /// The same counts, of some inputs alone.
    func watching(_ isWatched: (String) -> Bool) -> WatchedDays {
        var less = self
        let places = facets.indices.filter { isWatched(facets[$0].input.name) }
        less.facets = places.map { facets[$0] }
        less.days = days.mapValues { day in
            var day = day
            day.counts = places.map { day.counts[$0] }
            return day
        }
        return less
    }

    /// Puts counts of a day in place of others.
    mutating func replace(_ day: Int, with counts: Day) { days[day] = counts }

    /// Puts other values of one input, or of the score, in place of a day's.
    mutating func recount(_ subject: String, on day: Int, _ values: [Double]) {
        var counted = days.removeValue(forKey: day) ?? empty
        for (place, (input, facet)) in facets.enumerated() where input.name == subject {
            var counts = [Int](repeating: 0, count: counted.counts[place].count)
            for value in values {
                if let bin = input.bin(of: value, in: facet) { counts[bin] += 1 }
            }
            counted.counts[place] = counts
        }
        days[day] = counted
    }
}
