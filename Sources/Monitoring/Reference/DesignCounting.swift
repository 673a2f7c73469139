/// Counts how alike the rows of one entity are.
///
/// Source: J. N. K. Rao and A. J. Scott, "The Analysis of Categorical Data from Complex Sample
/// Surveys", JASA 76 (1981): with clusters as the units drawn, n·Σ(a−e)²/e is about δ·χ² with
/// δ = Σ_clusters Σ_b r_b² / p_b / (n (B − 1)), where r is a cluster's counts less what its rows
/// would have on average.
struct DesignCounting {
    let counts: [[Int]]
    let days: [Int]
    let width: Int
    /// By weekday and bin.
    private let shares: [[Double]]

    init(counts: [[Int]], days: [Int], width: Int) {
        (self.counts, self.days, self.width) = (counts, days, width)
        var shares = [[Double]](repeating: [Double](repeating: 0, count: width), count: 7)
        for (place, day) in days.enumerated() {
            for bin in 0..<width {
                shares[DriftReference.weekday(day)][bin] += Double(counts[place][bin])
            }
        }
        self.shares = shares.map { row in
            let total = row.reduce(0, +)
            return total == 0 ? row : row.map { $0 / total }
        }
    }

    /// O(rows · bins).
    ///
    /// - Parameters:
    ///   - places: the bin of each row, -1 for a row that is not counted; rows of an entity side
    ///     by side, by day.
    ///   - begins: whether a row begins an entity.
    func effect(_ places: [Int32], dayPlaces: [Int], begins: [Bool]) -> DesignEffect {
        let pooled = pooledShares()
        var (day, week, all) = (Cluster(width), Cluster(width), Cluster(width))
        for row in places.indices {
            let date = days[dayPlaces[row]]
            if row > 0 {
                let before = days[dayPlaces[row - 1]]
                if begins[row] || date != before { day.close(over: pooled) }
                if begins[row] || (date - days[0]) / 7 != (before - days[0]) / 7 {
                    week.close(over: pooled)
                }
                if begins[row] { all.close(over: pooled) }
            }
            guard places[row] >= 0 else { continue }
            let expected = shares[DriftReference.weekday(date)]
            day.add(Int(places[row]), expected)
            week.add(Int(places[row]), expected)
            all.add(Int(places[row]), expected)
        }
        day.close(over: pooled)
        week.close(over: pooled)
        all.close(over: pooled)
        let filled = max(1, pooled.count { $0 > 0 } - 1)
        let freedom = Double(max(1, counts.reduce(0) { $0 + $1.reduce(0, +) }) * filled)
        return DesignEffect(
            day: max(1, day.sum / freedom), week: max(1, week.sum / freedom),
            all: max(1, all.sum / freedom))
    }

    private func pooledShares() -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        for row in counts { for bin in 0..<width { sums[bin] += Double(row[bin]) } }
        let total = max(1, sums.reduce(0, +))
        return sums.map { $0 / total }
    }

    /// The rows of one entity and span.
    private struct Cluster {
        private var counts: [Double]
        private var expected: [Double]
        private var rows = 0
        /// Σ over clusters of Σ_b r_b² / p_b.
        private(set) var sum = 0.0

        init(_ width: Int) {
            counts = [Double](repeating: 0, count: width)
            expected = counts
        }

        mutating func add(_ place: Int, _ shares: [Double]) {
            counts[place] += 1
            for bin in expected.indices { expected[bin] += shares[bin] }
            rows += 1
        }

        mutating func close(over pooled: [Double]) {
            guard rows > 0 else { return }
            for bin in counts.indices {
                let rest = counts[bin] - expected[bin]
                if pooled[bin] > 0 { sum += rest * rest / pooled[bin] }
                (counts[bin], expected[bin]) = (0, 0)
            }
            rows = 0
        }
    }
}

/// How much same weekdays of a reference differ from each other.
struct WeekdaySpread {
    /// Mean of Pearson's X² over its degrees of freedom, at least 1; nil with no weekday twice.
    private(set) var dispersion: Double?
    private(set) var freedom = 0

    init(counts: [[Int]], days: [Int]) {
        var statistic = 0.0
        for weekday in 0..<7 {
            let rows = days.indices.filter { DriftReference.weekday(days[$0]) == weekday }
                .map { counts[$0] }
            guard rows.count > 1 else { continue }
            let test = Homogeneity(rows)
            statistic += test.statistic
            freedom += test.freedom
        }
        if freedom > 0 { dispersion = max(1, statistic / Double(freedom)) }
    }
}

/// Pearson's X² of several rows of counts being draws of the same shares.
struct Homogeneity {
    private(set) var statistic = 0.0
    private(set) var freedom = 0

    /// Bins in which fewer are expected are put together with the next.
    static let expectedMin = 5.0

    init(_ rows: [[Int]]) {
        let totals = rows.map { Double($0.reduce(0, +)) }
        let all = totals.reduce(0, +)
        let least = totals.filter { $0 > 0 }.min() ?? 0
        guard least > 0 else { return }
        let width = rows[0].count
        var cells = [Double](repeating: 0, count: rows.count)
        var groups: [[Double]] = []
        for bin in 0..<width {
            for place in rows.indices { cells[place] += Double(rows[place][bin]) }
            if cells.reduce(0, +) / all * least >= Self.expectedMin {
                groups.append(cells)
                cells = [Double](repeating: 0, count: rows.count)
            }
        }
        guard !groups.isEmpty else { return }
        for place in rows.indices { groups[groups.count - 1][place] += cells[place] }
        guard groups.count > 1 else { return }
        for group in groups {
            let share = group.reduce(0, +) / all
            for place in rows.indices where totals[place] > 0 {
                let expected = share * totals[place]
                statistic += (group[place] - expected) * (group[place] - expected) / expected
            }
        }
        freedom = (groups.count - 1) * (totals.count { $0 > 0 } - 1)
    }
}
