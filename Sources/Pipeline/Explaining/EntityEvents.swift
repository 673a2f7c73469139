import CEL
import Events
package import Packs
import Toolbox
import Vocabulary

/// The latest events that name an entity, of any kind that a pack declares.
///
/// A log keeps what its blocks may name; whether an event does is told by reading it again, with
/// the pack. Events that do not fit the pack are passed over.
package final class EntityEvents {
    private let store: any Store
    private let schema: Schema
    private let parser: EventParser
    private let batch: EventBatch
    private var padded = PaddedText()

    package init(store: any Store, pack: Pack) {
        self.store = store
        schema = pack.schema
        let evaluator = Evaluator(pack: pack)
        parser = evaluator.makeParser()
        batch = evaluator.makeBatch(capacity: 1)
    }

    /// Of the pack that decided last in the store.
    ///
    /// - Throws: ``Fault`` `notFound` for an empty store, `unsupported` for a pack of another
    ///   engine.
    package static func open(_ store: any Store) throws -> EntityEvents {
        guard let last = try store.decisions(DecisionFilter(limit: 1)).first,
            let files = try store.pack(hash: last.packHash)
        else { throw Fault(.notFound, "The store holds no decisions yet.") }
        guard let pack = PackLoader.read(texts: files).pack else {
            throw Fault(.unsupported, "This engine cannot read the pack \(last.packHash).")
        }
        return EntityEvents(store: store, pack: pack)
    }

    /// The latest first: at most `limit`, before `sequence`. O(blocks of the log), and the events
    /// of those blocks that may name it.
    ///
    /// - Throws: ``Fault`` `invalid` for a kind that the pack does not have, and a name that cannot
    ///   be one of it.
    package func latest(
        kind: String, name: String, before sequence: Int64, limit: Int
    ) throws -> [LoggedEvent] {
        guard let index = schema.entities.firstIndex(of: kind) else {
            let close = EditDistance.suggestion(for: kind, among: schema.entities)
            throw Fault(
                .invalid, "The pack has no entities of kind '\(kind)'.",
                fix: close.map { "Did you mean \($0)?" }
                    ?? "It has \(schema.entities.joined(separator: ", ")).")
        }
        let hashes = Set(types(of: index).compactMap { EntityHash.of(name, $0) })
        guard !hashes.isEmpty else {
            throw Fault(
                .invalid, "'\(name)' cannot be the name of a \(kind).",
                fix: "Write it as events do.")
        }
        let found = try hashes.flatMap { hash in
            try store.events(
                naming: EntityKeys.key(kind: kind, hash: hash), before: sequence, limit: limit
            ) { names(hash, kind: index, $0) }
        }
        return Array(found.sorted { $0.sequence > $1.sequence }.prefix(limit))
    }

    /// Types of the fields that name entities of a kind.
    private func types(of kind: Int) -> Set<FieldType> {
        Set(schema.types.flatMap(\.fields).filter { $0.entity == kind }.map(\.type))
    }

    private func names(_ hash: UInt64, kind: Int, _ event: LoggedEvent) -> Bool {
        batch.reset()
        padded.prepare(bytes: event.text.count)
        parser.parse(padded.add(event.text), line: 1, into: batch)
        return batch.count == 1 && batch.entities(0)[kind] == hash
    }
}
