/// Rows of numbers, one after another; NaN is missing.
package struct Matrix: Sendable {
    package let columns: Int
    /// Row after row.
    package private(set) var values: [Double]

    package init(columns: Int, values: [Double] = []) {
        precondition(columns > 0 && values.count % columns == 0)
        (self.columns, self.values) = (columns, values)
    }

    package var rows: Int { values.count / columns }

    package subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

    package mutating func append(row: some Collection<Double>) {
        precondition(row.count == columns)
        values.append(contentsOf: row)
    }

    /// The rows at some places, in that order.
    package func rows(_ places: [Int]) -> Matrix {
        var chosen: [Double] = []
        chosen.reserveCapacity(places.count * columns)
        for place in places { chosen += values[place * columns..<(place + 1) * columns] }
        return Matrix(columns: columns, values: chosen)
    }
}
