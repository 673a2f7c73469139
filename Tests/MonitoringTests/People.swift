import Monitoring
import Toolbox

/// Days of made rows: people with habits of their own, and weekends that are other.
struct People {
    static let monday = 18_000 / 7 * 7 + 4
    static let columns = ["amount", "weekend", "risk", "maybe"]
    var seed: UInt64
    var persons = 200
    var rowsPerDay = 600

    /// Rows of some days from a Monday on.
    func table(days: Range<Int>, change: (inout [Double], inout Double) -> Void = { _, _ in })
        -> WatchTable
    {
        var table = WatchTable(columns: People.columns)
        for day in days {
            var random = SplitMix64(seed: seed, stream: UInt64(day))
            let isWeekend = [0, 6].contains(DriftReference.weekday(People.monday + day))
            for place in 0..<rowsPerDay {
                let person = random.below(persons)
                var habit = SplitMix64(seed: seed ^ 99, stream: UInt64(person))
                let mean = 20 + 80 * habit.unit()
                let risk = random.chance(0.03) ? 0.2 + 0.6 * random.unit() : 0
                var row = [
                    mean * (0.5 + random.unit()), isWeekend ? 1 : 0, risk,
                    random.chance(0.1) ? .nan : random.unit(),
                ]
                var score = random.unit() * random.unit()
                change(&row, &score)
                table.values += row
                table.scores.append(score)
                table.times.append(
                    Int64(People.monday + day) * 86_400_000
                        + Int64(place) * 86_400_000 / Int64(rowsPerDay) + 1)
                table.entities.append(UInt32(person))
            }
        }
        return table
    }

    static func watched(_ reference: DriftReference, _ table: WatchTable) -> WatchedDays {
        var watched = WatchedDays(reference: reference)
        for place in 0..<table.rows {
            watched.add(table.row(place), score: table.score(place), time: table.times[place])
        }
        return watched
    }
}
