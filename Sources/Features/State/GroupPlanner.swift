import CEL
import Vocabulary

/// Works out the plan of a group from its feature definitions, sharing all that is equal.
struct GroupPlanner {
    struct Stream {
        var types: [Bool]
        var filter: Program?
        var column: Int?
    }

    struct Column {
        var text: String
        var slot: Int?
        var program: Program?
        var form: ValueForm
        var word: Int
    }

    struct Cursor {
        var stream: Int
        var window: Int64?
        var delay: Int64
        var includesPresent: Bool
        var offset: Int
        var accumulators: [GroupPlan.Accumulator] = []
    }

    let key: [Int]
    let typeCount: Int
    private(set) var streams: [Stream] = []
    private(set) var columns: [Column] = []
    private(set) var cursors: [Cursor] = []
    private(set) var outputs: [GroupPlan.Output] = []
    private(set) var blockBytes = MemoryLayout<EntityHeader>.stride
    private(set) var retention: Int64 = 0
    /// Words of a record: time, mask, then one a column.
    var stride: Int { 2 + columns.count }

    init(key: [Int], definitions: [FeatureDefinition], typeCount: Int) {
        self.key = key
        self.typeCount = typeCount
        for definition in definitions {
            if case .aggregate(let recipe) = definition.recipe {
                add(recipe, slot: definition.slot)
            }
        }
    }

    /// The cursors as the plan holds them, their summaries laid end to end.
    var flatCursors: [GroupPlan.Cursor] {
        var start = 0
        return cursors.map { cursor in
            defer { start += cursor.accumulators.count }
            return GroupPlan.Cursor(
                mask: 1 << UInt64(cursor.stream), window: cursor.window, delay: cursor.delay,
                includesPresent: cursor.includesPresent, offset: cursor.offset,
                accumulators: start..<start + cursor.accumulators.count,
                hasExtrema: cursor.accumulators.contains {
                    $0.kind == .least || $0.kind == .greatest
                })
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
            self.accumulator($0, cursor: cursor, word: word, form: form)
        }
        outputs.append(
            GroupPlan.Output(
                slot: slot, cursorOffset: cursors[cursor].offset, mask: 1 << UInt64(stream),
                accumulator: accumulator, aggregation: recipe.aggregation, word: word,
                form: form))
        retention = max(retention, recipe.delayMilliseconds + (recipe.windowMilliseconds ?? 0))
    }

    /// - Parameter isReadBack: whether the value itself is wanted, not only which it is.
    private mutating func column(_ value: FeatureValue, isReadBack: Bool) -> Int {
        let form = form(of: value, isReadBack: isReadBack)
        let held = columns.firstIndex { $0.text == value.text && $0.form == form }
        if let held { return held }
        var column = Column(text: value.text, form: form, word: stride)
        switch value.source {
        case .slot(let slot): column.slot = slot
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
        let held = streams.firstIndex {
            $0.types == types && $0.filter === recipe.filter && $0.column == column
        }
        if let held { return held }
        streams.append(Stream(types: types, filter: recipe.filter, column: column))
        return streams.count - 1
    }

    private mutating func cursor(
        _ recipe: FeatureDefinition.Aggregate, stream: Int
    ) -> Int {
        let held = cursors.firstIndex {
            $0.stream == stream && $0.window == recipe.windowMilliseconds
                && $0.delay == recipe.delayMilliseconds
                && $0.includesPresent == recipe.includesPresent
        }
        if let held { return held }
        cursors.append(
            Cursor(
                stream: stream, window: recipe.windowMilliseconds,
                delay: recipe.delayMilliseconds, includesPresent: recipe.includesPresent,
                offset: take(MemoryLayout<CursorState>.stride)))
        return cursors.count - 1
    }

    private func accumulatorKind(
        _ recipe: FeatureDefinition.Aggregate
    ) -> GroupPlan.Accumulator.Kind? {
        switch recipe.aggregation {
        case .count: nil
        case .sum, .mean: .moments
        case .standardDeviation: .squares
        case .min: .least
        case .max: .greatest
        case .distinct, .topShare, .entropy: .tally
        case .first, .last, .sinceFirst, .sinceLast:
            recipe.windowMilliseconds == nil ? .ends : nil
        }
    }

    private mutating func accumulator(
        _ kind: GroupPlan.Accumulator.Kind, cursor: Int, word: Int, form: ValueForm
    ) -> Int {
        let held = cursors[cursor].accumulators.first { $0.kind == kind && $0.word == word }
        if let held { return held.offset }
        var made = GroupPlan.Accumulator(kind: kind, word: word, form: form, offset: 0)
        made.offset = take(made.byteCount)
        cursors[cursor].accumulators.append(made)
        return made.offset
    }

    /// Reserves bytes of the block, aligned for any state.
    private mutating func take(_ bytes: Int) -> Int {
        blockBytes = (blockBytes + 15) & ~15
        defer { blockBytes += bytes }
        return blockBytes
    }
}
