/// Rows of a table: what the watch counts, and whom they are about.
package struct WatchTable: Sendable {
    package var columns: [String]
    /// Row after row, a value for each column; NaN is missing.
    package var values: [Double] = []
    /// A row each; empty for none.
    package var scores: [Double] = []
    /// Milliseconds since 1970.
    package var times: [Int64] = []
    /// Empty where it is not known.
    package var entities: [UInt32] = []

    /// Of the rows that are labelled.
    package var outcomes = Outcomes()

    package init(columns: [String]) { self.columns = columns }

    package var rows: Int { times.count }

    package func row(_ place: Int) -> ArraySlice<Double> {
        values[place * columns.count..<(place + 1) * columns.count]
    }

    package func score(_ place: Int) -> Double { scores.isEmpty ? .nan : scores[place] }

    /// The rows at some places, in that order.
    package func rows(_ places: [Int]) -> WatchTable {
        var chosen = WatchTable(columns: columns)
        chosen.values.reserveCapacity(places.count * columns.count)
        for place in places { chosen.values += row(place) }
        chosen.times = places.map { times[$0] }
        if !scores.isEmpty { chosen.scores = places.map { scores[$0] } }
        if !entities.isEmpty { chosen.entities = places.map { entities[$0] } }
        return chosen
    }

    /// A reference of the rows.
    ///
    /// - Throws: ``Fault`` `invalid` when there are none.
    package func reference(bins: Int = 10) throws -> DriftReference {
        try DriftReference.make(
            columns: columns, values: values, scores: scores.isEmpty ? nil : scores,
            times: times, entities: entities.isEmpty ? nil : entities, bins: bins)
    }
}
