import Toolbox

/// Rows by day and entity: what card precision counts.
///
/// As the Fraud Detection Handbook's `card_precision_top_k` (Le Borgne et al., 2022, chapter 4):
/// of a day, an entity counts once, with its greatest score and greatest label; precision is how
/// many of the k highest are truly bad, divided by k; those found are left out on later days; the
/// figure is the mean over days. Of entities with one score the one with the lower number stands
/// first (the book leaves the order of ties to pandas).
struct CardDays: Sendable {
    private struct Card {
        var entity: Int
        var score: Double
        var isBad: Bool
    }

    /// By day, in order; the highest score first.
    private let days: [[Card]]
    private let entityCount: Int

    /// Nil without entities or days. O(n log n).
    init?(_ rows: ScoredRows) {
        guard let entities = rows.entities, let daysOfRows = rows.days else { return nil }
        let order = daysOfRows.indices.sorted {
            (daysOfRows[$0], entities[$0]) < (daysOfRows[$1], entities[$1])
        }
        var days: [[Card]] = []
        var lastDay: Int?
        for row in order {
            if daysOfRows[row] != lastDay { days.append([]) }
            lastDay = daysOfRows[row]
            let end = days.count - 1
            if days[end].last?.entity != entities[row] {
                days[end].append(
                    Card(entity: entities[row], score: rows.scores[row], isBad: rows.labels[row]))
            } else {
                let last = days[end].count - 1
                days[end][last].score = max(days[end][last].score, rows.scores[row])
                days[end][last].isBad = days[end][last].isBad || rows.labels[row]
            }
        }
        self.days = days.map { cards in
            cards.sorted { ($1.score, $0.entity) < ($0.score, $1.entity) }
        }
        entityCount = (entities.max() ?? 0) + 1
    }

    /// - Parameters:
    ///   - count: k, 1 or more.
    ///   - multiplicity: how often each entity is there, for resamples; nil is once.
    ///
    /// O(days · (k + entities without multiplicity)).
    func precision(at count: Int, multiplicity: [Int32]?) -> Double? {
        var present = multiplicity ?? [Int32](repeating: 1, count: entityCount)
        var sum = 0.0
        for cards in days {
            var (places, found) = (count, 0)
            for card in cards where present[card.entity] > 0 {
                let taken = min(places, Int(present[card.entity]))
                places -= taken
                if card.isBad {
                    found += taken
                    present[card.entity] -= Int32(taken)
                }
                if places == 0 { break }
            }
            sum += Double(found) / Double(count)
        }
        return sum / Double(days.count)
    }
}
