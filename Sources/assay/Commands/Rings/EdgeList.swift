import Events
import Toolbox
import Vocabulary

/// Who touched what: a file of edges, its names made numbers.
struct EdgeList {
    /// Edges of a file at most, so that members of both sides together have numbers of 31 bits.
    static let edgesMax = 1_000_000_000

    private(set) var accounts = NameNumbers()
    private(set) var objects = NameNumbers()
    /// By edge, in the order of the file: the account's number, the object's, and the weight.
    private(set) var rows: [UInt32] = []
    private(set) var columns: [UInt32] = []
    private(set) var weights: [Float] = []
    private(set) var left: LeftOut
    private(set) var seconds = 0.0

    /// Reads `account` and `object`, and with `isWeighted` also `weight`. O(bytes); about 8 bytes
    /// an edge, 4 more for its weight, and the names.
    ///
    /// - Throws: ``Fault`` when the file cannot be read, lacks a column, or has more than
    ///   ``edgesMax`` edges.
    init(path: String, isWeighted: Bool) throws {
        let started = monotonicSeconds()
        let file = try ColumnFile(
            path: path, columns: ["account", "object"] + (isWeighted ? ["weight"] : []))
        left = LeftOut(file)
        var progress = Progress("edges")
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            for column in 0...1 where cells[column].isEmpty {
                return file.refuse(
                    .missingField, line: line, column: column, cells: cells, expected: "a name")
            }
            if isWeighted {
                guard let weight = DecimalText.double(cells[2]), weight >= 0,
                    weight <= Double(Float.greatestFiniteMagnitude)
                else {
                    return file.refuse(
                        .wrongType, line: line, column: 2, cells: cells,
                        expected: "a number, at least 0")
                }
                weights.append(Float(weight))
            }
            rows.append(accounts.number(of: cells[0]))
            columns.append(objects.number(of: cells[1]))
            guard rows.count <= EdgeList.edgesMax else {
                throw Fault(
                    .tooLarge, "\(path) has more than \(EdgeList.edgesMax.grouped) edges.",
                    fix: "Leave out what only one account touches, or look at a shorter time.")
            }
        }
        progress.finish()
        left = LeftOut(file)
        seconds = monotonicSeconds() - started
    }

    /// One sentence for people: what was read.
    var sentence: String {
        "\(rows.count.grouped) edges between \(accounts.count.grouped) accounts and "
            + "\(objects.count.grouped) objects, read in \(Words.seconds(seconds))"
    }

    /// The first members of a JSON object, which is left open.
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"edges\":\(rows.count),\"accounts\":\(accounts.count)")
        writer.append(",\"objects\":\(objects.count),\"leftOut\":\(left.count)")
        writer.append(",\"readSeconds\":\(seconds)")
    }
}
