package import CEL
package import Vocabulary

/// Every feature of a pack: groups that walk events in order, and formulas over their values.
package final class FeatureEngine: Sendable {
    /// One a key; the heaviest first, so that work divides well over threads.
    package let groups: [FeatureGroup]
    /// In the order of dependency.
    package let formulas: [FeatureDefinition]

    /// - Parameters:
    ///   - definitions: formulas among them stand after what they read.
    ///   - latenessMilliseconds: how far out of order events may come and still count.
    package init(
        definitions: [FeatureDefinition], schema: Schema, latenessMilliseconds: Int64
    ) {
        var byKey: [(key: [Int], definitions: [FeatureDefinition])] = []
        var formulas: [FeatureDefinition] = []
        for definition in definitions {
            guard case .aggregate(let recipe) = definition.recipe else {
                formulas.append(definition)
                continue
            }
            if let held = byKey.firstIndex(where: { $0.key == recipe.key }) {
                byKey[held].definitions.append(definition)
            } else {
                byKey.append((recipe.key, [definition]))
            }
        }
        self.formulas = formulas
        groups = byKey.sorted { $0.definitions.count > $1.definitions.count }.map {
            FeatureGroup(
                key: $0.key, definitions: $0.definitions, typeCount: schema.types.count,
                latenessMilliseconds: latenessMilliseconds)
        }
    }

    /// Fills every group's slots of every admitted row. O(rows × features).
    package func walk(_ batch: EventBatch) {
        for group in groups { group.walk(batch) }
    }

    /// Fills the formulas' slots of one row; one that cannot be computed is absent.
    @inline(__always)
    package func fillFormulas(_ row: UnsafeMutablePointer<Value>, _ scratch: Scratch) {
        for formula in formulas {
            guard case .formula(let program) = formula.recipe else { continue }
            let value = program.evaluate(row, scratch)
            row[formula.slot] = value.isError ? .absent : value
        }
    }
}
