import Pipeline
import TestKit
import Toolbox

/// Random logs of many entities that come, go, and some of which return.
struct CrowdLog {
    var log: RandomLog
    /// Milliseconds; also of the packs.
    static let lateness: Int64 = 120_000

    init(round: Int) { log = RandomLog(random: Seed.random(80, round: round)) }

    /// No two events have the same time, so no two entities are unseen for equally long.
    ///
    /// - Parameters:
    ///   - stay: events between a name's first and about its last, but for those who return.
    ///   - step: milliseconds from event to event at most.
    mutating func events(_ count: Int, stay: Int, step: Int64) -> [PlainEvent] {
        var latest = RandomLog.start
        var taken: Set<Int64> = []
        return (0..<count).map { id in
            latest += 1 + Int64(log.random.below(Int(step)))
            let isLate = log.random.chance(0.2)
            let behind: Int64 =
                isLate ? log.random.pick([1, 1000, 60_000, CrowdLog.lateness - 1, 300_000]) : 0
            var time = latest - behind
            while !taken.insert(time).inserted { time += 1 }
            latest = max(latest, time)
            var event = log.event(id, time: time)
            let oldest = log.random.chance(0.05) ? 0 : max(0, id - stay)
            event.user = "u\(log.random.within(oldest...id))"
            return event
        }
    }

    /// Features of one key over short windows, one of which counts every event.
    ///
    /// - Parameter isEndless: whether some are over all time too.
    mutating func features(_ count: Int, isEndless: Bool) -> [PlainFeature] {
        var picked = Array(
            log.features().filter { feature in
                guard let window = feature.window else { return isEndless }
                return window <= 60_000
            }.prefix(count))
        for index in picked.indices {
            picked[index].name = "f\(index)"
            picked[index].key = ["account"]
        }
        picked.append(
            PlainFeature(
                name: "all", key: ["account"], types: ["thing.done", "thing.tried"],
                aggregation: "count", window: 60_000, delay: 0, includesPresent: true))
        return picked
    }

    static func evaluator(_ features: [PlainFeature], memory: String? = nil) throws -> Evaluator {
        var texts = packTexts(features, lateness: "2m")
        if let memory { texts["pack.yaml"]! += "\nmemory: \(memory)\n" }
        return try Bench(texts).evaluator
    }
}
