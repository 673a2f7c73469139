import Glibc

/// A kind of value that accounts share: a device, an instrument, an address, an e-mail's pattern.
package struct SharedKind: Sendable {
    /// The strength of a value that two accounts alone share, at least 0.
    package var weight: Double
    /// A value that more accounts have proves nothing: a carrier's or a campus's address.
    package var cut: Int

    package init(weight: Double, cut: Int) {
        precondition(weight >= 0 && cut >= 0 && cut <= Self.cutLimit, "cut is at most 4096")
        self.weight = weight
        self.cut = cut
    }

    /// How strongly a value ties those who have it: weight · log(all / holders) / log(all / 2).
    ///
    /// 0 for a value that one alone has, or more than `cut`.
    package func strength(holders: Int, of all: Int) -> Double {
        guard holders >= 2, holders <= cut else { return 0 }
        if all <= 2 { return weight }
        return weight * log(Double(all) / Double(holders)) / log(Double(all) / 2)
    }

    /// The greatest `cut`, which bounds the work a value can cause.
    package static let cutLimit = 4_096

    package static let device = SharedKind(weight: 1, cut: 256)
    package static let instrument = SharedKind(weight: 1, cut: 256)
    package static let address = SharedKind(weight: 0.6, cut: 64)
    package static let emailPattern = SharedKind(weight: 0.3, cut: 512)
    package static let burst = SharedKind(weight: 0.4, cut: 1_024)
}

/// Accounts and the values they were seen with, as dense numbers; any order, repeats allowed.
package struct SharedLinks: Sendable {
    package var accounts: [UInt32]
    /// Dense over all kinds.
    package var values: [UInt32]
    /// The kind of each value, as a place in `kinds`.
    package var kindOfValue: [UInt8]
    package var kinds: [SharedKind]

    package init(
        accounts: [UInt32], values: [UInt32], kindOfValue: [UInt8], kinds: [SharedKind]
    ) {
        self.accounts = accounts
        self.values = values
        self.kindOfValue = kindOfValue
        self.kinds = kinds
    }
}

/// A value that ties accounts of one group, kept to explain it.
package struct SharedEvidence: Sendable, Equatable {
    package var value: UInt32
    /// How many accounts of the group have it, and how many there are.
    package var members: Int
    package var everywhere: Int
    /// What it adds to each pair that has it.
    package var strength: Double
}

/// Accounts tied by what they share, with the ties.
package struct SharedGroup: Sendable, Equatable {
    /// Ascending.
    package var members: [UInt32]
    /// The strongest first.
    package var evidence: [SharedEvidence]
}

/// Who shares devices, instruments, addresses and patterns that few have.
///
/// A value of d accounts ties each two of them with weight · log(N / d) / log(N / 2), where N is
/// the
/// number of accounts; with none above the kind's `cut`. So a
/// carrier's address proves nothing, and a phone behind two accounts much. The strengths of all the
/// values two accounts share add up, and pairs at or above `threshold` connect (compare Xiao,
/// Freeman and Hwa, AISec 2015, and the rarity weights of record linkage).
///
/// A value strong enough alone connects its accounts in O(d). The others are paired, at most
/// `pairedLimit` accounts a value; O(links · pairedLimit) at worst.
package struct SharedValues: Sendable {
    /// The least strength that connects two accounts.
    package var threshold = 0.5
    /// The most accounts of a value that are paired: those with the least numbers. The rest are
    /// counted in ``Result/unpaired``.
    package var pairedLimit = 256
    /// The most pairs held at once, 32 bytes each.
    package var pairLimit = 33_554_432
    /// The fewest accounts of a group.
    package var members = 2
    /// The most values kept to explain a group.
    package var evidenceLimit = 32

    package init() {}

    package struct Result: Sendable {
        package var groups: [SharedGroup] = []
        /// Values above their kind's cut.
        package var cutValues = 0
        /// Accounts left out of the pairs of a common value.
        package var unpaired = 0
        /// Pairs' ties that found no room.
        package var refused: Int64 = 0
    }

    /// - Parameter accountCount: accounts are below it.
    package func groups(_ links: SharedLinks, accountCount: Int) -> Result {
        let graph = BipartiteGraph(
            rows: links.accounts, columns: links.values, weights: nil, rowCount: accountCount,
            columnCount: links.kindOfValue.count)
        let strengths = strengths(graph, links)
        var result = Result()
        var components = Components(count: accountCount)
        var table = PairTable(limit: pairLimit)
        for value in 0..<graph.columnCount {
            let holders = graph.rows(of: value)
            if holders.count > links.kinds[Int(links.kindOfValue[value])].cut {
                result.cutValues += 1
            }
            if strengths[value] <= 0 || holders.count < 2 { continue }
            if strengths[value] >= threshold {
                for holder in holders.dropFirst() {
                    components.join(Int(holders[holders.startIndex]), Int(holder))
                }
                continue
            }
            result.unpaired += max(0, holders.count - pairedLimit)
            let paired = Array(holders.prefix(pairedLimit))
            let weight = Int64((strengths[value] * Self.scale).rounded())
            for (place, first) in paired.enumerated() {
                for second in paired[..<place] {
                    table.add(Int(first), Int(second), weight, UInt32(value) + 1)
                }
            }
        }
        let bound = Int64((threshold * Self.scale).rounded())
        for pair in table.sorted() where pair.weight >= bound {
            components.join(Int(pair.key >> 32), Int(pair.key & 0xffff_ffff))
        }
        result.refused = table.refused
        result.groups = components.groups(ofAtLeast: members).map {
            SharedGroup(members: $0, evidence: evidence(of: $0, graph, strengths))
        }
        return result
    }

    private static let scale = 1_048_576.0

    /// What each value adds to a pair that shares it.
    private func strengths(_ graph: BipartiteGraph, _ links: SharedLinks) -> [Double] {
        (0..<graph.columnCount).map { value in
            links.kinds[Int(links.kindOfValue[value])].strength(
                holders: graph.degree(ofColumn: value), of: graph.rowCount)
        }
    }

    private func evidence(
        of members: [UInt32], _ graph: BipartiteGraph, _ strengths: [Double]
    ) -> [SharedEvidence] {
        let values = members.flatMap { graph.columns(of: Int($0)) }.sorted()
        var found: [SharedEvidence] = []
        var first = 0
        while first < values.count {
            var end = first + 1
            while end < values.count, values[end] == values[first] { end += 1 }
            let strength = strengths[Int(values[first])]
            if end - first > 1, strength > 0 {
                found.append(
                    SharedEvidence(
                        value: values[first], members: end - first,
                        everywhere: graph.degree(ofColumn: Int(values[first])), strength: strength))
            }
            first = end
        }
        found.sort {
            let (left, right) = (Double($0.members) * $0.strength, Double($1.members) * $1.strength)
            return left == right ? $0.value < $1.value : left > right
        }
        return Array(found.prefix(evidenceLimit))
    }
}
