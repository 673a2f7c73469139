import Toolbox
package import Vocabulary

/// Which arm an entity belongs to: by `bucket(name, salt, 10000)`, as rules have it, the arms one
/// behind the other in their order.
package struct Assignment: Sendable {
    /// Parts that entities are divided into.
    package static let parts = 10_000

    private let salt: UInt64
    /// By arm, the part behind its last.
    private let ends: [Int]

    package init(arms: [ExperimentDefinition.Arm], salt: String) {
        self.salt = Hash64.of(salt)
        var sum = 0.0
        ends = arms.map { arm in
            sum += arm.share
            return Int((sum * Double(Self.parts)).rounded())
        }
    }

    /// Nil for an entity that is in no arm.
    package func arm(of name: String) -> Int? {
        let hash = Hash64.combine(salt, Hash64.of(name))
        let part = Int(hash.multipliedFullWidth(by: UInt64(Self.parts)).high)
        return ends.firstIndex { part < $0 }
    }
}
