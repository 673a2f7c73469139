import CEL
import Vocabulary

/// Works out the plan of a group from its feature definitions, sharing all that is equal.
struct GroupPlanner {
    struct Stream {
        var types: [Bool]
        /// Bit of its condition in a row's marks; nil where it has none.
        var bit: Int?
        var column: Int?
    }

    struct Column {
        var text: String
        var slot: Int?
        /// Kind of entity whose hash is the value's identity.
        var entity: Int?
        var program: Program?
        var form: ValueForm
        var word: Int
    }

    struct Cursor {
        var stream: Int
        var window: Int64?
        /// 0 where every event of the window counts.
        var tile: Int64
        var delay: Int64
        var includesPresent: Bool
        var offset: Int
        /// Index of its window.
        var span = 0
        var tiles: Int?
        var tileBytes = MemoryLayout<TileHeader>.stride
        var accumulators: [GroupPlan.Accumulator] = []

        var hasExtrema: Bool {
            accumulators.contains { $0.kind == .least || $0.kind == .greatest }
        }

        /// Whether both slide alike over the records; what keeps tiles slides alone.
        func slides(with other: Cursor) -> Bool {
            tiles == nil && other.tiles == nil && window == other.window
                && delay == other.delay && includesPresent == other.includesPresent
        }
    }

    let key: [Int]
    let typeCount: Int
    private let entityOfSlot: [Int: Int]
    private let bitOfFilter: (Program) -> Int?
    private(set) var streams: [Stream] = []
    private(set) var columns: [Column] = []
    private(set) var cursors: [Cursor] = []
    /// Offset of each window's state.
    private var spans: [Int] = []
    private(set) var outputs: [GroupPlan.Output] = []
    private(set) var blockBytes = MemoryLayout<EntityHeader>.stride
    private(set) var retention: Int64 = 0
    /// Where the bytes counted for an entity lie; nil where there is no limit.
    private(set) var counted: Int?
    /// Words of a record: time, mask, then one a column.
    var stride: Int { 2 + columns.count }

    /// - Parameters:
    ///   - entityOfSlot: kinds of entity whose hash is the identity of what a slot holds.
    ///   - isLimited: whether the bytes of each entity are counted.
    ///   - bitOfFilter: the bit of a condition in a row's marks.
    init(
        key: [Int], definitions: [FeatureDefinition], typeCount: Int, entityOfSlot: [Int: Int],
        isLimited: Bool, bitOfFilter: @escaping (Program) -> Int?
    ) {
        self.key = key
        self.typeCount = typeCount
        self.entityOfSlot = entityOfSlot
        self.bitOfFilter = bitOfFilter
        for definition in definitions {
            if case .aggregate(let recipe) = definition.recipe {
                add(recipe, slot: definition.slot)
            }
        }
        joinSpans()
        if isLimited { counted = take(MemoryLayout<Int>.stride) }
    }

    /// Gives cursors that slide alike one window, and puts them side by side.
    private mutating func joinSpans() {
        for index in cursors.indices {
            if let held = cursors[..<index].firstIndex(where: { $0.slides(with: cursors[index]) }) {
                cursors[index].span = cursors[held].span
            } else {
                cursors[index].span = spans.count
                spans.append(take(MemoryLayout<SpanState>.stride))
            }
        }
        let order = cursors.indices.sorted { (cursors[$0].span, $0) < (cursors[$1].span, $1) }
        cursors = order.map { cursors[$0] }
        for index in outputs.indices {
            let place = order.firstIndex(of: Int(outputs[index].cursor)) ?? 0
            outputs[index].cursor = UInt32(place)
        }
    }

    /// The windows as the plan holds them.
    var flatSpans: [GroupPlan.Span] {
        spans.indices.map { span in
            let members = cursors.indices.filter { cursors[$0].span == span }
            let first = cursors[members[0]]
            return GroupPlan.Span(
                mask: members.reduce(0) { $0 | 1 << UInt64(cursors[$1].stream) },
                window: first.window, tile: first.tile, delay: first.delay,
                includesPresent: first.includesPresent, offset: spans[span],
                cursors: members[0]..<members[0] + members.count,
                hasExtrema: members.contains { cursors[$0].hasExtrema })
        }
    }

    /// The cursors as the plan holds them, their summaries laid end to end.
    var flatCursors: [GroupPlan.Cursor] {
        var start = 0
        return cursors.map { cursor in
            defer { start += cursor.accumulators.count }
            return GroupPlan.Cursor(
                mask: 1 << UInt64(cursor.stream), window: cursor.window, tile: cursor.tile,
                delay: cursor.delay, offset: cursor.offset, spanOffset: spans[cursor.span],
                accumulators: start..<start + cursor.accumulators.count, tiles: cursor.tiles,
                tileBytes: (cursor.tileBytes + 15) & ~15)
        }
    }

    private mutating func add(_ recipe: FeatureDefinition.Aggregate, slot: Int) {
        let isReadBack = recipe.aggregation == .first || recipe.aggregation == .last
        let column = recipe.value.map { self.column($0, isReadBack: isReadBack) }
        let stream = self.stream(recipe, column: column)
        let cursor = self.cursor(recipe, stream: stream)
        let word = column.map { columns[$0].word } ?? 0
        let form = column.map { columns[$0].form } ?? .int
        let accumulator = accumulatorKind(recipe).map {
            self.accumulator(
                $0, cursor: cursor, word: word, form: form, parameter: recipe.parameter,
                entity: column.flatMap { columns[$0].entity })
        }
        outputs.append(
            GroupPlan.Output(
                slot: slot, cursorOffset: cursors[cursor].offset, mask: 1 << UInt64(stream),
                accumulator: accumulator?.kind == .edges ? nil : accumulator?.offset, word: word,
                setting: recipe.setting(accumulator), cursor: UInt32(cursor),
                aggregation: recipe.aggregation, form: form))
        retention = max(retention, retention(of: cursors[cursor]))
    }

    /// How long a record can matter to a cursor that no event is late for, milliseconds: until it
    /// has left the window, or lies in a tile.
    private func retention(of cursor: Cursor) -> Int64 {
        guard let window = cursor.window else {
            return cursor.delay + (cursor.tiles == nil ? 0 : 1)
        }
        return cursor.delay + (cursor.tile == 0 ? window : cursor.tile)
    }

    /// - Parameter isReadBack: whether the value itself is wanted, not only which it is.
    private mutating func column(_ value: FeatureValue, isReadBack: Bool) -> Int {
        let form = form(of: value, isReadBack: isReadBack)
        let held = columns.firstIndex { $0.text == value.text && $0.form == form }
        if let held { return held }
        var column = Column(text: value.text, form: form, word: stride)
        switch value.source {
        case .slot(let slot):
            column.slot = slot
            column.entity = form == .identity ? entityOfSlot[slot] : nil
        case .program(let program): column.program = program
        }
        columns.append(column)
        return columns.count - 1
    }

    private func form(of value: FeatureValue, isReadBack: Bool) -> ValueForm {
        switch value.type {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .timestamp: .timestamp
        default: isReadBack ? .text : .identity
        }
    }

    private mutating func stream(
        _ recipe: FeatureDefinition.Aggregate, column: Int?
    ) -> Int {
        let types = (0..<typeCount).map { recipe.types.contains($0) }
        let bit = recipe.filter.map { filter in
            guard let bit = bitOfFilter(filter) else {
                preconditionFailure("Every condition has a bit")
            }
            return bit
        }
        let held = streams.firstIndex {
            $0.types == types && $0.bit == bit && $0.column == column
        }
        if let held { return held }
        streams.append(Stream(types: types, bit: bit, column: column))
        return streams.count - 1
    }

    private mutating func cursor(
        _ recipe: FeatureDefinition.Aggregate, stream: Int
    ) -> Int {
        let held = cursors.firstIndex {
            $0.stream == stream && $0.window == recipe.windowMilliseconds
                && $0.tile == recipe.settings.resolutionMilliseconds ?? 0
                && $0.delay == recipe.delayMilliseconds
                && $0.includesPresent == recipe.includesPresent
        }
        if let held { return held }
        let tile = recipe.settings.resolutionMilliseconds ?? 0
        var cursor = Cursor(
            stream: stream, window: recipe.windowMilliseconds, tile: tile,
            delay: recipe.delayMilliseconds, includesPresent: recipe.includesPresent,
            offset: take(MemoryLayout<CursorState>.stride))
        if tile != 0 { cursor.tiles = take(MemoryLayout<Tiles>.stride) }
        cursors.append(cursor)
        return cursors.count - 1
    }

    private func accumulatorKind(
        _ recipe: FeatureDefinition.Aggregate
    ) -> GroupPlan.Accumulator.Kind? {
        switch recipe.aggregation {
        case .count: nil
        case .sum, .mean: .moments
        case .standardDeviation, .variance, .zScore: .squares
        case .min: .least
        case .max: .greatest
        case .distinct: recipe.settings.cap == nil ? .tally : .sketch
        case .topShare, .herfindahl, .entropy: .tally
        case .quantile: .quantiles
        case .gapMean, .gapVariation: .gapMoments
        case .gapEntropy: .gapBins
        case .gapTopShare: .gapSeconds
        case .longestSpan: .runs
        case .first, .last:
            recipe.windowMilliseconds == nil
                ? .ends : recipe.settings.resolutionMilliseconds == nil ? nil : .edges
        case .sinceFirst, .sinceLast: recipe.windowMilliseconds == nil ? .ends : nil
        }
    }

    private mutating func accumulator(
        _ kind: GroupPlan.Accumulator.Kind, cursor: Int, word: Int, form: ValueForm,
        parameter: Int64, entity: Int?
    ) -> GroupPlan.Accumulator {
        let held = cursors[cursor].accumulators.firstIndex {
            $0.kind == kind && $0.word == word && (kind.isTally || $0.parameter == parameter)
        }
        if let held {
            if kind.isTally { cursors[cursor].accumulators[held].parameter |= parameter }
            return cursors[cursor].accumulators[held]
        }
        if kind.needsBase, cursors[cursor].window == nil, cursors[cursor].tiles == nil {
            cursors[cursor].tiles = take(MemoryLayout<Tiles>.stride)
        }
        let tileOffset = (cursors[cursor].tileBytes + 15) & ~15
        let made = GroupPlan.Accumulator(
            kind: kind, form: form, word: word, offset: take(kind.byteCount), parameter: parameter,
            tileOffset: tileOffset, entity: entity ?? -1)
        cursors[cursor].tileBytes =
            tileOffset + kind.tileByteCount(isForGood: cursors[cursor].window == nil)
        cursors[cursor].accumulators.append(made)
        return made
    }

    /// Reserves bytes of the block, aligned for any state.
    private mutating func take(_ bytes: Int) -> Int {
        blockBytes = (blockBytes + 15) & ~15
        defer { blockBytes += bytes }
        return blockBytes
    }
}

extension FeatureDefinition.Aggregate {
    /// What its summary needs to be told, see ``GroupPlan/Accumulator/parameter``.
    fileprivate var parameter: Int64 {
        switch aggregation {
        case .longestSpan: settings.restMilliseconds
        case .distinct: settings.cap ?? 0
        case .topShare, .gapTopShare: Tally.Wants.top.rawValue
        case .entropy, .gapEntropy: Tally.Wants.entropy.rawValue
        default: 0
        }
    }

    /// What its reading needs to be told, see ``GroupPlan/Output/setting``.
    fileprivate func setting(_ accumulator: GroupPlan.Accumulator?) -> UInt64 {
        switch aggregation {
        case .quantile: settings.quantile.bitPattern
        case .distinct: UInt64(settings.cap ?? 0)
        case .first, .last: UInt64(accumulator?.tileOffset ?? 0)
        default: 0
        }
    }
}
