import CEL
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// Decides rows again from their columns by the evaluator itself, and writes their records.
package final class RebuiltRows {
    private let judgement: Judgement
    private let evaluator: Evaluator
    private let reader: RowReader
    private let batch: EventBatch
    private let results: Results
    private let lane = Lane()
    private let identities: (high: ColumnFile, low: ColumnFile)
    private let high = ColumnBlock()
    private let low = ColumnBlock()
    private var block = -1

    package init(_ judgement: Judgement) throws {
        self.judgement = judgement
        let walk = judgement.walk
        evaluator = Evaluator(pack: judgement.pack)
        reader = RowReader(
            try Sources(walk, judgement.pack).columns(
                for: WalkColumns.slots(of: judgement.pack)), stride: judgement.pack.stride)
        batch = evaluator.makeBatch(capacity: 1)
        results = Results(capacity: 1)
        func column(_ name: String) throws -> ColumnFile {
            try ColumnFile(path: "\(walk.folder)/\(name)", rowCount: walk.rows)
        }
        identities = (try column(WalkColumns.high), try column(WalkColumns.low))
    }

    /// The record of the decision on a row: the bytes that a replay writes. O(columns), and a block
    /// of each where the row is of another block than the last one.
    package func record(_ row: Int) throws -> String {
        if row / BlockLayout.rows != block {
            block = row / BlockLayout.rows
            try reader.load(block: block)
            try identities.high.read(block: block, into: high)
            try identities.low.read(block: block, into: low)
        }
        let place = row % BlockLayout.rows
        batch.reset()
        reader.fill(place, batch.begin())
        batch.commit(
            time: judgement.walk.times.base[row], type: Int(judgement.walk.types.base[row]),
            identity: Hash128(high: high.number(place), low: low.number(place)), line: row + 1,
            text: UnsafeBufferPointer(start: nil, count: 0))
        evaluator.decide(batch, rows: 0..<1, into: results, lane: lane)
        var writer = ByteWriter()
        evaluator.write(0, of: batch, results, lane: lane, to: &writer)
        return writer.text
    }
}
