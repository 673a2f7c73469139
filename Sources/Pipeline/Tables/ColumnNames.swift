import CEL
import Features
package import Packs
import Toolbox
import Vocabulary

/// Finds what people ask of a table by name.
package enum ColumnNames {
    /// The slots of features, by names with or without `features.` before them.
    ///
    /// - Throws: ``Fault`` `invalid` for a name the pack does not have, with the nearest.
    package static func features(_ names: [String], of pack: Pack) throws -> [Int] {
        let prefix = "features."
        let known = pack.featureSlots.map { pack.slotNames[$0].dropFirst(prefix.count) }
        return try names.map { name in
            let short = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]
            guard let place = known.firstIndex(of: short) else {
                throw unknown("feature", String(short), among: known.map(String.init))
            }
            return pack.featureSlots.lowerBound + place
        }
    }

    /// The slots of an event, by names such as `event.amount`, `event.data.amount` or `amount`.
    ///
    /// - Throws: ``Fault`` `invalid` for a name no event has, with the nearest.
    package static func fields(_ names: [String], of pack: Pack) throws -> [Int] {
        let known = pack.schema.variables.map(\.name)
        return try names.map { name in
            let bare = name.hasPrefix("event.data.") ? String(name.dropFirst(11)) : name
            for written in [name, "event.\(bare)"] {
                if let place = known.firstIndex(of: written) {
                    return pack.schema.variables[place].slot
                }
            }
            throw unknown("field", name, among: known)
        }
    }

    /// The indices of names that stand in a list of the pack.
    ///
    /// - Throws: ``Fault`` `invalid` for one that does not, with the nearest.
    package static func indices(
        of names: [String], among known: [String], what: String
    ) throws -> [Int] {
        try names.map { name in
            guard let place = known.firstIndex(of: name) else {
                throw unknown(what, name, among: known)
            }
            return place
        }
    }

    private static func unknown(_ what: String, _ name: String, among known: [String]) -> Fault {
        let nearest = EditDistance.suggestion(for: name, among: known)
        return Fault(
            .invalid, "The pack has no \(what) \(name).",
            fix: nearest.map { "Did you mean \($0)?" }
                ?? "Choose from \(known.joined(separator: ", ")).")
    }
}

extension Pack {
    /// The pack with those features alone that `slots` are, or are computed from. What it has no
    /// feature for stays absent. O(features).
    package func keepingFeatures(for slots: some Sequence<Int>) -> Pack {
        var needed = Set(slots)
        // Formulas stand behind what they read.
        for feature in features.reversed() where needed.contains(feature.slot) {
            if case .formula(let program) = feature.recipe {
                needed.formUnion(program.references)
            }
        }
        var pack = self
        pack.features = features.filter { needed.contains($0.slot) }
        return pack
    }
}
