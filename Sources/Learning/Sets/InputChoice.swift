package import CEL
import Features
package import Packs
import Pipeline
import Vocabulary

/// Which slots of a row a model reads, by the names rules give them.
package struct InputChoice: Sendable {
    package var names: [String]
    package var slots: [Int]
    /// Numbers that were not taken unasked, with the reason.
    package var leftOut: [(name: String, why: String)] = []
    /// Whether people named every input.
    package var isNamed: Bool

    /// Chooses inputs. Unnamed, these are the features and event fields that are numbers or yes and
    /// no; but no labels, no whole-number fields of an event (often a code, such as a network's
    /// number), and no feature that sums a label up, since its size follows how much is labelled
    /// (a share of it, made by a formula, is taken).
    ///
    /// - Parameters:
    ///   - asked: names with commas between; `+name` and `-name` change the usual choice.
    ///   - journey: index in the schema.
    /// - Throws: ``Fault`` `invalid` for names the pack does not have, labels, and texts.
    package init(_ asked: String?, of pack: Pack, journey: Int) throws {
        let items = (asked ?? "").split(separator: ",").map {
            String($0).trimmingCharacters
        }
        let isChange = { (item: String) in item.hasPrefix("+") || item.hasPrefix("-") }
        let isNamed = !items.isEmpty && !items.contains(where: isChange)
        guard isNamed || items.allSatisfy(isChange) else {
            throw Fault(
                .invalid, "--inputs mixes names with + and - and names without.",
                fix: "Name all inputs, or write + or - before each.")
        }
        (names, slots) = ([], [])
        self.isNamed = isNamed
        if !isNamed { takeUsual(of: pack, journey: journey) }
        for item in items {
            let name = isNamed ? item : String(item.dropFirst())
            let slot = try InputChoice.slot(of: name, in: pack)
            if item.hasPrefix("-") {
                guard let place = slots.firstIndex(of: slot) else {
                    throw Fault(
                        .invalid, "\(name) is no usual input, so it cannot be taken out.",
                        fix: "Leave \(item) out of --inputs.")
                }
                names.remove(at: place)
                slots.remove(at: place)
            } else {
                try take(slot, of: pack, journey: journey)
            }
        }
        guard !slots.isEmpty else {
            throw Fault(.invalid, "No input is left.", fix: "Name some with --inputs.")
        }
    }

    package static func isNumeric(_ type: CEL.`Type`) -> Bool {
        switch type {
        case .int, .uint, .double, .bool: true
        default: false
        }
    }

    /// The slot of a feature or of a field of an event, with `features.` or `event.` before or not.
    package static func slot(of name: String, in pack: Pack) throws -> Int {
        if let slot = pack.slotNames.firstIndex(of: name), slot < pack.featureSlots.upperBound {
            return slot
        }
        if name.hasPrefix("event.") { return try ColumnNames.fields([name], of: pack)[0] }
        return try ColumnNames.features([name], of: pack)[0]
    }

    /// How far back features look that fill some slots, milliseconds; their delay is in it.
    package static func reach(of slots: [Int], in pack: Pack) -> Int64 {
        pack.keepingFeatures(for: slots).features.reduce(0) { reach, feature in
            guard case .aggregate(let aggregate) = feature.recipe else { return reach }
            return max(reach, (aggregate.windowMilliseconds ?? 0) + aggregate.delayMilliseconds)
        }
    }

    /// The fields of a journey's events.
    static func fields(of pack: Pack, journey: Int) -> [Field] {
        var seen = Set<Int>()
        return pack.schema.types.filter { $0.journey == journey }.flatMap(\.fields)
            .filter { seen.insert($0.slot).inserted }
    }

    private mutating func take(_ slot: Int, of pack: Pack, journey: Int) throws {
        let name = pack.slotNames[slot]
        if let field = InputChoice.labels(of: pack).first(where: { $0.slot == slot }) {
            throw Fault(
                .invalid, "\(name) is a label: it is the answer, known only later.",
                fix: "Take \(field.name) out of --inputs; a feature with a delay may read it.")
        }
        guard InputChoice.isNumeric(pack.slotTypes[slot]) else {
            throw Fault(
                .invalid, "\(name) is a \(pack.slotTypes[slot]), and models read numbers.",
                fix: "Make a number of it with a feature, such as a count or a share.")
        }
        guard !slots.contains(slot) else { return }
        names.append(name)
        slots.append(slot)
    }

    static func labels(of pack: Pack) -> [Field] {
        pack.schema.types.flatMap(\.fields).filter(\.isLabel)
    }

    private mutating func takeUsual(of pack: Pack, journey: Int) {
        for field in InputChoice.fields(of: pack, journey: journey) where !field.isLabel {
            let name = pack.slotNames[field.slot]
            switch field.type {
            case .double, .bool, .money:
                names.append(name)
                slots.append(field.slot)
            case .int where field.entity == nil:
                leftOut.append((name, "a whole number of an event may be a code"))
            default: break
            }
        }
        let labels = Set(InputChoice.labels(of: pack).map(\.slot))
        for slot in pack.featureSlots where InputChoice.isNumeric(pack.slotTypes[slot]) {
            let name = pack.slotNames[slot]
            let feature = pack.features.first { $0.slot == slot }
            if let feature, InputChoice.sums(feature, labels) {
                leftOut.append((name, "its size follows how much is labelled"))
            } else if let feature, !InputChoice.isFilled(feature, pack, journey) {
                leftOut.append((name, "its entity is not named by the journey's events"))
            } else {
                names.append(name)
                slots.append(slot)
            }
        }
    }

    /// Whether a feature adds a label up.
    private static func sums(_ feature: FeatureDefinition, _ labels: Set<Int>) -> Bool {
        guard case .aggregate(let aggregate) = feature.recipe, aggregate.aggregation.isSum,
            case .slot(let slot) = aggregate.value?.source
        else { return false }
        return labels.contains(slot)
    }

    /// Whether events of the journey name the entities that a feature is kept by.
    private static func isFilled(
        _ feature: FeatureDefinition, _ pack: Pack, _ journey: Int
    ) -> Bool {
        guard case .aggregate(let aggregate) = feature.recipe else { return true }
        return pack.schema.types.indices.contains { type in
            pack.schema.types[type].journey == journey
                && aggregate.key.allSatisfy { pack.schema.field(naming: $0, at: type) != nil }
        }
    }
}

extension Aggregation {
    fileprivate var isSum: Bool {
        if case .sum = self { return true }
        return false
    }
}

extension String {
    fileprivate var trimmingCharacters: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
