import CEL
import Toolbox
import Vocabulary

/// How the features of one entity key are computed: what a record holds, which cursors slide over
/// the records, what they feed, and where each feature's value is read.
///
/// Everything an event's walk reads is plain memory (``Flat``), so the walk counts no references.
final class GroupPlan {
    /// Events that belong to it, and the value they carry; one bit of a record's mask.
    struct Stream {
        /// By event type: whether it counts; `typeCount` of them.
        var types: UnsafePointer<Bool>
        var filter: Unmanaged<Program>?
        /// Index of the column with its value; nil where it has none.
        var column: Int?
    }

    /// One value a record holds, shared by the streams that read it.
    struct Column {
        /// The slot to read, or nil to evaluate `program`.
        var slot: Int?
        var program: Unmanaged<Program>?
        var form: ValueForm
        var word: Int
    }

    /// A window sliding over one stream.
    struct Cursor {
        var mask: UInt64
        /// nil for a window without end.
        var window: Int64?
        /// Milliseconds of a tile; 0 where every event of the window counts.
        var tile: Int64
        var delay: Int64
        var includesPresent: Bool
        /// Where in an entity's block its state lies.
        var offset: Int
        /// Its summaries, in ``accumulators``.
        var accumulators: Range<Int>
        /// Whether any of its summaries is a least or greatest.
        var hasExtrema: Bool
        /// Where its ``Tiles`` lie; nil where it needs none.
        var tiles: Int?
        var tileBytes: Int
    }

    /// One running summary of a window.
    struct Accumulator {
        enum Kind {
            case moments, squares, least, greatest, tally, ends
            /// Any quantile; a capped count of different values.
            case quantiles, sketch
            /// Of the time between consecutive events.
            case gapMoments, gapBins, gapSeconds, runs
            /// First and last value of each tile; no running state.
            case edges
        }
        var kind: Kind
        var form: ValueForm
        var word: Int
        var offset: Int
        /// What its kind needs to be told: a sketch's cap, the rest of runs in milliseconds.
        var parameter: Int64
        /// Where in a tile its part lies.
        var tileOffset: Int
    }

    /// One feature: which window and summary it is read from, and the slot it is written to.
    struct Output {
        var slot: Int
        /// Where its cursor's state lies.
        var cursorOffset: Int
        var mask: UInt64
        /// Offset of the summary's state; nil where the window itself answers.
        var accumulator: Int?
        var word: Int
        /// What its aggregation needs to be told: the bits of a quantile's share, a cap, or where
        /// in a tile the ends lie. 0 where it needs nothing.
        var setting: UInt64
        /// Index of its cursor.
        var cursor: UInt32
        var aggregation: Aggregation
        var form: ValueForm
    }

    let key: Flat<Int>
    let streams: Flat<Stream>
    let columns: Flat<Column>
    let cursors: Flat<Cursor>
    let accumulators: Flat<Accumulator>
    let outputs: Flat<Output>
    /// Indices of the cursors that keep tiles.
    let folding: Flat<Int>
    private let types: Flat<Bool>
    /// Words of a record.
    let stride: Int
    /// Bytes of an entity's block.
    let blockBytes: Int
    /// How long a record can matter, milliseconds.
    let retention: Int64

    /// What an entity's state needs of the plan: plain addresses, so that nothing is counted.
    struct Layout {
        var cursors: UnsafePointer<Cursor>
        var cursorCount: Int
        var accumulators: UnsafePointer<Accumulator>
        var accumulatorCount: Int
        var folding: UnsafePointer<Int>
        var foldingCount: Int
        var stride: Int
        var blockBytes: Int
    }

    /// Valid as long as the plan is.
    let layout: Layout

    /// Streams a group may have: the bits of a record's mask.
    static let streamsMax = 64

    init(_ planner: GroupPlanner) {
        key = Flat(planner.key)
        let types = Flat(planner.streams.flatMap(\.types))
        self.types = types
        streams = Flat(
            planner.streams.enumerated().map { index, stream in
                Stream(
                    types: types.base + index * planner.typeCount,
                    filter: stream.filter.map { .passUnretained($0) }, column: stream.column)
            }, keeping: planner.streams.compactMap(\.filter))
        columns = Flat(
            planner.columns.map { column in
                Column(
                    slot: column.slot, program: column.program.map { .passUnretained($0) },
                    form: column.form, word: column.word)
            }, keeping: planner.columns.compactMap(\.program))
        cursors = Flat(planner.flatCursors)
        accumulators = Flat(planner.cursors.flatMap(\.accumulators))
        outputs = Flat(planner.outputs)
        folding = Flat(planner.cursors.indices.filter { planner.cursors[$0].tiles != nil })
        stride = planner.stride
        blockBytes = (planner.blockBytes + 15) & ~15
        retention = planner.retention
        layout = Layout(
            cursors: cursors.base, cursorCount: cursors.count, accumulators: accumulators.base,
            accumulatorCount: accumulators.count, folding: folding.base,
            foldingCount: folding.count, stride: stride, blockBytes: blockBytes)
    }
}

/// How eight bytes stand for a value.
enum ValueForm {
    case int
    case double
    case bool
    /// Milliseconds since 1970.
    case timestamp
    /// A hash: enough to tell values apart.
    case identity
    /// Index of a text kept in full, so that it can be read back.
    case text
}

/// What every entity's block begins with.
struct EntityHeader {
    var ring: Ring
    /// Number of the last snapshot it was written to, or that it was made after.
    var cut: UInt32 = 0
    var lastTime: Int64
    var key: UInt64 = 0
}

/// Where a cursor stands: it covers the records `from..<to`.
struct CursorState {
    var from: UInt64
    var to: UInt64
    var count: Int64
}
