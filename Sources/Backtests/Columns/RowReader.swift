import CEL

/// Builds rows of some slots again from their columns, block by block. One a thread.
final class RowReader {
    /// Where a column's values go in a row.
    struct Source: Sendable {
        var slot: Int
        var file: ColumnFile
    }

    /// One row of the pack's; slots without a column stay absent.
    let row: UnsafeMutablePointer<Value>
    private let stride: Int
    private let sources: [Source]
    private let blocks: [ColumnBlock]

    init(_ sources: [Source], stride: Int) {
        (self.sources, self.stride) = (sources, stride)
        blocks = sources.map { _ in ColumnBlock() }
        row = .allocate(capacity: max(1, stride))
        row.initialize(repeating: .absent, count: max(1, stride))
    }

    deinit { row.deallocate() }

    /// Unpacks a block of every column. O(rows of a block · columns).
    func load(block: Int) throws {
        for (source, room) in zip(sources, blocks) {
            try source.file.read(block: block, into: room)
            room.fill()
        }
    }

    /// Fills the row with what the block has at a place; texts live until the next block.
    @inline(__always)
    func fill(_ place: Int) { fill(place, row) }

    @inline(__always)
    func fill(_ place: Int, _ row: UnsafeMutablePointer<Value>) {
        for index in sources.indices { row[sources[index].slot] = blocks[index].values[place] }
    }
}

/// The rows of a block, by their places in the log.
func rowsOf(block: Int, of count: Int) -> Range<Int> {
    block * BlockLayout.rows..<min(count, (block + 1) * BlockLayout.rows)
}
