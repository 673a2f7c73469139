import Enforcements
import Events
import Foundation
import GRDB
import Pipeline
import Vocabulary

/// Tells of names whether the store knows anything of them.
///
/// Of kinds other than accounts the log is asked: all names in one walk over the filters of its
/// blocks, the latest first, and a block whose filter may hold one is read.
package struct SeenNames {
    let database: Database

    /// Blocks that one question reads. What a filter may hold behind them counts as seen.
    package static let blocksMax = 256

    /// Of one entity: whether it has a measure, decisions of an account, or a role in detection.
    package static let kept = """
        SELECT EXISTS (SELECT 1 FROM enforcement INDEXED BY enforcement_of
                WHERE entity_name = :name AND entity_kind = :kind)
            OR EXISTS (SELECT 1 FROM account WHERE :kind = 'account' AND account = :name)
            OR EXISTS (SELECT 1 FROM recipient WHERE kind = :kind AND name = :name)
        """

    /// The walk over the filters.
    package static let filters = """
        SELECT first_sequence, entities FROM event_block LEFT JOIN event_filter
            USING (first_sequence)
        ORDER BY first_sequence DESC
        """

    /// The first of them, at most `limit`, of whom nothing is known.
    func unseen(of entities: Set<EnforcedEntity>, limit: Int) throws -> [EnforcedEntity] {
        let statement = try database.cachedStatement(sql: Self.kept)
        var unseen: [EnforcedEntity] = []
        var sought: [EnforcedEntity] = []
        for entity in entities.sorted() {
            let isKept = try Bool.fetchOne(
                statement, arguments: ["kind": entity.kind, "name": entity.name])
            if isKept == true { continue }
            if entity.kind != "account" {
                sought.append(entity)
            } else {
                unseen.append(entity)
                // So many are enough, whatever the log says of the others.
                if unseen.count == limit { return unseen }
            }
        }
        return Array((unseen + (try unnamed(of: sought))).sorted().prefix(limit))
    }

    /// A name that is looked for in the log.
    private struct Sought {
        let entity: EnforcedEntity
        /// The type of the field that names it is the pack's to know.
        let hashes: Set<UInt64>

        init(_ entity: EnforcedEntity) {
            self.entity = entity
            hashes = SeenNames.hashes(of: entity.name)
        }

        func mayStand(in filter: Data) -> Bool {
            hashes.contains {
                EntityFilter.mayHold(EntityKeys.key(kind: entity.kind, hash: $0), in: filter)
            }
        }
    }

    private static func hashes(of name: String) -> Set<UInt64> {
        Set(FieldType.allCases.compactMap { EntityHash.of(name, $0) })
    }

    private func unnamed(of entities: [EnforcedEntity]) throws -> [EnforcedEntity] {
        var sought = entities.map { Sought($0) }
        guard !sought.isEmpty else { return [] }
        let blocks = try Row.fetchCursor(database.cachedStatement(sql: Self.filters))
        var read = 0
        while !sought.isEmpty, let block = try blocks.next() {
            // A block from before there were filters may name any entity.
            let filter: Data? = block[1]
            let places = sought.indices.filter { place in
                filter.map { sought[place].mayStand(in: $0) } ?? true
            }
            guard !places.isEmpty else { continue }
            read += 1
            let values = read <= Self.blocksMax ? try values(ofBlock: block[0]) : nil
            let seen = Set(
                places.filter { values?.isDisjoint(with: sought[$0].hashes) != true })
            sought = sought.indices.filter { !seen.contains($0) }.map { sought[$0] }
        }
        return sought.map(\.entity)
    }

    /// Hashes of all texts and numbers in the events of a block; nil where one cannot be read.
    private func values(ofBlock first: Int64) throws -> Set<UInt64>? {
        var values: Set<UInt64> = []
        func add(_ value: Any) {
            switch value {
            case let text as String: values.formUnion(Self.hashes(of: text))
            case let number as NSNumber: values.formUnion(Self.hashes(of: "\(number)"))
            case let list as [Any]: for value in list { add(value) }
            case let fields as [String: Any]: for value in fields.values { add(value) }
            default: break
            }
        }
        for event in try EventBlocks.block(of: first, database) {
            guard let fields = try? JSONSerialization.jsonObject(with: Data(event.text)) else {
                return nil
            }
            add(fields)
        }
        return values
    }
}
