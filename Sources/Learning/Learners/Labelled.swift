import Toolbox
import Vocabulary

/// Rows to learn from, checked, with what each weighs.
struct Labelled {
    /// Nil where every row counts once.
    let weights: [Double]?

    /// How much more a marked row counts: the open way to treat rare marks.
    static let positiveWeight = LearnerParameter(
        "positive_weight", 1, in: 1e-6...1e6,
        meaning: "how many times a marked row counts, beside its own weight")

    /// - Throws: ``Fault`` `invalid` for no rows, an infinite value, a weight that is none, or
    ///   labels of one kind.
    init(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, positiveWeight: Double
    ) throws(Fault) {
        try Labelled.check(matrix)
        precondition(labels.count == matrix.rows, "a row has a label")
        precondition(weights == nil || weights!.count == matrix.rows, "a row has a weight")
        if let weights, let row = weights.firstIndex(where: { !($0 >= 0 && $0 < .infinity) }) {
            throw Fault(
                .invalid, "The weight of row \(row) is \(weights[row]).",
                fix: "A weight is a number, 0 or more.")
        }
        let counted = labels.indices.filter { (weights?[$0] ?? 1) > 0 }
        let marked = counted.count { labels[$0] }
        guard marked > 0, marked < counted.count else {
            throw Fault(
                .invalid,
                "Of \(counted.count.grouped) rows that count, \(marked.grouped) are marked.",
                fix: "Learning needs both kinds: take a longer time, or look at the labels.")
        }
        if positiveWeight == 1 {
            self.weights = weights
        } else {
            self.weights = labels.indices.map {
                (weights?[$0] ?? 1) * (labels[$0] ? positiveWeight : 1)
            }
        }
    }

    /// - Throws: ``Fault`` `invalid` for no rows or an infinite value, telling where.
    static func check(_ matrix: Matrix) throws(Fault) {
        guard matrix.rows > 0 else {
            throw Fault(.invalid, "There are no rows.", fix: "Take a longer time.")
        }
        if let place = matrix.values.firstIndex(where: \.isInfinite) {
            throw Fault(
                .invalid,
                "Row \(place / matrix.columns), column \(place % matrix.columns) is infinite.",
                fix: "Leave the row out, or bound the feature.")
        }
    }
}

extension Matrix {
    /// Rows a thread takes at once.
    private static let rowsAtOnce = 4096

    /// What `score` makes of each row, on several threads.
    func scored(
        threads: Int, _ score: @Sendable (UnsafePointer<Double>) -> Double
    ) -> [Double] {
        let starts = Array(stride(from: 0, to: rows, by: Matrix.rowsAtOnce))
        return concurrently(starts, threads: threads) { start in
            values.withUnsafeBufferPointer { values in
                (start..<min(rows, start + Matrix.rowsAtOnce)).map {
                    score(values.baseAddress! + $0 * columns)
                }
            }
        }.flatMap { $0 }
    }
}

extension ByteWriter {
    /// A JSON list.
    mutating func appendList<Item>(
        _ items: [Item], _ append: (inout ByteWriter, Item) -> Void
    ) {
        self.append(byte: UInt8(ascii: "["))
        for (place, item) in items.enumerated() {
            if place > 0 { self.append(byte: UInt8(ascii: ",")) }
            append(&self, item)
        }
        self.append(byte: UInt8(ascii: "]"))
    }
}
