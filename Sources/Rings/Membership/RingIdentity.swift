/// A set of accounts that act as one, and how strongly each belongs.
package struct RingMembers: Sendable, Equatable {
    /// Ascending.
    package var accounts: [UInt32]
    /// Of each account, above 0.
    package var strengths: [Double]

    package init(accounts: [UInt32], strengths: [Double]) {
        precondition(accounts.count == strengths.count, "a member has a strength")
        self.accounts = accounts
        self.strengths = strengths
    }
}

/// What became of rings between two runs.
package enum RingEvent: Sendable, Equatable {
    case born(ring: UInt64)
    case continued(ring: UInt64)
    /// `ring` came out of `from`, which lives on elsewhere.
    case split(ring: UInt64, from: UInt64)
    /// `ring` went into `into`, and its name is not used again.
    case merged(ring: UInt64, into: UInt64)
    /// No group holds enough of it.
    case ended(ring: UInt64)
}

/// Gives rings the same names from run to run.
///
/// A ring's identity goes to the new group that holds most of its strength, if that is at least
/// `share` of it. Where several rings choose one group, the one with most strength in it stays and
/// the others merge into it. A group that no ring chose is born, or split from the ring with most
/// strength in it, if that is at least `share` of the group's own. O((old + new members) log).
package enum RingIdentity {
    /// - Parameters:
    ///   - old: rings by name; names differ, and no account is in two.
    ///   - groups: new groups; no account is in two.
    ///   - nextName: the first name that was never used.
    ///   - share: of a ring's strength that its heir must hold, above 0, at most 1.
    /// - Returns: the name of each group, and what happened, in order of old rings, then groups.
    package static func assign(
        old: [(name: UInt64, members: RingMembers)], groups: [RingMembers], nextName: UInt64,
        share: Double = 0.3
    ) -> (names: [UInt64], events: [RingEvent], nextName: UInt64) {
        precondition(share > 0 && share <= 1, "an heir holds something")
        let overlaps = overlaps(old, groups)
        var names = [UInt64?](repeating: nil, count: groups.count)
        var keepers = [Int?](repeating: nil, count: groups.count)
        var heirs = [Int?](repeating: nil, count: old.count)
        for overlap in overlaps {
            let all = old[overlap.ring].members.strengths.reduce(0, +)
            if heirs[overlap.ring] == nil, overlap.ofRing >= share * all {
                heirs[overlap.ring] = overlap.group
                if keepers[overlap.group] == nil {
                    keepers[overlap.group] = overlap.ring
                    names[overlap.group] = old[overlap.ring].name
                }
            }
        }
        var events: [RingEvent] = old.indices.map { ring in
            guard let heir = heirs[ring], let keeper = keepers[heir] else {
                return .ended(ring: old[ring].name)
            }
            return keeper == ring
                ? .continued(ring: old[ring].name)
                : .merged(ring: old[ring].name, into: old[keeper].name)
        }
        var next = nextName
        for group in groups.indices where names[group] == nil {
            names[group] = next
            let all = groups[group].strengths.reduce(0, +)
            let parent = overlaps.filter { $0.group == group && $0.ofGroup >= share * all }
                .max { ($0.ofGroup, $1.ring) < ($1.ofGroup, $0.ring) }
            events.append(
                parent.map { .split(ring: next, from: old[$0.ring].name) } ?? .born(ring: next))
            next += 1
        }
        return (names.compactMap { $0 }, events, next)
    }

    private struct Overlap {
        var ring: Int
        var group: Int
        /// Strength of the shared accounts, as the ring and as the group counts it.
        var ofRing: Double
        var ofGroup: Double
    }

    /// What rings and groups share, the most of a ring's strength first.
    private static func overlaps(
        _ old: [(name: UInt64, members: RingMembers)], _ groups: [RingMembers]
    ) -> [Overlap] {
        var home: [UInt32: (ring: Int, strength: Double)] = [:]
        for (ring, entry) in old.enumerated() {
            for (account, strength) in zip(entry.members.accounts, entry.members.strengths) {
                home[account] = (ring, strength)
            }
        }
        var found: [Overlap] = []
        for (group, members) in groups.enumerated() {
            var places: [Int: Int] = [:]
            for (account, strength) in zip(members.accounts, members.strengths) {
                guard let (ring, before) = home[account] else { continue }
                let place = places[ring] ?? found.count
                if place == found.count {
                    places[ring] = place
                    found.append(Overlap(ring: ring, group: group, ofRing: 0, ofGroup: 0))
                }
                found[place].ofRing += before
                found[place].ofGroup += strength
            }
        }
        return found.sorted {
            ($1.ofRing, $0.ring, $0.group) < ($0.ofRing, $1.ring, $1.group)
        }
    }
}
