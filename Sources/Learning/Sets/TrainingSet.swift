/// Rows to learn from or to be measured on, each with its label.
package struct TrainingSet: Sendable {
    package var matrix: Matrix
    package var labels: [Bool] = []
    /// Confidence over propensity; 1 where nothing is said.
    package var weights: [Double] = []
    /// Milliseconds since 1970; zeros for a table without times.
    package var times: [Int64] = []
    /// Hash of the entity that counts once a day; 0 where a row names none.
    package var entities: [UInt64] = []
    /// By segmentation, by row: place in ``SegmentNames/values``.
    package var segments: [[Int32]]

    package init(columns: Int, segmentations: Int) {
        matrix = Matrix(columns: columns)
        segments = Array(repeating: [], count: segmentations)
    }

    package var count: Int { labels.count }
    package var positives: Int { labels.count { $0 } }
}

/// What one segmentation's codes stand for.
package struct SegmentNames: Sendable {
    /// As it was asked for, such as `event.country`.
    package var name: String
    package var values: [String] = []
    private var codes: [String: Int32] = [:]

    /// Different values kept apart; rows of more are counted together.
    package static let valuesMax = 1000
    package static let others = "(others)"
    package static let absent = "(absent)"

    package init(name: String) { self.name = name }

    package mutating func code(of value: String) -> Int32 {
        if let code = codes[value] { return code }
        guard values.count < SegmentNames.valuesMax else { return add(SegmentNames.others) }
        return add(value)
    }

    private mutating func add(_ value: String) -> Int32 {
        if let code = codes[value] { return code }
        let code = Int32(values.count)
        values.append(value)
        codes[value] = code
        return code
    }
}
