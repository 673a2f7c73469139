import Rings
import Toolbox

/// Says in sentences what speaks for a ring.
struct RingWords {
    let conduct: Conduct
    let tallies: Tallies
    let findings: Findings
    let ties: Ties
    let kinds: [ValueKind]
    /// What is played, such as `track`.
    let objectKind: String
    let settings: DetectionSettings

    func sentence(_ evidence: FamilyEvidence, of ring: JudgedRing) -> String {
        let held = zip(ring.members, evidence.holds).filter { $0.1 }.map(\.0)
        switch evidence.family {
        case .lockstep: return lockstep(held, ring)
        case .block:
            return ring.objects.isEmpty
                ? "\(part(held, ring)) do the same few things and little else."
                : "\(part(held, ring)) live on a list of \(things(ring.objects.count)) that few "
                    + "others play: half of their plays and more."
        case .payee: return payee(ring)
        case .infrastructure: return infrastructure(held, ring, evidence)
        case .arrival: return arrival(held, ring, evidence)
        case .timing:
            return "\(part(held, ring)) keep the hours and pauses of a machine; "
                + "\(percent(evidence.usual)) of all do."
        case .rules:
            return "The rules hold \(part(held, ring, "all")), or exclude half and more of what "
                + "they play; of others, \(percent(evidence.usual))."
        case .takeover:
            return "In \(part(held, ring, "all")) somebody else sits: neither the taste nor the "
                + "addresses of this device are those of the person's others."
        }
    }

    /// `118 of 120 accounts`, or `All 120 accounts`.
    private func part(
        _ held: [RingMember], _ ring: JudgedRing, _ everybody: String = "All"
    ) -> String {
        let some = Set(held.map(\.account)).count
        let all = Set(ring.members.map(\.account)).count
        return some == all
            ? "\(everybody) \(all.grouped) accounts" : "\(some.grouped) of \(all.grouped) accounts"
    }

    private func lockstep(_ held: [RingMember], _ ring: JudgedRing) -> String {
        let seats = Set(held.map(\.seat))
        var (matches, expected) = (0, 0.0)
        for pair in findings.pairs where seats.contains(pair.first) && seats.contains(pair.second) {
            matches += pair.matches
            expected += pair.expected
        }
        let accounts = Set(held.map(\.account)).count
        let things = ring.objects.isEmpty ? "" : ", most of it of \(things(ring.objects.count)),"
        let seconds = settings.lockstep.reach / 1000
        return "\(accounts.grouped) accounts played the same\(things) within \(seconds) s of each "
            + "other: counted by pairs, \(matches.grouped) times; by chance "
            + "\(number(expected)) expected."
    }

    private func payee(_ ring: JudgedRing) -> String {
        let smears = ring.seeds.filter { $0.family == .payee }.compactMap { seed in
            findings.payees.first { $0.payee == seed.what }
        }
        return smears.map { smear in
            let tracks = smear.accounts.map(\.tracks).max() ?? 0
            let share = Double(smear.concentrated) / Double(max(1, smear.plays))
            let accounts = Set(smear.accounts.map { conduct.accountOfSeat[Int($0.account)] })
            return "\(accounts.count.grouped) accounts spread "
                + "\(smear.concentrated.grouped) earning plays over the catalogue of "
                + "\(conduct.payees[smear.payee]), up to \(things(tracks)) each and few "
                + "plays of each: \(percent(share)) "
                + "of all that it is paid for."
        }.joined(separator: " ")
    }

    private func infrastructure(
        _ held: [RingMember], _ ring: JudgedRing, _ evidence: FamilyEvidence
    ) -> String {
        let shared = sharedValues(of: ring)
        var counts: [(name: String, count: Int)] = []
        for (place, kind) in kinds.enumerated() {
            if let kind = evidence.kind, kind != place { continue }
            let count = shared.count { Int(conduct.kindOfValue[Int($0.value)]) == place }
            if count > 0 { counts.append((plural(kind.name, count), count)) }
        }
        let what = counts.map { "\($0.count.grouped) \($0.name)" }.joined(separator: " and ")
        return "\(part(held, ring)) share \(what) with others of the ring; "
            + "\(percent(evidence.usual)) of all share one with anybody."
    }

    /// Values that tie at least two accounts of the ring, those with most seats of it first.
    func sharedValues(of ring: JudgedRing) -> [(value: UInt32, seats: [UInt32])] {
        var seats: [UInt32: [UInt32]] = [:]
        for member in ring.members {
            for value in ties.holders.columns(of: Int(member.seat))
            where ties.strengths[Int(value)] > 0 { seats[value, default: []].append(member.seat) }
        }
        return seats.filter { _, held in
            Set(held.map { conduct.accountOfSeat[Int($0)] }).count > 1
        }.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { ($0.key, $0.value) }
    }

    private func arrival(
        _ held: [RingMember], _ ring: JudgedRing, _ evidence: FamilyEvidence
    ) -> String {
        let times = held.compactMap { tallies.signedUp[Int($0.account)] }.sorted()
        guard let from = times.first, let to = times.last else { return "" }
        return "\(part(held, ring)) signed up between \(moment(from)) and \(moment(to)); "
            + "of all others \(percent(evidence.usual)) did."
    }

    /// `22 tracks`.
    private func things(_ count: Int) -> String {
        "\(count.grouped) \(plural(objectKind, count))"
    }

    private func plural(_ name: String, _ count: Int) -> String {
        if count == 1 { return name }
        return name.hasSuffix("s") ? name + "es" : name + "s"
    }

    /// `2026-04-01 05:48`, UTC.
    func moment(_ milliseconds: Int64) -> String {
        let text = CivilTime(milliseconds: milliseconds).rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }

    func percent(_ share: Double) -> String {
        let thousandths = (share * 1000).rounded() / 10
        if thousandths >= 10 { return "\(Int(thousandths.rounded())) %" }
        return share > 0 && thousandths == 0 ? "under 0.1 %" : "\(thousandths) %"
    }

    func number(_ value: Double) -> String {
        if value >= 10 { return Int(value.rounded()).grouped }
        return "\((value * 10).rounded() / 10)"
    }
}
