import CEL
import Vocabulary

/// Makes the plan of a group from its feature definitions, sharing all that is equal.
struct GroupPlanner {
    private(set) var plan: GroupPlan
    private let typeCount: Int
    /// Columns whose text must be read back (first and last of text).
    private let keptTexts: Set<String>

    init(key: [Int], definitions: [FeatureDefinition], typeCount: Int) {
        plan = GroupPlan(key: key)
        self.typeCount = typeCount
        keptTexts = Set(
            definitions.compactMap { definition in
                guard case .aggregate(let recipe) = definition.recipe,
                    recipe.aggregation == .first || recipe.aggregation == .last
                else { return nil }
                return recipe.value?.text
            })
        for definition in definitions {
            if case .aggregate(let recipe) = definition.recipe {
                add(recipe, slot: definition.slot)
            }
        }
    }

    private mutating func add(_ recipe: FeatureDefinition.Aggregate, slot: Int) {
        let column = recipe.value.map { self.column($0) }
        let stream = self.stream(recipe, column: column)
        let cursor = self.cursor(recipe, stream: stream)
        let word = column.map { plan.columns[$0].word } ?? 0
        let form = column.map { plan.columns[$0].form } ?? .int
        let accumulator = accumulatorKind(recipe).map {
            self.accumulator($0, cursor: cursor, word: word, form: form)
        }
        plan.outputs.append(
            GroupPlan.Output(
                slot: slot, cursor: cursor, accumulator: accumulator,
                aggregation: recipe.aggregation, word: word, form: form))
        plan.retention = max(
            plan.retention, recipe.delayMilliseconds + (recipe.windowMilliseconds ?? 0))
    }

    private mutating func column(_ value: FeatureValue) -> Int {
        if let held = plan.columns.firstIndex(where: { $0.value.text == value.text }) {
            return held
        }
        plan.columns.append(
            GroupPlan.Column(value: value, form: form(of: value), word: plan.stride))
        return plan.columns.count - 1
    }

    private func form(of value: FeatureValue) -> ValueForm {
        switch value.type {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .timestamp: .timestamp
        default: keptTexts.contains(value.text) ? .text : .identity
        }
    }

    private mutating func stream(
        _ recipe: FeatureDefinition.Aggregate, column: Int?
    ) -> Int {
        let types = (0..<typeCount).map { recipe.types.contains($0) }
        let word = column.map { plan.columns[$0].word } ?? 0
        let held = plan.streams.firstIndex {
            $0.types == types && $0.filter === recipe.filter && $0.word == word
        }
        if let held { return held }
        plan.streams.append(
            GroupPlan.Stream(
                types: types, filter: recipe.filter, value: recipe.value, word: word))
        return plan.streams.count - 1
    }

    private mutating func cursor(
        _ recipe: FeatureDefinition.Aggregate, stream: Int
    ) -> Int {
        let held = plan.cursors.firstIndex {
            $0.stream == stream && $0.window == recipe.windowMilliseconds
                && $0.delay == recipe.delayMilliseconds
                && $0.includesPresent == recipe.includesPresent
        }
        if let held { return held }
        plan.cursors.append(
            GroupPlan.Cursor(
                stream: stream, mask: 1 << UInt64(stream), window: recipe.windowMilliseconds,
                delay: recipe.delayMilliseconds, includesPresent: recipe.includesPresent,
                offset: take(MemoryLayout<CursorState>.stride)))
        return plan.cursors.count - 1
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
        let held = plan.cursors[cursor].accumulators.first { $0.kind == kind && $0.word == word }
        if let held { return held.offset }
        var made = GroupPlan.Accumulator(kind: kind, word: word, form: form, offset: 0)
        made.offset = take(made.byteCount)
        plan.cursors[cursor].accumulators.append(made)
        return made.offset
    }

    /// Reserves bytes of the block, aligned for any state.
    private mutating func take(_ bytes: Int) -> Int {
        plan.blockBytes = (plan.blockBytes + 15) & ~15
        defer { plan.blockBytes += bytes }
        return plan.blockBytes
    }
}
