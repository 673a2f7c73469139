import Rings
import Toolbox
import Vocabulary

/// Writes judged rings as documents, with names, words and pictures.
struct RingDocuments {
    let stage: FindingsStage
    let findings: Findings
    let ties: Ties
    let judgement: Judgement
    let payees: [UInt32: Recipient]
    let makers: [UInt32: Recipient]
    let words: RingWords
    /// By ring: plays judged artificial, and those that earn.
    private let plays: [(all: Int, earning: Int)]
    private let artificialOfSeat: [Int]
    /// Earning plays by seat of a ring, and payee.
    private let paidBySeat: [UInt64: Int]
    private let days: [[Int64: (accounts: Set<UInt32>, plays: Int)]]

    init(
        _ stage: FindingsStage, _ findings: Findings, _ ties: Ties, _ judgement: Judgement,
        _ recipients: (payees: [UInt32: Recipient], makers: [UInt32: Recipient])
    ) {
        (self.stage, self.findings, self.ties) = (stage, findings, ties)
        (self.judgement, payees, makers) = (judgement, recipients.payees, recipients.makers)
        words = RingWords(
            conduct: stage.conduct, tallies: stage.tallies, findings: findings, ties: ties,
            kinds: stage.kinds, objectKind: stage.objectKind, settings: stage.settings)
        let all = stage.conduct.plays
        var plays = [(all: Int, earning: Int)](repeating: (0, 0), count: judgement.rings.count)
        var bySeat = [Int](repeating: 0, count: stage.conduct.seatCount)
        var days = [[Int64: (accounts: Set<UInt32>, plays: Int)]](
            repeating: [:], count: judgement.rings.count)
        for play in 0..<all.count {
            let seat = all.seats[play]
            if judgement.isArtificial[play] { bySeat[Int(seat)] += 1 }
            let ring = Int(judgement.ringOfSeat[Int(seat)])
            guard ring >= 0 else { continue }
            let day = LockstepStage.start(of: all.times[play])
            days[ring][day, default: ([], 0)].accounts
                .insert(stage.conduct.accountOfSeat[Int(seat)])
            days[ring][day]!.plays += 1
            guard judgement.isArtificial[play] else { continue }
            plays[ring].all += 1
            if all.marks[play].contains(.earns) { plays[ring].earning += 1 }
        }
        (self.plays, artificialOfSeat, self.days) = (plays, bySeat, days)
        var paidBySeat: [UInt64: Int] = [:]
        let earning = stage.tallies.earning
        for (row, seat) in earning.accounts.enumerated()
        where judgement.ringOfSeat[Int(seat)] >= 0 {
            let payee = stage.conduct.payeeOfObject[Int(earning.tracks[row])]
            if payee == Names.none { continue }
            paidBySeat[UInt64(seat) << 32 | UInt64(payee), default: 0] += Int(earning.plays[row])
        }
        self.paidBySeat = paidBySeat
    }

    func document(_ place: Int, _ name: RingNames.Ring) -> RingDocument {
        let ring = judgement.rings[place]
        let firsts = ring.members.compactMap { firstSeen($0) }
        let lasts = ring.members.map { stage.tallies.seats[Int($0.seat)].last }
        let latest = lasts.max() ?? Int64.min
        return RingDocument(
            ring: "ring-\(name.number)", score: ring.score,
            action: (ring.members.map(\.measure).max() ?? .none).rawValue,
            accounts: Set(ring.members.map(\.account)).count,
            hijacked: Set(ring.members.filter(\.isHijacked).map(\.account)).count,
            plays: plays[place].all, earningPlays: plays[place].earning,
            firstSeen: firsts.min() ?? 0,
            lastSeen: latest == Int64.min ? (firsts.max() ?? 0) : latest,
            evidence: ring.evidence.sorted {
                ($1.family.weight * $1.strength, $0.family) < (
                    $0.family.weight * $0.strength, $1.family
                )
            }
            .map { evidence in
                RingDocument.Evidence(
                    family: evidence.family.rawValue, strength: evidence.strength,
                    members: evidence.count, words: words.sentence(evidence, of: ring))
            },
            members: members(ring), recipients: recipients(place), links: links(ring, place),
            days: days[place].sorted { $0.key < $1.key }.map {
                RingDocument.Day(
                    day: $0.key, accounts: $0.value.accounts.count, plays: $0.value.plays)
            }, history: name.history)
    }

    /// When a member was first met: its sign-up, else its first play.
    private func firstSeen(_ member: RingMember) -> Int64? {
        let first = stage.tallies.seats[Int(member.seat)].first
        let signedUp = member.isHijacked ? nil : stage.tallies.signedUp[Int(member.account)]
        return signedUp ?? (first == Int64.max ? nil : first)
    }

    private func members(_ ring: JudgedRing) -> [RingDocument.Member] {
        ring.members.map { member in
            RingDocument.Member(
                account: stage.conduct.accounts[member.account],
                role: member.isHijacked
                    ? "hijacked"
                    : member.strength >= stage.settings.restrictFrom ? "core" : "fringe",
                strength: member.strength, action: member.measure.rawValue,
                plays: stage.tallies.seats[Int(member.seat)].plays,
                artificial: artificialOfSeat[Int(member.seat)],
                firstSeen: firstSeen(member) ?? 0, families: member.families.map(\.rawValue))
        }.sorted { ($1.strength, $0.account) < ($0.strength, $1.account) }
    }

    private func recipients(_ ring: Int) -> [RingDocument.Recipient] {
        var all: [RingDocument.Recipient] = []
        for (kind, names, found) in [
            ("payee", stage.conduct.payees, payees), ("artist", stage.conduct.makers, makers),
        ] {
            for recipient in found.values {
                guard let profit = recipient.rings.first(where: { $0.ring == ring })?.profit else {
                    continue
                }
                all.append(
                    RingDocument.Recipient(
                        kind: kind, name: names[recipient.number], role: recipient.role.rawValue,
                        score: recipient.score, plays: profit.paid,
                        everywhere: profit.everywhere, words: words.sentence(recipient, profit)))
            }
        }
        all.sort { ($1.plays, $0.kind, $0.name) < ($0.plays, $1.kind, $1.name) }
        return Array(all.prefix(stage.settings.recipientLimit))
    }

    /// The strongest of each kind, within the limit: pairs in lockstep, shared values, pay.
    private func links(_ ring: JudgedRing, _ place: Int) -> [RingDocument.Link] {
        let conduct = stage.conduct
        let limit = stage.settings.linkLimit / 3
        let seats = Set(ring.members.map(\.seat))
        func account(_ seat: UInt32) -> String {
            "account:" + conduct.accounts[conduct.accountOfSeat[Int(seat)]]
        }
        let pairs = findings.pairs.filter { seats.contains($0.first) && seats.contains($0.second) }
            .sorted { ($1.matches, $0.first, $0.second) < ($0.matches, $1.first, $1.second) }
        var links = pairs.prefix(limit).map {
            RingDocument.Link(
                from: account($0.first), to: account($0.second), kind: "lockstep",
                weight: Double($0.matches))
        }
        var ties: [RingDocument.Link] = []
        for (value, held) in words.sharedValues(of: ring) where ties.count < limit {
            let kind = stage.kinds[Int(conduct.kindOfValue[Int(value)])].name
            let name = kind + ":" + conduct.values[value].dropFirst()
            ties += held.map {
                RingDocument.Link(from: account($0), to: name, kind: kind, weight: 1)
            }
        }
        links += ties.prefix(limit)
        links += pays(ring, place).prefix(limit)
        return links
    }

    /// Payees of a ring that are drawn.
    private static let paidLimit = 4

    /// What members pay the payees that the ring pays most; the greatest first.
    private func pays(_ ring: JudgedRing, _ place: Int) -> [RingDocument.Link] {
        let paid = payees.values.compactMap { recipient in
            recipient.rings.first { $0.ring == place }.map { (recipient.number, $0.profit.paid) }
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.paidLimit).map(\.0)
        let conduct = stage.conduct
        return ring.members.flatMap { member in
            paid.compactMap { payee in
                let plays = paidBySeat[UInt64(member.seat) << 32 | UInt64(payee)] ?? 0
                guard plays > 0 else { return nil }
                return RingDocument.Link(
                    from: "account:" + conduct.accounts[member.account],
                    to: "payee:" + conduct.payees[payee], kind: "payee", weight: Double(plays))
            }
        }.sorted { ($1.weight, $0.from, $0.to) < ($0.weight, $1.from, $1.to) }
    }
}

extension RingWords {
    /// Why somebody profits or was used.
    func sentence(_ recipient: Recipient, _ profit: GroupPayee) -> String {
        let share =
            "\(profit.paid.grouped) earning plays of the ring, "
            + "\(percent(profit.share)) of what it plays"
            + (profit.everywhere <= profit.paid
                ? ", and nobody else plays it"
                : profit.lift >= 1.5 ? " (\(number(profit.lift)) times the usual share)" : "")
            + "; rings make \(percent(recipient.dependence)) of all it is paid for"
        let rings = recipient.rings.count > 1 ? ", from \(recipient.rings.count) rings" : ""
        switch recipient.role {
        case .beneficiary: return "Profits: " + share + rings + "."
        case .victim: return "Was used: " + share + rings + "."
        case .none: return "Touched: " + share + rings + "."
        }
    }
}
