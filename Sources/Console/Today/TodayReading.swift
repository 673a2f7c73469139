import Cases
import Vocabulary

/// What *today* reads of figures, in one transaction: some thousand rows by their keys.
struct TodayReading {
    let loads: [QueueLoad]
    let series: [IndicatorSeries]
    /// Cases closed today up to now, and what that usually is.
    let closedNow: (count: Double, usual: Usual?)
    /// The last hour that has decisions.
    let lastHour: Int64?
    let decisions: [FigureRow]
    let fired: [FigureRow]
    /// Minor units, of seven days.
    let prevented: Double

    static let days: Int64 = 60

    init(_ tables: any OperationsTables, now: Int64) throws {
        loads = try tables.cases.loads(at: now)
        series = try IndicatorBook(tables: tables, now: now).series(days: TodayReading.days)
        let hour = FigureSpan.hour.number(of: now)
        let day = FigureSpan.day.number(of: now)
        lastHour = try tables.range(of: .decisions, by: .hour).map { min(hour, $0.upperBound) }
        let last = lastHour ?? hour
        decisions = try tables.figures(
            .decisions, part: nil, by: .hour, from: last - SpikeChart.hours + 1, to: last)
        fired = try tables.figures(
            .fired, part: nil, by: .hour, from: last - 8 * 24 + 1, to: last)
        let closed = try tables.totals(
            .closed, by: .hour, from: hour - TodayReading.days * 24, to: hour)
        closedNow = TodayReading.upToNow(closed, hour: hour, day: day)
        prevented = try tables.totals(.prevented, by: .day, from: day - 6, to: day).values
            .reduce(0) { $0 + $1.total }
    }

    /// The same hours of each day, from midnight on, so that a morning is not held against a day.
    private static func upToNow(
        _ hours: [Int64: FigureSum], hour: Int64, day: Int64
    ) -> (count: Double, usual: Usual?) {
        let passed = hour - day * 24
        guard let first = hours.keys.min().map({ $0 / 24 }) else { return (0, nil) }
        var days: [Int64: Double] = [:]
        for number in max(first, day - TodayReading.days + 1)...max(first, day) {
            days[number] = (0...passed).reduce(0.0) {
                $0 + Double(hours[number * 24 + $1]?.count ?? 0)
            }
        }
        let today = days.removeValue(forKey: day) ?? 0
        return (today, Usual.ofDay(day, days))
    }

    func tiles(now: Int64) -> [Tile] {
        let day = FigureSpan.day.number(of: now)
        let weekday = TodayReading.weekdays[CivilDay.weekday(day)]
        return series.map { one in
            var days: [Int64: Double] = [:]
            for old in one.days.dropLast() where old.count > 0 { days[old.day] = old.value }
            let isThroughput = one.indicator == .throughput
            return Tile(
                one, value: isThroughput ? closedNow.count : nil,
                usual: isThroughput ? closedNow.usual : Usual.ofDay(day, days), weekday: weekday,
                path: "/operations#\(one.indicator.rawValue)")
        }
    }

    static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
}
