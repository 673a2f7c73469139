import Pipeline
import Toolbox
package import Vocabulary

/// A made-up ring to draw, to store and to read: a farm of households that plays for one label.
package struct SampleRing {
    private static let day: Int64 = 86_400_000
    /// 2026-03-01T00:00:00Z.
    package static let start: Int64 = 1_772_323_200_000

    private var random: SplitMix64
    private let names: [String]
    private var links: [RingDocument.Link] = []
    private let hijacked: Int
    private let id: String

    /// - Parameters:
    ///   - accounts: how many, one in thirty of them hijacked.
    ///   - names: of the accounts; `u1041` and on where it has too few.
    private init(id: String, accounts: Int, seed: UInt64, names: [String]) {
        self.id = id
        random = SplitMix64(seed: seed)
        self.names = (0..<accounts).map { $0 < names.count ? names[$0] : "u\(1041 + $0 * 7)" }
        hijacked = accounts / 30
    }

    /// The same document for the same arguments.
    package static func document(
        id: String = "ring-12", accounts: Int = 120, seed: UInt64 = 5, names: [String] = []
    ) -> RingDocument {
        var sample = SampleRing(id: id, accounts: accounts, seed: seed, names: names)
        return sample.make()
    }

    private mutating func make() -> RingDocument {
        linkHouseholds()
        linkLockstep()
        linkPayees()
        let members = makeMembers()
        let plays = members.reduce(0) { $0 + $1.artificial }
        return RingDocument(
            ring: id, score: 0.97, action: "restrict", accounts: names.count, hijacked: hijacked,
            plays: plays, earningPlays: plays * 9 / 10, firstSeen: SampleRing.start + 3_600_000,
            lastSeen: SampleRing.start + 44 * SampleRing.day, evidence: evidence(),
            members: members, recipients: recipients(plays), links: links, days: days(),
            history: [
                .init(
                    asOf: SampleRing.start + 12 * SampleRing.day, what: "born",
                    accounts: names.count / 3),
                .init(
                    asOf: SampleRing.start + 30 * SampleRing.day, what: "grew by 31 accounts",
                    accounts: names.count * 2 / 3),
                .init(
                    asOf: SampleRing.start + 44 * SampleRing.day, what: "took in ring-15",
                    accounts: names.count),
            ])
    }

    private mutating func makeMembers() -> [RingDocument.Member] {
        names.enumerated().map { place, name in
            let isHijacked = place >= names.count - hijacked
            let isCore = place < names.count * 2 / 3
            let plays = Int.random(in: 180...900, using: &random)
            return RingDocument.Member(
                account: name, role: isHijacked ? "hijacked" : isCore ? "core" : "fringe",
                strength: isHijacked ? 0.62 : isCore ? 0.98 : 0.71,
                action: isHijacked ? "review" : isCore ? "restrict" : "review", plays: plays,
                artificial: isHijacked ? plays / 10 : plays * 9 / 10,
                firstSeen: SampleRing.start
                    + Int64.random(in: 0...12, using: &random) * SampleRing.day,
                families: isHijacked
                    ? ["takeover"]
                    : isCore ? ["lockstep", "payee", "infrastructure"] : ["lockstep", "payee"])
        }
    }

    /// Three to six accounts a device, some devices of one address; a third share an instrument.
    private mutating func linkHouseholds() {
        var place = 0
        var home = 0
        while place < names.count - hijacked {
            let end = min(names.count - hijacked, place + Int.random(in: 3...6, using: &random))
            for member in place..<end {
                link(member, "device", "d\(4000 + home)", 12)
                link(member, "address", "203.0.113.\(home / 3)", 20)
                if home % 3 == 0 { link(member, "instrument", "card-\(77 + home)", 1) }
            }
            place = end
            home += 1
        }
    }

    private mutating func linkLockstep() {
        for member in 0..<names.count * 2 / 3 {
            for _ in 0..<4 {
                let near = member + Int.random(in: 1...14, using: &random)
                if near < names.count * 2 / 3 {
                    tie(member, near, Double.random(in: 11...80, using: &random))
                }
            }
            if member % 9 == 0 {
                let far = Int.random(in: 0..<max(1, names.count * 2 / 3), using: &random)
                if far != member { tie(member, far, 14) }
            }
        }
    }

    private mutating func linkPayees() {
        for member in names.indices {
            link(member, "payee", "p-northwind", Double.random(in: 60...500, using: &random))
            if member % 5 == 0 { link(member, "payee", "p-halcyon-rights", 40) }
        }
    }

    private mutating func link(_ member: Int, _ kind: String, _ value: String, _ weight: Double) {
        links.append(
            .init(
                from: "account:" + names[member], to: "\(kind):\(value)", kind: kind,
                weight: weight))
    }

    private mutating func tie(_ one: Int, _ other: Int, _ weight: Double) {
        links.append(
            .init(
                from: "account:" + names[one], to: "account:" + names[other], kind: "lockstep",
                weight: weight))
    }

    private func evidence() -> [RingDocument.Evidence] {
        [
            .init(
                family: "lockstep", strength: 0.99, members: names.count * 2 / 3,
                words: "\(names.count * 2 / 3) accounts played the same 61 tracks within a minute "
                    + "of each other 10,412 times; by chance it would be 3."),
            .init(
                family: "payee", strength: 0.94, members: names.count,
                words: "84 % of their plays pay p-northwind, which has 0.4 % of everybody's."),
            .init(
                family: "infrastructure", strength: 0.81, members: names.count - hijacked,
                words: "\(names.count - hijacked) accounts sit on 26 devices, none with more "
                    + "than 6."),
            .init(
                family: "takeover", strength: 0.55, members: hijacked,
                words: "\(hijacked) accounts play for it from a device their owner never used."),
        ]
    }

    private func recipients(_ plays: Int) -> [RingDocument.Recipient] {
        [
            .init(
                kind: "payee", name: "p-northwind", role: "beneficiary", score: 0.98,
                plays: plays * 84 / 100, everywhere: plays * 86 / 100,
                words: "97 % of what it is paid for comes from this ring."),
            .init(
                kind: "artist", name: "Drift Parlour", role: "beneficiary", score: 0.9,
                plays: plays / 5, everywhere: plays * 21 / 100,
                words: "Nobody outside of the ring plays it more than twice."),
            .init(
                kind: "artist", name: "The Well Loved", role: "victim", score: 0.88,
                plays: plays / 40, everywhere: plays * 7,
                words: "Played as camouflage; it lives from 3,100 others."),
            .init(
                kind: "payee", name: "p-halcyon-rights", role: "none", score: 0.2,
                plays: plays / 50, everywhere: plays * 3, words: "A usual share."),
        ]
    }

    /// Forty-five days with a pause of four in the middle.
    private func days() -> [RingDocument.Day] {
        (0..<45).filter { !(20..<24).contains($0) }.map { day in
            let accounts = min(names.count, names.count / 8 + day * names.count / 30)
            return .init(
                day: SampleRing.start + Int64(day) * SampleRing.day, accounts: accounts,
                plays: accounts * (14 + day * day % 9))
        }
    }
}

extension DetectionRun {
    /// A run that found the rings, with verdicts on their members and recipients.
    ///
    /// - Throws: as `RingDocument.json`.
    package static func sample(_ documents: [RingDocument]) throws -> DetectionRun {
        DetectionRun(
            asOf: SampleRing.start + 44 * 86_400_000, endedAt: SampleRing.start + 45 * 86_400_000,
            sequence: 81_412, rings: try documents.map { try RingRecord($0) },
            accounts: documents.flatMap { document in
                document.members.map {
                    AccountVerdict(
                        account: $0.account, score: $0.strength, action: $0.action,
                        ring: document.ring)
                }
            },
            recipients: documents.first?.recipients.map {
                RecipientVerdict(
                    kind: $0.kind, name: $0.name, role: $0.role, score: $0.score,
                    reason: $0.words)
            } ?? [], state: [1, 2, 3])
    }
}
