import CEL
import Models
import Packs
import Toolbox
import Vocabulary

extension Sources {
    /// Adds the scores that rules read of the pack's models: remembered where the models are as
    /// they were, else made by the models on rows built again.
    ///
    /// - Returns: whether models were asked.
    mutating func addScores(_ pack: Pack, _ walk: Walk, threads: Int) throws -> Bool {
        let models = pack.models.models
        let serving = models.indices.filter { !models[$0].versions.isEmpty }
        guard !serving.isEmpty else { return false }
        let closures = Closures(pack)
        let paths = serving.map { walk.made("model", closures.model($0)) }
        var asked = false
        if paths.contains(where: { (try? ColumnFile(path: $0, rowCount: walk.rows)) == nil }) {
            let scores = try Sources.scores(serving, pack, walk, self, threads)
            for (path, column) in zip(paths, scores) {
                let writer = try ColumnWriter(path: path)
                for row in 0..<walk.rows {
                    let score = column.base[row]
                    try writer.append(score.isNaN ? .absent : .double(score))
                }
                try writer.finish()
            }
            asked = true
        }
        for (index, path) in zip(serving, paths) {
            self.models[models[index].slot] = try ColumnFile(path: path, rowCount: walk.rows)
        }
        return asked
    }

    /// Served scores by model and row; NaN where there is none. O(rows · models).
    private static func scores(
        _ serving: [Int], _ pack: Pack, _ walk: Walk, _ sources: Sources, _ threads: Int
    ) throws -> [Scores] {
        let made = serving.map { _ in Scores(count: walk.rows) }
        let models = pack.models.models
        let reads = Set(pack.schema.journeys.indices.flatMap { pack.models.reads(atJourney: $0) })
            .union(serving.flatMap { models[$0].splitSlots.compactMap { $0 } })
        let journeys = pack.schema.types.map(\.journey)
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride, try sources.columns(for: reads)
        ) { reader, rows in
            let scratch = ServingScratch()
            var findings = ModelFindings()
            for index in rows {
                reader.fill(index - rows.lowerBound)
                let type = Int(walk.types.base[index])
                for model in serving { reader.row[models[model].slot] = .absent }
                pack.models.score(
                    reader.row, type: type, journey: journeys[type], scratch: scratch,
                    into: &findings)
                for (place, model) in serving.enumerated() {
                    let value = reader.row[models[model].slot]
                    if value.kind == .double { made[place].base[index] = value.asDouble }
                }
            }
        }
        return made
    }

    private final class Scores: @unchecked Sendable {
        let base: UnsafeMutablePointer<Double>

        init(count: Int) {
            base = .allocate(capacity: max(1, count))
            base.initialize(repeating: .nan, count: max(1, count))
        }

        deinit { base.deallocate() }
    }
}
