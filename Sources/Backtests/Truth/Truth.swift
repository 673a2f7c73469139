import CEL
package import Learning
import Models
package import Packs
import Toolbox
import Vocabulary

/// What is known to be bad, by row and by person.
///
/// An event is bad or good by a label of its own, by the pack's field that is a label, or by the
/// label of somebody it names. A person is bad only by a label of the person: somebody whose card
/// was stolen is not.
package struct Truth: Sendable {
    /// Where labels come from.
    package struct Source {
        package var book = LabelBook()
        /// Slot of a field that is a label.
        package var slot: Int?
        /// Hashes of `event.id` of events that are bad, whatever their source.
        package var badEvents: Set<UInt64> = []
        /// For people to read.
        package var words = "no labels"

        package init() {}

        package var isEmpty: Bool { book.isEmpty && slot == nil && badEvents.isEmpty }
    }

    static let unknown: Int8 = -1
    /// 1 bad, 0 good, -1 unknown; by row.
    let rows: Flat<Int8>
    /// The same by number of the person; the first is nobody.
    let people: [Int8]

    /// O(rows).
    package init(
        _ source: Source, _ walk: Walk, _ pack: Pack, who: Int, threads: Int
    ) throws {
        let hashes = try pack.schema.entities.indices.map { try walk.entities($0).hashes }
        let none = Hash128(high: 0, low: 0)
        people = Truth.marks(count: hashes[who].count) { person, names in
            names[who] = hashes[who][person]
            return person == 0 ? -1 : source.book.group(event: none, entities: names)
        } answer: {
            source.book.answer($0, time: .min, delay: 0, asOf: .max)?.isPositive
        }
        if source.isEmpty {
            rows = Flat(Array(repeating: Truth.unknown, count: walk.rows))
        } else if let slot = source.slot {
            rows = try Truth.field(slot, walk, pack, threads)
        } else {
            rows = try Truth.labelled(source, walk, pack, hashes, threads)
        }
    }

    private static func marks(
        count: Int, group: (Int, inout [UInt64]) -> Int32, answer: (Int32) -> Bool?
    ) -> [Int8] {
        var names = Array(repeating: UInt64(0), count: Schema.entitiesMax)
        return (0..<count).map { person in
            let group = group(person, &names)
            return group < 0 ? unknown : answer(group).map { $0 ? 1 : 0 } ?? unknown
        }
    }

    private static func field(
        _ slot: Int, _ walk: Walk, _ pack: Pack, _ threads: Int
    ) throws -> Flat<Int8> {
        let made = Marks(count: walk.rows)
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride,
            try Sources(walk, pack).columns(for: [slot])
        ) { reader, rows in
            for index in rows {
                reader.fill(index - rows.lowerBound)
                let number = reader.row[slot].asInput
                made.base[index] = number.isNaN ? unknown : number != 0 ? 1 : 0
            }
        }
        return made.flat
    }

    private static func labelled(
        _ source: Source, _ walk: Walk, _ pack: Pack, _ hashes: [[UInt64]], _ threads: Int
    ) throws -> Flat<Int8> {
        let made = Marks(count: walk.rows)
        let numbers = try hashes.indices.map { try walk.entityNumbers($0, threads: threads) }
        let identities = try walk.identities(threads: threads)
        let id = Schema.Envelope.id
        let (book, bad) = (source.book, source.badEvents)
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride,
            bad.isEmpty ? [] : try Sources(walk, pack).columns(for: [id])
        ) { reader, rows in
            var names = Array(repeating: UInt64(0), count: max(1, numbers.count))
            for index in rows {
                if !bad.isEmpty {
                    reader.fill(index - rows.lowerBound)
                    if bad.contains(Hash64.of(reader.row[id].asBytes)) {
                        made.base[index] = 1
                        continue
                    }
                }
                for kind in numbers.indices {
                    names[kind] = hashes[kind][Int(numbers[kind].base[index])]
                }
                let group = book.group(
                    event: Hash128(
                        high: identities.high.base[index], low: identities.low.base[index]),
                    entities: names)
                let answer = book.answer(
                    group, time: walk.times.base[index], delay: 0, asOf: .max)
                made.base[index] = answer.map { $0.isPositive ? 1 : 0 } ?? unknown
            }
        }
        return made.flat
    }

    private final class Marks: @unchecked Sendable {
        let base: UnsafeMutablePointer<Int8>
        let count: Int

        init(count: Int) {
            self.count = count
            base = .allocate(capacity: max(1, count))
            base.initialize(repeating: unknown, count: max(1, count))
        }

        deinit { base.deallocate() }

        var flat: Flat<Int8> { Flat(Array(UnsafeBufferPointer(start: base, count: count))) }
    }
}
