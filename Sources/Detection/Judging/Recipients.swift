package import Rings

/// What rings mean to one payee or maker.
package enum Role: String, Sendable { case beneficiary, victim, none }

/// A payee or maker that rings touch.
package struct Recipient: Sendable {
    package var number: UInt32
    package var role: Role
    /// Chance of the role, 0...1.
    package var score: Double
    /// With each ring that pays it: place of the ring, and what it pays.
    package var rings: [(ring: Int, profit: GroupPayee)]
    /// The part of all its earning plays that rings make, 0...1.
    package var dependence: Double
}

/// Tells those who profit from rings from those who were used.
///
/// A payee profits from a ring that gives it much of its plays (`profitShare`), far beyond its
/// usual share (`profitLift`), and that makes up much of what it is paid (`profitDependence`). What
/// a playlist of bots plays as camouflage has a small share each, or an audience of its own; it was
/// used. A maker profits where it does by itself, or where its payee does and its plays are the
/// rings'. Popularity alone never makes a beneficiary. O(counts log counts).
package struct RecipientStage: Sendable {
    let stage: FindingsStage
    let judgement: Judgement
    let settings: DetectionSettings

    package init(_ stage: FindingsStage, _ judgement: Judgement) {
        (self.stage, self.judgement, settings) = (stage, judgement, stage.settings)
    }

    /// Payees by number.
    package func payees() -> [UInt32: Recipient] {
        recipients(stage.conduct.payeeOfObject, count: stage.conduct.payees.count) { _ in false }
    }

    /// Makers by number.
    package func makers(_ payees: [UInt32: Recipient]) -> [UInt32: Recipient] {
        let conduct = stage.conduct
        var payeeOfMaker: [UInt32: UInt32] = [:]
        for (object, maker) in conduct.makerOfObject.enumerated() {
            payeeOfMaker[maker] = conduct.payeeOfObject[object]
        }
        return recipients(conduct.makerOfObject, count: conduct.makers.count) { maker in
            payeeOfMaker[maker].flatMap { payees[$0] }?.role == .beneficiary
        }
    }

    private func recipients(
        _ owners: [UInt32], count: Int, isPaidWell: (UInt32) -> Bool
    ) -> [UInt32: Recipient] {
        let unknown = UInt32(count)
        let groups = judgement.ringOfSeat.map { ring in
            ring >= 0 && judgement.rings[Int(ring)].measure > .none ? ring : -1
        }
        let profits = GroupPayees.profits(
            stage.counts(of: owners, unknown: unknown), groupOfAccount: groups,
            groupCount: judgement.rings.count, payeeCount: count + 1, limit: Self.limit)
        var found: [UInt32: Recipient] = [:]
        for (ring, list) in profits.enumerated() {
            for profit in list where profit.payee != unknown {
                found[
                    profit.payee,
                    default: Recipient(
                        number: profit.payee, role: .none, score: 0, rings: [], dependence: 0)
                ].rings.append((ring, profit))
            }
        }
        return found.mapValues { judged($0, isPaidWell($0.number)) }
    }

    /// The most payees or makers of a ring.
    private static let limit = 4_096

    private func judged(_ recipient: Recipient, _ isPaidWell: Bool) -> Recipient {
        var recipient = recipient
        recipient.rings.sort { ($1.profit.paid, $0.ring) < ($0.profit.paid, $1.ring) }
        let paid = recipient.rings.reduce(0) { $0 + $1.profit.paid }
        let all = max(1, recipient.rings[0].profit.everywhere)
        recipient.dependence = Double(paid) / Double(all)
        guard paid >= settings.profitPlays else { return recipient }
        let depends = odds(of: recipient.dependence) / odds(of: settings.profitDependence)
        let best = recipient.rings.map { ($0.profit.share, $0.profit.lift) }.max {
            odds($0.0, $0.1, depends) < odds($1.0, $1.1, depends)
        }!
        let own = odds(best.0, best.1, depends)
        if own >= 1 || (isPaidWell && depends >= 1) {
            recipient.role = .beneficiary
            // Who several rings pay is no chance victim of one.
            let sure = max(own, 1) * Double(recipient.rings.count)
            recipient.score = sure / (1 + sure)
            return recipient
        }
        let used = recipient.rings.filter {
            $0.profit.lift >= settings.usedLift && $0.profit.breadth >= settings.usedBreadth
        }
        if !used.isEmpty {
            recipient.role = .victim
            recipient.score = 1 / (1 + own)
        }
        return recipient
    }

    private func odds(of share: Double) -> Double { share / max(0.01, 1 - share) }

    /// 1 where a payee begins to profit: no part may make up for another that is lacking.
    private func odds(_ share: Double, _ lift: Double, _ depends: Double) -> Double {
        min(share / settings.profitShare, lift / settings.profitLift, depends)
    }
}
