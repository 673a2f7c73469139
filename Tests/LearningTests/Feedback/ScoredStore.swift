import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// A store in memory with decisions whose records have the scores of models.
struct ScoredStore {
    /// A version's score of an event.
    struct Score {
        var version: Int
        var stage = "shadow"
        /// Nil where it could not say.
        var value: Double?
    }

    static let packHash = String(repeating: "cd", count: 32)
    let store: SQLiteStore
    private var count: Int64 = 0

    init() throws {
        store = try SQLiteStore(path: ":memory:")
        try store.keep(pack: ["pack.yaml": "name: tiny\n"], hash: ScoredStore.packHash)
    }

    /// Adds decisions on events `e1`, `e2`, … of the source `shop`, a minute apart.
    ///
    /// - Parameter scores: by event the decision's own score, and what versions of `fraud` said.
    mutating func add(_ scores: [(score: Double, models: [Score])]) throws {
        var commit = Commit()
        for (score, models) in scores {
            count += 1
            let list = models.map { model in
                "{\"name\":\"fraud\",\"version\":\(model.version),\"stage\":\"\(model.stage)\","
                    + "\"score\":\(model.value.map { "\($0)" } ?? "null"),\"reasons\":[]}"
            }.joined(separator: ",")
            let record =
                "{\"id\":\"dec_\(count)\",\"event\":{\"source\":\"shop\",\"id\":\"e\(count)\","
                + "\"type\":\"payment\",\"time\":\"2026-01-01T00:00:00Z\"},\"score\":\(score)"
                + (models.isEmpty ? "" : ",\"models\":[\(list)]") + "}"
            commit.decisions.append(
                StoredDecision(
                    id: "dec_\(count)", sequence: count, time: count * 60_000,
                    journey: count.isMultiple(of: 2) ? "payment" : "play", action: .allow,
                    score: score, account: "", packHash: ScoredStore.packHash,
                    latencyMicroseconds: 1, record: record))
            commit.events.append(Array("{}".utf8))
        }
        try store.commit(commit)
    }

    static func label(
        _ event: Int, _ isPositive: Bool, source: String = "chargeback",
        propensity: Double = 1, recordedAt: Int64 = 1 << 40
    ) -> Label {
        Label(
            subject: .event(source: "shop", id: "e\(event)"), name: "fraud",
            isPositive: isPositive, source: source, time: Int64(event) * 60_000,
            recordedAt: recordedAt, propensity: propensity)
    }
}
