import Toolbox

/// Scored rows of which it is known what became of them.
package struct Outcomes: Sendable {
    /// One row.
    package struct Row: Sendable, Hashable {
        /// Of the event, milliseconds since 1970.
        package var time: Int64
        /// A probability.
        package var score: Double
        package var isPositive: Bool
        /// The probability with which it was chosen to be labelled, in (0, 1].
        package var propensity: Double
        /// Such as a country; empty for none.
        package var segment: String
        /// Rows that one label of an entity speaks of share a number; 0 for a label of its own.
        package var cluster: UInt64

        package init(
            time: Int64, score: Double, isPositive: Bool, propensity: Double = 1,
            segment: String = "", cluster: UInt64 = 0
        ) {
            (self.time, self.score, self.isPositive) = (time, score, isPositive)
            (self.propensity, self.segment, self.cluster) = (propensity, segment, cluster)
        }
    }

    package private(set) var rows: [Row] = []
    /// Rows passed over: a score or a propensity that is none.
    package private(set) var refused = 0

    package init() {}

    package mutating func add(_ row: Row) {
        guard row.score >= 0, row.score <= 1, row.propensity > 0, row.propensity <= 1 else {
            refused += 1
            return
        }
        rows.append(row)
    }

    /// Rows of the seven days that had ended a label delay before the end of a day; only of these
    /// may labels be complete.
    ///
    /// Of rows that share an entity's label one is drawn, and stands for all of them: estimates
    /// stay unbiased, and are worth as many rows as there are entities.
    ///
    /// - Parameter delay: until a label is known, in days.
    package func matured(on day: Int, delay: Int) -> [Row] {
        let days = (day - delay - 6)...(day - delay)
        return Self.drawn(rows.filter { days.contains(DriftReference.day($0.time)) })
    }

    /// The row of least lot for each cluster, weighed by its rows; the same whenever it is asked.
    private static func drawn(_ rows: [Row]) -> [Row] {
        var chosen: [UInt64: (place: Int, lot: UInt64, count: Int)] = [:]
        for (place, row) in rows.enumerated() where row.cluster != 0 {
            let lot = Hash64.combine(
                row.cluster, Hash64.combine(UInt64(bitPattern: row.time), row.score.bitPattern))
            guard let held = chosen[row.cluster] else {
                chosen[row.cluster] = (place, lot, 1)
                continue
            }
            chosen[row.cluster] =
                lot < held.lot
                ? (place, lot, held.count + 1) : (held.place, held.lot, held.count + 1)
        }
        return rows.enumerated().compactMap { place, row in
            guard row.cluster != 0 else { return row }
            guard let held = chosen[row.cluster], held.place == place else { return nil }
            var row = row
            row.propensity /= Double(held.count)
            return row
        }
    }
}

/// A share with what is known of it.
package struct Estimate: Sendable, Codable, Hashable {
    package var value: Double
    /// Bounds that hold it with 95 %.
    package var low: Double
    package var high: Double
    /// Rows it rests on, and how many unweighed ones they are worth.
    package var rows: Int
    package var worth: Double

    /// Σ w·hit / Σ w with w = 1 / propensity (Hájek), its interval by Clopper and Pearson on
    /// (Σ w)² / Σ w² rows (Kish 1965). Nil without rows.
    package init?(_ rows: some Sequence<Outcomes.Row>, hit: (Outcomes.Row) -> Bool) {
        var (all, hits, squares, count) = (0.0, 0.0, 0.0, 0)
        for row in rows {
            let weight = 1 / row.propensity
            all += weight
            squares += weight * weight
            if hit(row) { hits += weight }
            count += 1
        }
        guard count > 0 else { return nil }
        value = hits / all
        worth = all * all / squares
        let bounds = Tails.shareInterval(value * worth, of: worth)
        (low, high, self.rows) = (bounds.lowerBound, bounds.upperBound, count)
    }
}
