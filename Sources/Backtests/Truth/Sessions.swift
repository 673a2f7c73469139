import CEL
import Packs
import Toolbox
import Vocabulary

/// Who acted when, in sessions: a person's day, or what the pack's `session` names.
struct Sessions: Sendable {
    /// By row: number of the session from one; 0 where nobody is named.
    let ofRow: Flat<UInt32>
    /// By session, the first is none: number of the person.
    let people: [UInt32]
    /// By row: number of the person.
    let persons: Flat<UInt32>

    private static let dayMilliseconds: Int64 = 86_400_000

    /// O(rows).
    init(_ walk: Walk, _ pack: Pack, who: Int, session: Program?, threads: Int) throws {
        persons = try walk.entityNumbers(who, threads: threads)
        let names = try session.map { try Sessions.names($0, walk, pack, threads) }
        var last: [UInt64] = Array(repeating: .max, count: try walk.entities(who).count + 1)
        var lastNumber: [UInt32] = Array(repeating: 0, count: last.count)
        var numbers: [UInt64: UInt32] = [:]
        var people: [UInt32] = [0]
        var ofRow = Array(repeating: UInt32(0), count: walk.rows)
        for row in 0..<walk.rows {
            let person = Int(persons.base[row])
            if person == 0 { continue }
            let day = UInt64(bitPattern: walk.times.base[row] / Sessions.dayMilliseconds)
            let key = names?.base[row] ?? day
            if last[person] != key {
                last[person] = key
                let whole = Hash64.combine(UInt64(person), key)
                if let held = numbers[whole] {
                    lastNumber[person] = held
                } else {
                    lastNumber[person] = UInt32(people.count)
                    numbers[whole] = lastNumber[person]
                    people.append(UInt32(person))
                }
            }
            ofRow[row] = lastNumber[person]
        }
        self.ofRow = Flat(ofRow)
        self.people = people
    }

    private static func names(
        _ session: Program, _ walk: Walk, _ pack: Pack, _ threads: Int
    ) throws -> Flat<UInt64> {
        let made = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, walk.rows))
        defer { made.deallocate() }
        nonisolated(unsafe) let place = made
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride,
            try Sources(walk, pack).columns(for: session.references)
        ) { reader, rows in
            let scratch = Scratch()
            for index in rows {
                reader.fill(index - rows.lowerBound)
                scratch.time = walk.times.base[index]
                let value = session.evaluate(reader.row, scratch)
                place[index] = value.kind == .string ? Hash64.of(value.asBytes) : 0
                scratch.reset()
            }
        }
        return Flat(Array(UnsafeBufferPointer(start: made, count: walk.rows)))
    }
}
