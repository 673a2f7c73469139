import CEL
import Toolbox
import Vocabulary

/// How the features of one entity key are computed: what a record holds, which cursors slide over
/// the records, what they feed, and where each feature's value is read.
///
/// Everything an event's walk reads is plain memory (``Flat``), so the walk counts no references.
final class GroupPlan {
    /// A stream as seen from a type of event that counts in it: its condition, the value it
    /// carries, and its bit of a record's mask.
    struct Stream {
        var mask: UInt64
        /// Bit in the row's marks; -1 where it has no condition.
        var bit: Int32
        /// Index of the column with its value; -1 where it has none.
        var column: Int32
    }

    /// One value a record holds, shared by the streams that read it.
    struct Column {
        /// The slot to read, or nil to evaluate `program`.
        var slot: Int?
        /// Kind of entity whose hash is the value's identity.
        var entity: Int?
        var program: Unmanaged<Program>?
        var form: ValueForm
        var word: Int
    }

    /// A window sliding over the records of an entity, for all streams that have it. One that
    /// keeps tiles is of one stream.
    struct Span {
        /// Bits of its streams.
        var mask: UInt64
        /// nil for a window without end.
        var window: Int64?
        /// Milliseconds of a tile; 0 where every event of the window counts.
        var tile: Int64
        var delay: Int64
        var includesPresent: Bool
        /// Where in an entity's block its state lies.
        var offset: Int
        /// One a stream, in ``cursors``.
        var cursors: Range<Int>
        /// Whether any of its summaries is a least or greatest.
        var hasExtrema: Bool
    }

    /// One stream in a window.
    struct Cursor {
        var mask: UInt64
        /// nil for a window without end.
        var window: Int64?
        /// Milliseconds of a tile; 0 where every event of the window counts.
        var tile: Int64
        var delay: Int64
        /// Where in an entity's block its state lies.
        var offset: Int
        /// Where its window's state lies.
        var spanOffset: Int
        /// Its summaries, in ``accumulators``.
        var accumulators: Range<Int>
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
        /// What its kind needs to be told: a sketch's cap, the rest of runs in milliseconds, what a
        /// tally is asked for (``Tally/Wants``).
        var parameter: Int64
        /// Where in a tile its part lies.
        var tileOffset: Int
        /// Kind of entity whose hash is its value; -1 where another value is.
        var entity: Int
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
    /// Type after type.
    private let streams: Flat<Stream>
    /// By event type, and one more: where its streams begin.
    private let streamStarts: Flat<Int>
    let columns: Flat<Column>
    let spans: Flat<Span>
    /// Span after span.
    let cursors: Flat<Cursor>
    let accumulators: Flat<Accumulator>
    let outputs: Flat<Output>
    /// Indices of the cursors that keep tiles.
    let folding: Flat<Int>
    /// Words of a record.
    let stride: Int
    /// Bytes of an entity's block.
    let blockBytes: Int
    /// How long a record can matter, milliseconds.
    let retention: Int64
    /// How long, with all tiles made of it, a record can be in a window with an end, milliseconds;
    /// nil where no window has one.
    let reach: Int64?

    /// What an entity's state needs of the plan: plain addresses, so that nothing is counted.
    struct Layout {
        var spans: UnsafePointer<Span>
        var spanCount: Int
        var cursors: UnsafePointer<Cursor>
        var cursorCount: Int
        var accumulators: UnsafePointer<Accumulator>
        var accumulatorCount: Int
        var folding: UnsafePointer<Int>
        var foldingCount: Int
        var stride: Int
        var blockBytes: Int
        /// Where the bytes counted for an entity lie; nil where there is no limit.
        var counted: Int?
    }

    private let layouts: Flat<Layout>
    /// Valid as long as the plan is.
    let layout: UnsafePointer<Layout>

    /// The streams that events of `type` may count in.
    @inline(__always)
    func streams(ofType type: Int) -> UnsafeBufferPointer<Stream> {
        let start = streamStarts.base[type]
        return UnsafeBufferPointer(
            start: streams.base + start, count: streamStarts.base[type + 1] - start)
    }

    /// Streams a group may have: the bits of a record's mask.
    static let streamsMax = 64

    init(_ planner: GroupPlanner) {
        key = Flat(planner.key)
        let byType = (0..<planner.typeCount).map { type in
            planner.streams.enumerated().filter { $0.element.types[type] }.map { index, stream in
                Stream(
                    mask: 1 << UInt64(index), bit: Int32(stream.bit ?? -1),
                    column: Int32(stream.column ?? -1))
            }
        }
        streams = Flat(byType.flatMap { $0 })
        streamStarts = Flat(byType.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
        columns = Flat(
            planner.columns.map { column in
                Column(
                    slot: column.slot, entity: column.entity,
                    program: column.program.map { .passUnretained($0) },
                    form: column.form, word: column.word)
            }, keeping: planner.columns.compactMap(\.program))
        spans = Flat(planner.flatSpans)
        cursors = Flat(planner.flatCursors)
        accumulators = Flat(planner.cursors.flatMap(\.accumulators))
        outputs = Flat(planner.outputs)
        folding = Flat(planner.cursors.indices.filter { planner.cursors[$0].tiles != nil })
        stride = planner.stride
        blockBytes = (planner.blockBytes + 15) & ~15
        retention = planner.retention
        reach = planner.cursors.compactMap { cursor in cursor.window.map { $0 + cursor.delay } }
            .max()
        let layout = Layout(
            spans: spans.base, spanCount: spans.count, cursors: cursors.base,
            cursorCount: cursors.count, accumulators: accumulators.base,
            accumulatorCount: accumulators.count, folding: folding.base,
            foldingCount: folding.count, stride: stride, blockBytes: blockBytes,
            counted: planner.counted)
        layouts = Flat([layout])
        self.layout = layouts.base
    }
}

extension GroupPlan {
    /// Times up to this one have left a window that reaches to `youngest`.
    ///
    /// In tiles: only those that lie in the window as a whole count, so the edge moves up to the
    /// end of a tile.
    @inline(__always)
    static func farEdge(_ window: Int64?, tile: Int64, youngest: Int64) -> Int64 {
        let edge = youngest - window.unsafelyUnwrapped
        return tile == 0 ? edge : edge.floored(to: tile) + tile - 1
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
    /// No record is older; spares looking at the oldest, which is far from the youngest.
    var oldestTime: Int64
}

/// Where a window stands: it covers the records `from..<to`.
struct SpanState {
    var from: UInt64
    var to: UInt64
    /// No record at `from` or after is older; spares looking at it. The least time says nothing.
    var oldestTime: Int64
}

/// How many records of a stream are in the window, and in its tiles.
struct CursorState {
    var count: Int64
}
