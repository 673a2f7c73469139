import Rings
import Toolbox

/// Small random things to compare kernels on with their naive twins.
enum Worlds {
    /// Edges drawn at random; with weights of 0, 1, … 7 where asked.
    static func edges(
        _ random: inout SplitMix64, rows: Int, columns: Int, count: Int
    ) -> (rows: [UInt32], columns: [UInt32], weights: [Float]) {
        guard rows > 0, columns > 0 else { return ([], [], []) }
        let drawn = (0..<count).map { _ in
            (random.below(rows), random.below(columns), random.below(8))
        }
        return (
            drawn.map { UInt32($0.0) }, drawn.map { UInt32($0.1) }, drawn.map { Float($0.2) }
        )
    }

    static func graph(
        _ random: inout SplitMix64, rows: Int, columns: Int, count: Int, weighted: Bool = false
    ) -> BipartiteGraph {
        let edges = edges(&random, rows: rows, columns: columns, count: count)
        return BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: weighted ? edges.weights : nil,
            rowCount: rows, columnCount: columns)
    }

    static func actions(
        _ random: inout SplitMix64, accounts: Int, objects: Int, count: Int, span: Int
    ) -> Actions {
        Actions(
            accounts: (0..<count).map { _ in UInt32(random.below(accounts)) },
            objects: (0..<count).map { _ in UInt32(random.below(objects)) },
            times: (0..<count).map { _ in Int64(random.below(span)) })
    }
}
