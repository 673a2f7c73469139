import Vocabulary

/// Decisions of one version, kept until labels may speak of them.
struct ScoredRows {
    private struct Row {
        var time: Int64
        var score: Double
        var event: UInt64
        /// Those of kinds that were labelled, in their order.
        var entities: [UInt64]
    }

    private var rows: [Row] = []

    mutating func add(_ seen: SeenDecision, score: Double, kinds: [String]) {
        rows.append(
            Row(
                time: seen.time, score: score, event: seen.event,
                entities: kinds.compactMap { seen.entity($0) }))
    }

    var count: Int { rows.count }

    mutating func forget(before time: Int64) { rows.removeAll { $0.time < time } }

    /// Those of which labels speak: the event's own, else that of the first kind of entity.
    func outcomes(_ labels: KnownLabels, name: String?) -> Outcomes {
        var outcomes = Outcomes()
        for row in rows {
            if let answer = labels.answer(row.event, name: name) {
                outcomes.add(Self.outcome(row, answer, cluster: 0))
                continue
            }
            for entity in row.entities {
                guard let answer = labels.answer(entity, name: name) else { continue }
                outcomes.add(Self.outcome(row, answer, cluster: entity))
                break
            }
        }
        return outcomes
    }

    private static func outcome(
        _ row: Row, _ answer: KnownLabels.Answer, cluster: UInt64
    ) -> Outcomes.Row {
        Outcomes.Row(
            time: row.time, score: row.score, isPositive: answer.isPositive,
            propensity: answer.propensity, cluster: cluster)
    }
}
