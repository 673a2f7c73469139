import CEL

/// Gathers the latest matches of blocks that come in falling order.
final class LatestReader {
    private(set) var rows: [QueryRow] = []
    private let plan: QueryPlan
    private let limit: Int
    private let before: Int64
    private let reader: RowReader
    private let scratch = Scratch()

    init(_ plan: QueryPlan, limit: Int, before: Int64) {
        (self.plan, self.limit, self.before) = (plan, limit, before)
        reader = RowReader(plan.language)
    }

    var isFull: Bool { rows.count >= limit }

    func take(_ content: BlockContent) {
        content.texts.withUnsafeBufferPointer { texts in
            content.bytes.withUnsafeBufferPointer { bytes in
                let count = min(content.ranges.count, content.decided.count)
                for index in (0..<count).reversed() where !isFull {
                    let decided = content.decided[index]
                    guard plan.question.range.contains(decided.time),
                        content.place.firstSequence + Int64(index) < before,
                        let row = reader.row(index, of: content, texts, bytes),
                        matches(row, decided.time)
                    else { continue }
                    rows.append(QueryRow(row, at: index, of: content, plan.language))
                }
            }
        }
    }

    private func matches(_ row: UnsafePointer<Value>, _ time: Int64) -> Bool {
        guard let condition = plan.condition else { return true }
        scratch.reset()
        scratch.time = time
        return condition.evaluate(row, scratch).isTrue
    }
}
