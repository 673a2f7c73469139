import Toolbox

/// A matrix by column, each value as its rank among the column's different values: what trees are
/// grown on. Nothing is rounded, so splits are exact.
package struct RankedColumns: Sendable {
    let rows: Int
    /// By column: the different values, ascending.
    let values: [[Double]]
    /// Column after column: the rank of each row's value; the number of values where it is missing.
    let ranks: [Int32]

    var columns: Int { values.count }

    /// O(columns · rows · log rows).
    package init(_ matrix: Matrix, threads: Int) {
        let rows = matrix.rows
        precondition(rows < Int32.max, "a row's number takes 32 bits")
        let made = concurrently(Array(0..<matrix.columns), threads: threads) { column in
            let order = (0..<rows).filter { !matrix[$0, column].isNaN }
                .sorted { matrix[$0, column] < matrix[$1, column] }
            var values: [Double] = []
            var ranks = [Int32](repeating: -1, count: rows)
            for row in order {
                let value = matrix[row, column]
                if values.last != value { values.append(value) }
                ranks[row] = Int32(values.count - 1)
            }
            for row in ranks.indices where ranks[row] < 0 { ranks[row] = Int32(values.count) }
            return (values, ranks)
        }
        self.rows = rows
        values = made.map(\.0)
        ranks = made.flatMap(\.1)
    }

    /// A threshold with the value of one rank on its left and that of a later one on its right.
    func threshold(column: Int, between rank: Int, and later: Int) -> Double {
        let (low, high) = (values[column][rank], values[column][later])
        let middle = low / 2 + high / 2
        return low <= middle && middle < high ? middle : low
    }
}
