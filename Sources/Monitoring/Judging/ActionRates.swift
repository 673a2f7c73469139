package import Vocabulary

/// What a service decided, by journey and day, and whether a day is other than those before it.
///
/// A day's share of an action is compared with the *same weekdays before*, taken together, as far
/// back as decisions are kept here. Two tests, of which the less sure is believed: Fisher's exact
/// one on as many decisions as they are worth, and X²/φ as F. Decisions of an account go together
/// and days have moods, so φ, by how much shares of the same weekdays vary more than draws do, is
/// measured on the days before; where no weekday came twice, on all of them, which errs to the
/// quiet side. Effect is the odds ratio, since `allow` is nearly all and `block` nearly none.
package struct ActionRates: Sendable {
    /// By journey, day and place of the action.
    private var counts: [String: [Int: [Int]]] = [:]
    private var earliest = Int64.max
    private var latest = Int64.min

    /// Journeys that are judged at most, the first by name.
    private static let journeysMax = 20
    /// Same weekdays before from which a day is judged, and freedom of φ.
    private static let daysMin = 1
    private static let freedomMin = 3

    package init() {}

    /// Counts a decision. O(1).
    ///
    /// - Parameter time: of the event, milliseconds since 1970.
    package mutating func add(journey: String, action: Action, time: Int64) {
        (earliest, latest) = (min(earliest, time), max(latest, time))
        let day = DriftReference.day(time)
        let place = Action.allCases.firstIndex(of: action) ?? 0
        counts[journey, default: [:]][
            day, default: [Int](repeating: 0, count: Action.allCases.count)][place] += 1
    }

    /// By name, at most ``journeysMax``.
    package var journeys: [String] { Array(counts.keys.sorted().prefix(Self.journeysMax)) }

    /// The same, of some journeys alone.
    package func of(_ journeys: Set<String>) -> ActionRates {
        var less = self
        less.counts = counts.filter { journeys.contains($0.key) }
        return less
    }

    /// Forgets days before one.
    package mutating func forget(before day: Int) {
        counts = counts.mapValues { $0.filter { $0.key >= day } }.filter { !$0.value.isEmpty }
        // What is left may begin later, within the day.
        earliest = max(earliest, Int64(day) * 86_400_000)
    }

    /// Share of a day's decisions; nil for a day without any.
    package func share(_ action: Action, of journey: String, on day: Int) -> Double? {
        guard let row = counts[journey]?[day] else { return nil }
        return Double(row[Action.allCases.firstIndex(of: action) ?? 0])
            / Double(row.reduce(0, +))
    }

    /// Actions that a journey ever came to.
    package func actions(of journey: String) -> [Action] {
        Action.allCases.enumerated().filter { place, _ in
            counts[journey]?.values.contains { $0[place] > 0 } ?? false
        }.map(\.element)
    }

    /// Comparisons of a day, not judged. O(journeys · actions · days).
    func comparisons(_ day: Int, settings: WatchSettings) -> [Comparison] {
        let span = WholeDays(times: earliest <= latest ? [earliest, latest] : [])
        guard span.contains(day) else { return [] }
        return journeys.flatMap { journey -> [Comparison] in
            let days = counts[journey] ?? [:]
            let before = days.filter { $0.key < day && span.contains($0.key) }
                .sorted { $0.key < $1.key }
            return actions(of: journey).compactMap { action in
                let place = Action.allCases.firstIndex(of: action) ?? 0
                let now = (k: days[day]?[place] ?? 0, n: days[day]?.reduce(0, +) ?? 0)
                return compare(
                    "\(journey)/\(action.rawValue)", day, now,
                    before.map { ($0.key, $0.value[place], $0.value.reduce(0, +)) }, settings)
            }
        }
    }

    private typealias Count = (day: Int, k: Int, n: Int)

    private func compare(
        _ subject: String, _ day: Int, _ now: (k: Int, n: Int), _ before: [Count],
        _ settings: WatchSettings
    ) -> Comparison? {
        let weekday = DriftReference.weekday(day)
        let same = before.filter { DriftReference.weekday($0.day) == weekday }
        let rows = same.reduce(0) { $0 + $1.n }
        let hits = same.reduce(0) { $0 + $1.k }
        guard same.count >= Self.daysMin, now.n >= settings.rowsMin, rows >= settings.rowsMin,
            let (factor, freedom) = dispersion(before)
        else { return nil }
        let (n, m) = (Double(now.n), Double(rows))
        let (share, usual) = (Double(now.k) / n, Double(hits) / m)
        let pooled = Double(now.k + hits) / (n + m)
        let variance = pooled * (1 - pooled) * (1 / n + 1 / m)
        let byDays =
            variance > 0
            ? Tails.fisherF((share - usual) * (share - usual) / variance / factor, 1, freedom) : 1
        let (few, many) = (max(1, (n / factor).rounded()), max(1, (m / factor).rounded()))
        let exact = TwoShares.probability(
            Int((share * few).rounded()), of: Int(few), Int((usual * many).rounded()),
            of: Int(many))
        let (odds, oddsBefore) = (Self.odds(share, n), Self.odds(usual, m))
        let bound = settings.actionWatch * oddsBefore
        return Comparison(
            kind: .action, subject: subject, days: 1, rows: now.n, value: share, usual: usual,
            effect: max(odds / oddsBefore, oddsBefore / odds), limit: settings.actionWatch,
            threshold: bound / (1 + bound), probability: max(byDays, exact))
    }

    /// Half a decision stands for none, and for all but half, so that odds are finite.
    private static func odds(_ share: Double, _ rows: Double) -> Double {
        let held = min(max(share, 0.5 / rows), 1 - 0.5 / rows)
        return held / (1 - held)
    }

    /// By how much shares of same weekdays vary more than draws, at least 1, and the freedom it is
    /// known with; of all days where that is less than ``freedomMin``, nil where theirs is too.
    private func dispersion(_ days: [Count]) -> (factor: Double, freedom: Double)? {
        let weekdays = Dictionary(grouping: days) { DriftReference.weekday($0.day) }
        let bySame = Self.dispersion(Array(weekdays.values))
        let chosen =
            bySame.freedom >= Self.freedomMin ? bySame : Self.dispersion([days])
        guard chosen.freedom >= Self.freedomMin else { return nil }
        return (max(1, chosen.sum / Double(chosen.freedom)), Double(chosen.freedom))
    }

    /// Pearson's X² within groups of days, and its freedom.
    private static func dispersion(_ groups: [[Count]]) -> (sum: Double, freedom: Int) {
        var (sum, freedom) = (0.0, 0)
        for group in groups {
            let days = group.filter { $0.n > 0 }
            let rows = days.reduce(0) { $0 + $1.n }
            guard days.count > 1 else { continue }
            freedom += days.count - 1
            let share = Double(days.reduce(0) { $0 + $1.k }) / Double(rows)
            guard share > 0, share < 1 else { continue }
            for day in days {
                let off = Double(day.k) / Double(day.n) - share
                sum += Double(day.n) * off * off / (share * (1 - share))
            }
        }
        return (sum, freedom)
    }
}
