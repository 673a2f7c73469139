package import Rings
package import Vocabulary

/// A kind of value that accounts may share, as detection weighs it.
package struct ValueKind: Sendable {
    /// Such as `device`.
    package var name: String
    /// The most accounts of one household.
    package var household: Int
    package var shared: SharedKind

    package init(name: String, household: Int, shared: SharedKind) {
        (self.name, self.household, self.shared) = (name, household, shared)
    }

    /// The kinds that a pack shares, by their places; weights go by the kind's name.
    package static func of(_ definition: DetectionDefinition, _ schema: Schema) -> [ValueKind] {
        definition.shared.map { shared in
            let name = schema.entities[shared.entity]
            let weights: SharedKind
            switch name {
            case "device": weights = .device
            case "instrument": weights = .instrument
            case "email": weights = .instrument
            default: weights = .address
            }
            return ValueKind(name: name, household: shared.household, shared: weights)
        }
    }
}

/// Which values tie the seats on them by themselves: those that few have.
///
/// Strength is ``SharedKind/strength(holders:of:)`` among all seats; below the threshold a value
/// ties nobody.
package struct Ties: Sendable {
    /// Seats and the values they were on.
    package var holders: BipartiteGraph
    /// By value; 0 where it ties nobody.
    package var strengths: [Double]

    /// O(links + values).
    package init(_ conduct: Conduct, _ kinds: [ValueKind], threshold: Double) {
        let holders = BipartiteGraph(
            rows: conduct.links.seats, columns: conduct.links.values, weights: nil,
            rowCount: conduct.seatCount, columnCount: conduct.values.count)
        strengths = conduct.kindOfValue.enumerated().map { value, kind in
            guard Int(kind) < kinds.count else { return 0 }
            let strength = kinds[Int(kind)].shared.strength(
                holders: holders.degree(ofColumn: value), of: conduct.seatCount)
            return strength >= threshold ? strength : 0
        }
        self.holders = holders
    }
}
