import Events
package import Features
import Packs
import Vocabulary

/// What an evaluator remembers, and in how many bytes.
package struct MemoryReport: Sendable {
    /// By group of features, the heaviest in features first.
    package var groups: [GroupReport]
    /// For recognising duplicates.
    package var identityBytes: Int

    package var entities: Int { groups.reduce(0) { $0 + $1.numbers.entities } }
    package var featureBytes: Int { groups.reduce(0) { $0 + $1.total } }
}

extension Evaluator {
    /// Looks at every entity. O(records × windows).
    package var memoryReport: MemoryReport {
        MemoryReport(
            groups: features.groups.map { $0.report(watermark: gatekeeper.watermark) },
            identityBytes: gatekeeper.bytes)
    }

    /// How the memory of each kind of entity's features stands. O(groups).
    package var entityNumbers: [EntityNumbers] {
        var found: [EntityNumbers] = []
        for group in features.groups {
            let (name, numbers) = (name(of: group.numbers), group.numbers)
            // Of one key there are several groups where events or features differ much.
            let place = found.firstIndex { $0.name == name } ?? found.count
            if place == found.count { found.append(EntityNumbers(name: name)) }
            found[place].entities += numbers.entities
            found[place].expired += numbers.expired
            found[place].forgotten += numbers.forgotten
            found[place].counted += numbers.counted
            found[place].share += numbers.share
        }
        return found
    }

    /// A group's key in words, such as `account+device`.
    package func name(of numbers: GroupNumbers) -> String {
        numbers.key.map { pack.schema.entities[$0] }.joined(separator: "+")
    }
}

/// How the memory of one kind of entity's features stands.
package struct EntityNumbers: Sendable {
    /// Its kind, or kinds: such as `account+device`.
    package var name: String
    package var entities = 0
    /// Given back with nothing left in any window: nobody can tell.
    package var expired = 0
    /// Forgotten to stay within the pack's memory; they begin anew.
    package var forgotten = 0
    /// Bytes counted and the most there may be; 0 without a limit.
    package var counted = 0
    package var share = 0
}
