import Toolbox

/// A number for an entity of a kind, such as device d1, by which a log finds its events.
package struct EntityKeys: Sendable {
    /// By kind of entity, a hash of its name.
    private let kinds: [UInt64]

    package init(schema: Schema) { kinds = schema.entities.map { EntityKeys.kind($0) } }

    /// Keys that an event has at most.
    package var count: Int { kinds.count }

    /// Appends the keys of a row's entities.
    ///
    /// - Parameter hashes: as ``EventBatch/entities(_:)`` has them, one a kind.
    package func append(_ hashes: UnsafePointer<UInt64>, to keys: inout [UInt64]) {
        for index in kinds.indices where hashes[index] != 0 {
            keys.append(Hash64.combine(kinds[index], hashes[index]))
        }
    }

    /// The key of one entity; the same whatever pack declares the kind.
    package static func key(kind name: String, hash: UInt64) -> UInt64 {
        Hash64.combine(kind(name), hash)
    }

    private static func kind(_ name: String) -> UInt64 { Hash64.of(name, seed: 3) }
}
