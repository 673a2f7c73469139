import Foundation

/// What is watched of an input, of the score or of the rows as such.
package enum WatchKind: String, Sendable, Codable, CaseIterable {
    /// How values are spread (PSI).
    case drift
    case missing
    /// How many rows have another than the usual value.
    case rare
    /// How those other values are spread (PSI).
    case unusual
    /// How many scores are above what 1 % and 0.1 % of the reference exceeded.
    case top1, top01
    /// Rows a day.
    case volume
    /// How many decisions came to an action; the subject is `JOURNEY/ACTION`.
    case action
    /// Whether scores hold as probabilities.
    case calibration
    /// How many of those scored high are truly bad.
    case precision
    /// Whether good people of one segment are hit more often than others.
    case disparity

    init(_ facet: Facet.Kind) {
        switch facet {
        case .values: self = .drift
        case .missing: self = .missing
        case .rare: self = .rare
        case .unusual: self = .unusual
        case .top1: self = .top1
        case .top01: self = .top01
        }
    }
}

/// One thing compared with what it was: over a day, or over the seven days that end with it.
package struct Comparison: Sendable, Codable, Hashable {
    package var kind: WatchKind
    /// The input's name, `score`, a segment, or empty for the rows as such.
    package var subject: String
    /// 1 or 7.
    package var days: Int
    package var rows: Int
    /// PSI; else the share or number it is now.
    package var value: Double
    /// The PSI that noise alone gives on average; else the share or number it was.
    package var usual: Double
    /// How much it moved, as its limits count: PSI above its noise, points, times.
    package var effect: Double
    /// From which effect it alarms.
    package var limit: Double
    /// The value that must be exceeded, by noise and effect together.
    package var threshold: Double
    /// That chance alone does this.
    package var probability: Double
    /// The same among all comparisons of the day.
    package var adjusted = 1.0
    package var level = Level.none
}

/// Compares counts with the reference's.
struct FacetJudge {
    let input: InputReference
    let facet: Facet
    /// Days of the reference.
    let days: [Int]
    let settings: WatchSettings

    /// Shares that the reference would have on the weekdays of some days, each day weighed by its
    /// rows, and of how many rows they are worth.
    ///
    /// A weekday the reference has not is compared with all its days.
    private func expected(_ counts: [(day: Int, counts: [Int])]) -> (shares: [Double], rows: Double)
    {
        let width = facet.counts.first?.count ?? 0
        var shares = [Double](repeating: 0, count: width)
        var variance = 0.0
        let all = Double(max(1, counts.reduce(0) { $0 + $1.counts.reduce(0, +) }))
        var weights = [Double](repeating: 0, count: 7)
        for (day, row) in counts {
            weights[DriftReference.weekday(day)] += Double(row.reduce(0, +)) / all
        }
        for weekday in 0..<7 where weights[weekday] > 0 {
            var same = days.indices.filter { DriftReference.weekday(days[$0]) == weekday }
            if same.allSatisfy({ facet.counts[$0].reduce(0, +) == 0 }) {
                same = Array(days.indices)
            }
            var sums = [Double](repeating: 0, count: width)
            for place in same {
                for bin in 0..<width { sums[bin] += Double(facet.counts[place][bin]) }
            }
            let rows = sums.reduce(0, +)
            guard rows > 0 else { continue }
            for bin in 0..<width { shares[bin] += weights[weekday] * sums[bin] / rows }
            variance += weights[weekday] * weights[weekday] / rows
        }
        return (shares, variance > 0 ? 1 / variance : 0)
    }

    /// Nil where there is nothing to compare.
    ///
    /// - Parameter counts: of one day or of seven, by bin.
    func compare(_ counts: [(day: Int, counts: [Int])]) -> Comparison? {
        let width = facet.counts.first?.count ?? 0
        var now = [Double](repeating: 0, count: width)
        for (_, row) in counts { for bin in 0..<width { now[bin] += Double(row[bin]) } }
        let rows = now.reduce(0, +)
        let (shares, worth) = expected(counts)
        guard rows >= Double(settings.rowsMin), worth > 0 else { return nil }
        for bin in 0..<width { now[bin] /= rows }
        let noise = Noise(facet: facet, rows: rows, worth: worth, days: counts.count)
        return facet.kind.isShare
            ? share(now[1], shares[1], noise, counts.count)
            : values(now, shares, noise, counts.count)
    }

    private func values(
        _ now: [Double], _ usual: [Double], _ noise: Noise, _ days: Int
    ) -> Comparison {
        let psi = Self.psi(now, usual)
        let (statistic, freedom) = noise.pearson(now, usual)
        let probability = noise.probability(statistic, freedom: freedom)
        let expected = noise.mean(freedom: freedom)
        let limit = facet.kind == .unusual ? settings.unusualWatch : settings.psiWatch
        // The p that Holm asks of the least among some tens.
        let bound = noise.quantile(settings.falseAlarms / 7 / 50, freedom: freedom)
        return Comparison(
            kind: WatchKind(facet.kind), subject: input.name, days: days, rows: Int(noise.rows),
            value: psi,
            usual: expected, effect: psi - expected, limit: limit,
            threshold: max(limit + expected, bound), probability: probability)
    }

    private func share(
        _ now: Double, _ usual: Double, _ noise: Noise, _ days: Int
    ) -> Comparison {
        let kind = WatchKind(facet.kind)
        let limit: Double =
            switch kind {
            case .missing: settings.missingWatch
            case .rare: settings.rareWatch
            default: settings.topWatch
            }
        // Half a row stands for none, so that times are finite.
        let (more, before) = (
            max(now, 0.5 / noise.rows), max(usual, 0.5 / noise.worth)
        )
        let effect = kind == .missing ? abs(now - usual) : max(more / before, before / more)
        return Comparison(
            kind: kind, subject: input.name, days: days, rows: Int(noise.rows), value: now,
            usual: usual, effect: effect, limit: limit,
            threshold: kind == .missing ? min(1, usual + limit) : min(1, before * limit),
            probability: noise.probability(now, usual))
    }

    /// Σ (a − e) ln(a / e), no share below 1e-4.
    static func psi(_ now: [Double], _ usual: [Double]) -> Double {
        var sum = 0.0
        for bin in now.indices {
            let (a, e) = (max(now[bin], 1e-4), max(usual[bin], 1e-4))
            sum += (a - e) * log(a / e)
        }
        return sum
    }
}
