/// Judges a day: everything about it and about the seven days that end with it is one family of
/// tests, of which any may alarm falsely in at most a seventh of the false alarms a week may have.
package struct DayJudge: Sendable {
    package var settings: WatchSettings

    package init(settings: WatchSettings = WatchSettings()) { self.settings = settings }

    /// All comparisons of a day, with their levels. O(facets · bins · days of the reference).
    ///
    /// - Parameter more: comparisons of labels and actions that belong to the same day.
    package func judge(
        _ day: Int, of watched: WatchedDays, more: [Comparison] = []
    ) -> [Comparison] {
        judged(more + comparisons(day, of: watched))
    }

    /// Comparisons of a day, not judged.
    ///
    /// - Parameter subject: of an input or the score alone; nil for all there are.
    func comparisons(_ day: Int, of watched: WatchedDays, subject: String? = nil) -> [Comparison] {
        let whole = watched.wholeSpan
        guard whole.contains(day) else { return [] }
        var all: [Comparison] = []
        if subject == nil, let volume = volume([day], watched) { all.append(volume) }
        all += compared([day], watched, subject)
        if whole.contains(day - 6) { all += compared(Array(day - 6...day), watched, subject) }
        return all
    }

    /// Comparisons with what they come to as one family.
    func judged(_ comparisons: [Comparison]) -> [Comparison] {
        var all = comparisons
        let adjusted = Holm.adjusted(all.map(\.probability))
        for place in all.indices {
            all[place].adjusted = adjusted[place]
            all[place].level = level(all[place])
        }
        return all
    }

    private func compared(
        _ days: [Int], _ watched: WatchedDays, _ subject: String?
    ) -> [Comparison] {
        watched.facets.indices.compactMap { place in
            let (input, facet) = watched.facets[place]
            guard subject == nil || input.name == subject else { return nil }
            let counts = days.compactMap { day in
                watched.days[day].map { (day: day, counts: $0.counts[place]) }
            }
            return FacetJudge(
                input: input, facet: facet, days: watched.reference.days, settings: settings
            ).compare(counts)
        }
    }

    private func level(_ comparison: Comparison) -> Level {
        guard comparison.adjusted <= settings.falseAlarms / 7,
            comparison.effect >= comparison.limit
        else { return .none }
        let act: Double =
            switch comparison.kind {
            case .drift: settings.psiAct
            case .unusual: settings.unusualAct
            case .missing: settings.missingAct
            case .rare: settings.rareAct
            case .top1, .top01: settings.topAct
            case .volume: settings.volumeAct
            case .action: settings.actionAct
            case .calibration, .precision, .disparity: 2 * comparison.limit
            }
        return comparison.effect >= act ? .act : .watch
    }

    /// Rows of a day against those of the same weekday; nil where the reference has no whole one.
    private func volume(_ days: [Int], _ watched: WatchedDays) -> Comparison? {
        let reference = watched.reference
        let whole = reference.days.indices.filter { reference.isWhole[$0] }
        var same = whole.filter {
            DriftReference.weekday(reference.days[$0]) == DriftReference.weekday(days[0])
        }
        if same.isEmpty { same = whole }
        let before = same.reduce(0) { $0 + reference.rows[$1] }
        guard before >= settings.rowsMin * same.count, !same.isEmpty else { return nil }
        let usual = Double(before) / Double(same.count)
        let now = Double(watched.rows(on: days[0]))
        let factor = max(reference.volumeDesign, dispersion(whole, reference))
        let (n, m) = (now / factor, Double(before) / factor)
        let share = 1 / (1 + Double(same.count))
        let tail =
            now < usual
            ? Tails.binomialAtMost(n, of: n + m, share)
            : Tails.binomialAtLeast(n, of: n + m, share)
        let effect = max(max(now, 0.5) / usual, usual / max(now, 0.5))
        return Comparison(
            kind: .volume, subject: "", days: 1, rows: Int(now), value: now, usual: usual,
            effect: effect, limit: settings.volumeWatch,
            threshold: now < usual ? usual / settings.volumeWatch : usual * settings.volumeWatch,
            probability: min(1, 2 * tail))
    }

    /// Variance of the rows of same weekdays over their mean.
    private func dispersion(_ whole: [Int], _ reference: DriftReference) -> Double {
        var (sum, freedom) = (0.0, 0)
        for weekday in 0..<7 {
            let rows = whole.filter { DriftReference.weekday(reference.days[$0]) == weekday }
                .map { Double(reference.rows[$0]) }
            guard rows.count > 1 else { continue }
            let mean = rows.reduce(0, +) / Double(rows.count)
            for row in rows { sum += (row - mean) * (row - mean) / mean }
            freedom += rows.count - 1
        }
        return freedom > 0 ? sum / Double(freedom) : 1
    }
}
