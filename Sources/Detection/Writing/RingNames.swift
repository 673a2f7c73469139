import Foundation
import Rings
package import Vocabulary

/// What one run of detection leaves for the next, so that rings keep their names.
package struct RingNames: Codable, Sendable {
    package struct Ring: Codable, Sendable {
        package var number: UInt64
        package var accounts: [String]
        package var strengths: [Double]
        package var history: [RingDocument.Step]
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

    /// Names the rings of a run and remembers them; their histories go on.
    package mutating func name(
        _ rings: [JudgedRing], _ conduct: Conduct, asOf: Int64
    ) -> [Ring] {
        var numbers: [String: UInt32] = [:]
        func number(_ account: String) -> UInt32 {
            if let number = numbers[account] { return number }
            numbers[account] = UInt32(numbers.count)
            return UInt32(numbers.count - 1)
        }
        let old = self.rings.map { ring in
            (
                name: ring.number,
                members: Self.members(
                    zip(ring.accounts.map(number), ring.strengths).map { ($0, $1) })
            )
        }
        let groups = rings.map { ring in
            Self.members(
                ring.members.map { (number(conduct.accounts[$0.account]), max($0.strength, 0.01)) })
        }
        let given = RingIdentity.assign(old: old, groups: groups, nextName: next)
        var before: [UInt64: Ring] = [:]
        for ring in self.rings { before[ring.number] = ring }
        let names = numbers.sorted { $0.value < $1.value }.map(\.key)
        let named = zip(given.names, groups).map { name, members in
            Ring(
                number: name, accounts: members.accounts.map { names[Int($0)] },
                strengths: members.strengths,
                history: Self.history(
                    name, members.accounts.count, before[name], given.events, asOf))
        }
        (next, self.rings) = (given.nextName, named)
        return named
    }

    private static func members(_ pairs: [(UInt32, Double)]) -> RingMembers {
        var strengths: [UInt32: Double] = [:]
        for (account, strength) in pairs {
            strengths[account] = max(strengths[account] ?? 0, strength)
        }
        let accounts = strengths.keys.sorted()
        return RingMembers(accounts: accounts, strengths: accounts.map { strengths[$0]! })
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
        if let before, before.accounts.count != count {
            add(before.accounts.count < count ? "grew" : "shrank")
        }
        return Array(steps.suffix(historyLimit))
    }
}
