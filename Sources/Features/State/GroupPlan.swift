import CEL
import Vocabulary

/// How the features of one entity key are computed: what a record holds, which cursors slide over
/// the records, what they feed, and where each feature's value is read.
struct GroupPlan {
    /// Events that belong to it, and the value they carry; one bit of a record's mask.
    struct Stream {
        /// By event type: whether it counts.
        var types: [Bool]
        var filter: Program?
        var value: FeatureValue?
        /// Word of the record that holds the value.
        var word: Int
    }

    /// One value a record holds, shared by the streams that read it.
    struct Column {
        var value: FeatureValue
        var form: ValueForm
        var word: Int
    }

    /// A window sliding over one stream.
    struct Cursor {
        var stream: Int
        var mask: UInt64
        /// nil for a window without end.
        var window: Int64?
        var delay: Int64
        var includesPresent: Bool
        /// Where in an entity's block its state lies.
        var offset: Int
        var accumulators: [Accumulator] = []
    }

    /// One running summary of a window.
    struct Accumulator {
        enum Kind { case moments, squares, least, greatest, tally, ends }
        var kind: Kind
        var word: Int
        var form: ValueForm
        var offset: Int
    }

    /// One feature: which window and summary it is read from, and the slot it is written to.
    struct Output {
        var slot: Int
        var cursor: Int
        /// Offset of the summary's state; nil where the window itself answers.
        var accumulator: Int?
        var aggregation: Aggregation
        var word: Int
        var form: ValueForm
    }

    let key: [Int]
    var streams: [Stream] = []
    var columns: [Column] = []
    var cursors: [Cursor] = []
    var outputs: [Output] = []
    /// Words of a record.
    var stride: Int { 2 + columns.count }
    /// Bytes of an entity's block.
    var blockBytes = MemoryLayout<EntityHeader>.stride
    /// How long a record can matter, milliseconds.
    var retention: Int64 = 0

    /// Streams a group may have: the bits of a record's mask.
    static let streamsMax = 64

    init(key: [Int]) { self.key = key }
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
    var lastTime: Int64
}

/// Where a cursor stands: it covers the records `from..<to`.
struct CursorState {
    var from: UInt64
    var to: UInt64
    var count: Int64
}
