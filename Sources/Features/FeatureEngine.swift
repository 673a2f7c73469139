package import CEL
import Toolbox
package import Vocabulary

/// Every feature of a pack: groups that walk events in order, and formulas over their values.
package final class FeatureEngine: Sendable {
    /// One or more a key; the heaviest first, so that work divides well over threads.
    package let groups: [FeatureGroup]
    private let marks: RowMarks
    /// In the order of dependency.
    private let formulas: Flat<Formula>

    private struct Formula {
        var slot: Int
        var program: Unmanaged<Program>
    }

    /// Rows may have one type more than the schema: they are of no stream, so they enter nothing
    /// and read what is there.
    ///
    /// - Parameters:
    ///   - definitions: formulas among them stand after what they read.
    ///   - latenessMilliseconds: how far out of order events may come and still count.
    ///   - memoryBytesMax: what all entities may need, divided among the groups in proportion to
    ///     their features; nil for no limit.
    package init(
        definitions: [FeatureDefinition], schema: Schema, latenessMilliseconds: Int64,
        memoryBytesMax: Int? = nil
    ) {
        var byKey: [Sharers] = []
        var formulas: [(slot: Int, program: Program)] = []
        for definition in definitions {
            let recipe: FeatureDefinition.Aggregate
            switch definition.recipe {
            case .aggregate(let aggregate): recipe = aggregate
            case .formula(let program):
                formulas.append((definition.slot, program))
                continue
            }
            if let held = byKey.firstIndex(where: { $0.canTake(recipe) }) {
                byKey[held].take(definition, recipe)
            } else {
                byKey.append(Sharers(definition, recipe))
            }
        }
        self.formulas = Flat(
            formulas.map { Formula(slot: $0.slot, program: .passUnretained($0.program)) },
            keeping: formulas.map(\.program))
        let typeCount = schema.types.count + 1
        let marks = RowMarks(
            byKey.flatMap { $0.definitions.compactMap(\.aggregate) }, typeCount: typeCount)
        self.marks = marks
        let entityOfSlot = schema.entityOfSlot
        let aggregates = byKey.reduce(0) { $0 + $1.definitions.count }
        groups = byKey.sorted { $0.definitions.count > $1.definitions.count }.map { group in
            FeatureGroup(
                GroupPlanner(
                    key: group.key, definitions: group.definitions, typeCount: typeCount,
                    entityOfSlot: entityOfSlot, isLimited: memoryBytesMax != nil,
                    bitOfFilter: marks.bit),
                latenessMilliseconds: latenessMilliseconds,
                share: memoryBytesMax.map { max(1, $0 / aggregates * group.definitions.count) })
        }
    }

    /// Words of marks that a row of a batch must have.
    package var markWords: Int { marks.wordCount }

    /// Finds which conditions hold on every admitted row; comes before its groups are walked. One
    /// batch at a time.
    package func mark(_ batch: EventBatch) { marks.mark(batch) }

    /// Fills the formulas' slots of one row; one that cannot be computed is absent. Texts live as
    /// long as what `scratch` keeps.
    @inline(__always)
    package func fillFormulas(_ row: UnsafeMutablePointer<Value>, _ scratch: Scratch) {
        let base = formulas.base
        for index in 0..<formulas.count {
            let value = base[index].program._withUnsafeGuaranteedRef { $0.evaluate(row, scratch) }
            row[base[index].slot] = value.isError ? .absent : scratch.keep(value)
        }
    }
}

/// Features that share one group: its key, and what its records hold.
private struct Sharers {
    let key: [Int]
    private(set) var definitions: [FeatureDefinition]
    private var types: Set<Int>

    init(_ definition: FeatureDefinition, _ recipe: FeatureDefinition.Aggregate) {
        key = recipe.key
        definitions = [definition]
        types = Set(recipe.types)
    }

    /// Whether the feature is better here than in a group of its own. Every record of a group has
    /// a word for each value any of its features reads, so one of events that none of the others
    /// counts would make all their records longer.
    func canTake(_ recipe: FeatureDefinition.Aggregate) -> Bool {
        // A feature needs at most one stream, so this many surely fit.
        key == recipe.key && definitions.count < GroupPlan.streamsMax
            && (recipe.value == nil || !types.isDisjoint(with: recipe.types))
    }

    mutating func take(_ definition: FeatureDefinition, _ recipe: FeatureDefinition.Aggregate) {
        definitions.append(definition)
        types.formUnion(recipe.types)
    }
}

extension FeatureDefinition {
    /// Its aggregation; nil for a formula.
    fileprivate var aggregate: Aggregate? {
        if case .aggregate(let aggregate) = recipe { aggregate } else { nil }
    }
}

extension Schema {
    /// By slot: the kind of entity whose hash is the identity of what the slot holds, where in
    /// every type of event no other field names an entity of that kind.
    fileprivate var entityOfSlot: [Int: Int] {
        var entities: [Int: Int] = [:]
        for field in types.flatMap(\.fields) {
            if let entity = field.entity { entities[field.slot] = entity }
        }
        return entities.filter { slot, entity in
            types.allSatisfy { type in
                type.fields.allSatisfy { ($0.slot == slot) == ($0.entity == entity) }
            }
        }
    }
}
