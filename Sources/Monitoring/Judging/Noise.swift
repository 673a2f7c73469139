import Foundation

/// How far shares move by chance, given whose rows they are and how days differ.
///
/// Two sources, each with a test of its own; the less sure of the two is believed.
/// **Entities:** a·rows and e·worth are sums over entities, so Pearson's X² over its factor is
/// about χ² (Rao and Scott 1981). **Days:** same weekdays of the reference differ by a factor φ
/// more than draws would; X² / (freedom · φ) is about F.
struct Noise {
    let rows: Double
    let worth: Double
    /// Variance over that of independent rows, by entities.
    private let entities: Double
    /// The same by days, and the freedom it is known with; nil where no weekday came twice.
    private let spread: (factor: Double, freedom: Double)?

    init(facet: Facet, rows: Double, worth: Double, days: Int) {
        (self.rows, self.worth) = (rows, worth)
        let design = days > 1 ? facet.design.week : facet.design.day
        entities = (design / rows + facet.design.all / worth) / (1 / rows + 1 / worth)
        spread = facet.dispersion.map { dispersion in
            // What a day is off, the week's other days may be off too, all the same way.
            (1 + Double(days) * (dispersion - 1), Double(max(1, facet.dispersionFreedom)))
        }
    }

    private var unit: Double { 1 / rows + 1 / worth }
    private var factor: Double { max(entities, spread?.factor ?? 1) }

    /// The PSI that chance gives on average.
    func mean(freedom: Int) -> Double { Double(freedom) * unit * factor }

    /// The PSI that chance exceeds with a probability.
    func quantile(_ tail: Double, freedom: Int) -> Double {
        let k = Double(max(1, freedom))
        let byEntity = entities * Tails.chiSquareQuantile(tail, freedom: k)
        guard let spread else { return unit * byEntity }
        let byDays = spread.factor * k * Tails.fisherFQuantile(tail, k, spread.freedom)
        return unit * max(byEntity, byDays)
    }

    /// Pearson's X² of two samples; bins in which few are expected are put together.
    func pearson(_ now: [Double], _ usual: [Double]) -> (statistic: Double, freedom: Int) {
        let least = min(rows, worth)
        var groups: [(now: Double, usual: Double)] = []
        var open = (now: 0.0, usual: 0.0)
        for bin in now.indices {
            open = (open.now + now[bin], open.usual + usual[bin])
            if pooled(open.now, open.usual) * least >= Homogeneity.expectedMin {
                groups.append(open)
                open = (0, 0)
            }
        }
        guard !groups.isEmpty else { return (0, 0) }
        groups[groups.count - 1].now += open.now
        groups[groups.count - 1].usual += open.usual
        var statistic = 0.0
        for group in groups {
            let difference = group.now - group.usual
            statistic += difference * difference / pooled(group.now, group.usual)
        }
        return (statistic / unit, groups.count - 1)
    }

    private func pooled(_ now: Double, _ usual: Double) -> Double {
        (now * rows + usual * worth) / (rows + worth)
    }

    func probability(_ statistic: Double, freedom: Int) -> Double {
        guard freedom > 0 else { return 1 }
        let k = Double(freedom)
        let byEntity = Tails.chiSquare(statistic / entities, freedom: k)
        guard let spread else { return byEntity }
        return max(
            byEntity, Tails.fisherF(statistic / k / spread.factor, k, spread.freedom))
    }

    /// That two shares differ by chance: Fisher's exact test on as many rows as they are worth.
    func probability(_ now: Double, _ usual: Double) -> Double {
        let (n, m) = (rows / factor, worth / factor)
        return TwoShares.probability(
            Int((now * n).rounded()), of: max(1, Int(n.rounded())),
            Int((usual * m).rounded()), of: max(1, Int(m.rounded())))
    }
}
