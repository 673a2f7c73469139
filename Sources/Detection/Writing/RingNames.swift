import Foundation
import Rings
package import Vocabulary

/// What one run of detection leaves for the next, so that rings keep their names.
package struct RingNames: Codable, Sendable {
    package struct Ring: Codable, Sendable {
        package var number: UInt64
        /// How many, each counted once on however many seats.
        package var accounts: Int
        /// Seats by name, no seat in two rings, and how strongly each belongs. An account may be in
        /// two rings, so accounts would not tell them apart.
        package var members: [String]
        package var strengths: [Double]
        package var history: [RingDocument.Step]
        /// Runs in a row that did not find it; nil where the last one did.
        package var missed: Int?
    }

    /// The first number that was never a ring's.
    package var next: UInt64 = 1
    package var rings: [Ring] = []
    /// By account, the verdict that was last sent back as an event, where it was not `none`; nil
    /// where none ever was. Of ``DetectionRounds`` alone.
    package var told: [String: ToldVerdict]?

    package init() {}

    /// From bytes of ``bytes``; empty bytes are the start.
    ///
    /// - Parameter source: where they were kept, for people.
    /// - Throws: ``Fault`` `invalid` for other bytes.
    package init(_ bytes: [UInt8], of source: String) throws {
        guard !bytes.isEmpty else { return }
        do {
            self = try JSONDecoder().decode(RingNames.self, from: Data(bytes))
        } catch {
            throw Fault(
                .invalid, "The names of earlier rings in \(source) cannot be read.",
                fix: "Restore it, or remove it to name rings anew.")
        }
    }

    package var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }

    /// Steps of a ring's history that are kept, the latest.
    private static let historyLimit = 100

    /// Runs that a ring may be missed by before its name is given up.
    private static let missedLimit = 30

    /// Names the rings of a run and remembers them; their histories go on. O(members log members).
    ///
    /// A seat in several rings counts for the first. A ring that is not found for some runs gets
    /// its name back when it is found again.
    package mutating func name(
        _ rings: [JudgedRing], _ conduct: Conduct, asOf: Int64
    ) -> [Ring] {
        var numbers: [String: UInt32] = [:]
        func number(_ seat: String) -> UInt32 {
            let number = numbers[seat] ?? UInt32(numbers.count)
            numbers[seat] = number
            return number
        }
        let old = self.rings.map { ring in
            let pairs = zip(ring.members.map(number), ring.strengths).sorted { $0.0 < $1.0 }
            return (
                name: ring.number,
                members: RingMembers(accounts: pairs.map(\.0), strengths: pairs.map(\.1))
            )
        }
        var taken: Set<UInt32> = []
        let groups = rings.map { ring in
            let pairs = ring.members.filter { taken.insert($0.seat).inserted }
                .map { (number(Self.seat($0.seat, conduct)), max($0.strength, 0.01)) }
                .sorted { $0.0 < $1.0 }
            return RingMembers(accounts: pairs.map(\.0), strengths: pairs.map(\.1))
        }
        let given = RingIdentity.assign(old: old, groups: groups, nextName: next)
        var before: [UInt64: Ring] = [:]
        for ring in self.rings { before[ring.number] = ring }
        let names = numbers.sorted { $0.value < $1.value }.map(\.key)
        let named = rings.indices.map { place in
            let (name, count) = (given.names[place], Set(rings[place].members.map(\.account)).count)
            return Ring(
                number: name, accounts: count,
                members: groups[place].accounts.map { names[Int($0)] },
                strengths: groups[place].strengths,
                history: Self.history(name, count, before[name], given.events, asOf))
        }
        let held = Set(named.flatMap(\.members))
        let gone = self.rings.compactMap { ring in
            given.events.contains(.ended(ring: ring.number)) ? Self.missed(ring, held) : nil
        }
        (next, self.rings) = (given.nextName, named + gone)
        return named
    }

    /// A ring that a run did not find, without the seats that are in others now; nil where it is
    /// given up.
    private static func missed(_ ring: Ring, _ held: Set<String>) -> Ring? {
        let kept = zip(ring.members, ring.strengths).filter { !held.contains($0.0) }
        let count = (ring.missed ?? 0) + 1
        guard !kept.isEmpty, count <= missedLimit else { return nil }
        var ring = ring
        (ring.members, ring.strengths, ring.missed) = (kept.map(\.0), kept.map(\.1), count)
        return ring
    }

    /// The account, and behind a line's end what makes the seat.
    private static func seat(_ seat: UInt32, _ conduct: Conduct) -> String {
        let value = conduct.valueOfSeat[Int(seat)]
        // The first byte of a value is its kind.
        return conduct.accounts[conduct.accountOfSeat[Int(seat)]] + "\n"
            + (value == Names.none ? "" : String(conduct.values[value].dropFirst()))
    }

    private static func history(
        _ name: UInt64, _ count: Int, _ before: Ring?, _ events: [RingEvent], _ asOf: Int64
    ) -> [RingDocument.Step] {
        var steps = before?.history ?? []
        func add(_ what: String) {
            steps.append(RingDocument.Step(asOf: asOf, what: what, accounts: count))
        }
        for event in events {
            switch event {
            case .born(name): add("born")
            case .split(name, let from): add("split from ring-\(from)")
            case .merged(let ring, name): add("ring-\(ring) merged into it")
            default: break
            }
        }
        if before?.missed != nil { add("came back") }
        if let before, before.accounts != count {
            add(before.accounts < count ? "grew" : "shrank")
        }
        return Array(steps.suffix(historyLimit))
    }
}
