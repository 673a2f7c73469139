import CEL
import Events
import Glibc
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

    /// The latest first: at most `limit`, before `sequence`, as far back as `reach` allows.
    /// O(filters and blocks of the reach).
    ///
    /// - Throws: ``Fault`` `invalid` for a kind that the pack does not have, and a name that cannot
    ///   be one of it.
    package func latest(
        kind: String, name: String, before sequence: Int64, limit: Int, reach: LogReach
    ) throws -> NamedEvents {
        guard let index = schema.entities.firstIndex(of: kind) else {
            let close = EditDistance.suggestion(for: kind, among: schema.entities)
            throw Fault(
                .invalid, "The pack has no entities of kind '\(kind)'.",
                fix: close.map { "Did you mean \($0)?" }
                    ?? "It has \(schema.entities.joined(separator: ", ")).")
        }
        let types = types(of: index)
        let hashes = Set(types.compactMap { EntityHash.of(name, $0) })
        guard !hashes.isEmpty else {
            throw Fault(
                .invalid, "'\(name)' cannot be the name of a \(kind).",
                fix: "Write it as events do.")
        }
        let word = types == [.string] ? WrittenName(name) : nil
        var all = NamedEvents()
        for hash in hashes {
            let found = try store.events(
                naming: EntityKeys.key(kind: kind, hash: hash), before: sequence, limit: limit,
                reach: reach
            ) { event in
                guard word?.mayStand(in: event.text) ?? true else { return false }
                return names(hash, kind: index, event)
            }
            all.events += found.events
            all.before = [all.before, found.before].compactMap { $0 }.max()
        }
        all.events.sort { $0.sequence > $1.sequence }
        if all.events.count > limit {
            all.events.removeLast(all.events.count - limit)
            all.before = all.events.last?.sequence
        }
        // What one look did not reach, the next page tells whole.
        if let before = all.before { all.events.removeAll { $0.sequence < before } }
        return all
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

/// A name that JSON writes as it is, so that an event without it need not be parsed.
private struct WrittenName {
    private let bytes: [UInt8]
    private static let escape = Array("\\u".utf8)

    /// Nil for a name with a character that may be escaped.
    init?(_ name: String) {
        let isPlain = name.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "/")
        }
        guard isPlain, !name.isEmpty else { return nil }
        bytes = Array(name.utf8)
    }

    /// Also true where a character is written as its number, which any may be.
    func mayStand(in text: [UInt8]) -> Bool {
        WrittenName.stands(bytes, in: text) || WrittenName.stands(WrittenName.escape, in: text)
    }

    private static func stands(_ word: [UInt8], in text: [UInt8]) -> Bool {
        text.withUnsafeBytes { text in
            word.withUnsafeBytes { word in
                guard let start = text.baseAddress, let wanted = word.baseAddress else {
                    return false
                }
                var place = 0
                while text.count - place >= word.count {
                    let room = text.count - place - word.count + 1
                    guard let next = memchr(start + place, Int32(word[0]), room) else {
                        return false
                    }
                    place = UnsafeRawPointer(next) - start
                    if memcmp(next, wanted, word.count) == 0 { return true }
                    place += 1
                }
                return false
            }
        }
    }
}
