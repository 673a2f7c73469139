import CEL
import Packs
import Toolbox
import Vocabulary

/// Where the slots of a pack's rows are read from: columns of the walk, and scores of its models.
struct Sources: Sendable {
    private let walk: Walk
    private let walked: Range<Int>
    /// Columns of models' scores by slot.
    var models: [Int: ColumnFile] = [:]

    init(_ walk: Walk, _ pack: Pack) {
        self.walk = walk
        walked = WalkColumns.slots(of: pack)
    }

    /// Those of the slots that have a column; signals, locals and the score have none.
    func columns(for slots: some Sequence<Int>) throws -> [RowReader.Source] {
        try Set(slots).sorted().compactMap { slot in
            if walked.contains(slot) {
                return RowReader.Source(slot: slot, file: try walk.column(slot: slot))
            }
            return models[slot].map { RowReader.Source(slot: slot, file: $0) }
        }
    }
}

/// Works on every block of a log on several threads, each with a reader of its own.
///
/// - Parameter work: called with the reader, loaded, and the rows of the block.
/// - Throws: the first error by order of blocks.
func forEachBlock(
    rows: Int, threads: Int, stride: Int, _ sources: [RowReader.Source],
    _ work: @Sendable (RowReader, Range<Int>) throws -> Void
) throws {
    let blocks = ColumnFile.blockCount(rows: rows)
    // A part a thread and some more, so that the last to end does not end late.
    let parts = max(1, min(blocks, threads * 4))
    let ends = concurrently(Array(0..<parts), threads: threads) {
        part -> Result<Void, any Error> in
        Result {
            let reader = RowReader(sources, stride: stride)
            for block in blocks * part / parts..<blocks * (part + 1) / parts {
                try reader.load(block: block)
                try work(reader, rowsOf(block: block, of: rows))
            }
        }
    }
    for end in ends { try end.get() }
}
