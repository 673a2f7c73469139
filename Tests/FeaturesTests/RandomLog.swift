import TestKit
import Toolbox

/// Random packs and logs, small enough that everything collides: few names, many ties.
struct RandomLog {
    var random: SplitMix64
    /// Milliseconds at which logs begin.
    static let start: Int64 = 1_772_409_600_000

    /// Steps between events that fall on, just before and just after the edges of the windows.
    private static let steps: [Int64] = [
        0, 0, 1, 999, 1000, 1001, 29_000, 59_999, 60_000, 90_000, 1_800_000, 3_600_000,
        86_400_000, 259_200_000,
    ]

    /// - Parameter lateness: how far behind the latest event an event may come, milliseconds;
    ///   0 for a log in order.
    mutating func events(_ count: Int, lateness: Int64) -> [PlainEvent] {
        var latest = RandomLog.start
        return (0..<count).map { id in
            latest += random.pick(RandomLog.steps)
            let isLate = lateness > 0 && random.chance(0.3)
            let behind =
                isLate
                ? random.pick([1, 500, 1000, 60_000, lateness - 1, lateness, lateness * 3]) : 0
            return event(id, time: latest - behind)
        }
    }

    mutating func event(_ id: Int, time: Int64) -> PlainEvent {
        PlainEvent(
            id: id, type: random.pick(["thing.done", "thing.done", "thing.tried"]), time: time,
            user: random.pick(["u1", "u2", "u3"]),
            device: random.chance(0.9) ? random.pick(["d1", "d2"]) : nil,
            number: random.chance(0.8) ? random.within(-3...9) : nil,
            amount: random.chance(0.8)
                ? random.pick([0.1, 0.1, 2.5, 1e6, -7.25, random.unit() * 100]) : nil,
            word: random.chance(0.8) ? random.pick(["a", "b", "c", "long word, with comma"]) : nil,
            flag: random.chance(0.8) ? random.chance(0.5) : nil)
    }

    /// Every aggregation × window × delay × present; key, types and filter fall by chance.
    mutating func features() -> [PlainFeature] {
        let numbers = ["sum", "mean", "min", "max", "standard_deviation"]
        let recipes: [(String, String?)] =
            ["count", "seconds_since_first", "seconds_since_last"].map { ($0, nil) }
            + numbers.flatMap { [($0, "event.number"), ($0, "event.amount")] }
            + ["distinct", "top_share", "entropy", "first", "last"].map { ($0, "event.word") }
            + [("first", "event.number"), ("last", "event.amount"), ("distinct", "event.number")]
        var features: [PlainFeature] = []
        for (aggregation, value) in recipes {
            for window in [1000, 60_000, 3_600_000, 604_800_000, nil] as [Int64?] {
                for (delay, isIncluded) in [(0, true), (0, false), (90_000, true), (90_000, false)]
                {
                    features.append(
                        PlainFeature(
                            name: "f\(features.count)",
                            key: random.pick([["account"], ["account", "device"]]),
                            types: random.pick(
                                [["thing.done"], ["thing.tried"], ["thing.done", "thing.tried"]]),
                            filter: random.pick([nil, nil, "event.amount > 2.0", "event.flag"]),
                            aggregation: aggregation, value: value, window: window,
                            delay: Int64(delay), includesPresent: isIncluded))
                }
            }
        }
        return features
    }
}

extension PlainFeature {
    /// The feature as `features.yaml` has it.
    var yaml: String {
        let span = window.map { $0 % 60_000 == 0 ? "\($0 / 60_000)m" : "\($0)ms" } ?? "all"
        var text = """

              - name: \(name)
                description: Random.
                entity: [\(key.joined(separator: ", "))]
                on: [\(types.joined(separator: ", "))]
                aggregate: \(aggregation)
                window: \(span)
                present: \(includesPresent ? "include" : "exclude")
            """
        if let filter { text += "\n    where: \(filter)" }
        if let value { text += "\n    of: \(value)" }
        if delay > 0 { text += "\n    delay: \(delay / 1000)s" }
        return text
    }
}

extension PlainEvent {
    var json: String {
        var data = ["\"user\":\"\(user)\""]
        if let device { data.append("\"device\":\"\(device)\"") }
        if let number { data.append("\"number\":\(number)") }
        if let amount { data.append("\"amount\":\(amount)") }
        if let word { data.append("\"word\":\"\(word)\"") }
        if let flag { data.append("\"flag\":\(flag)") }
        return TestKit.event(
            "\(id)", type: type, time: CivilTime(milliseconds: time).rfc3339,
            data: data.joined(separator: ","))
    }
}

/// A pack with the given features over two event types of the same fields.
func packTexts(_ features: [PlainFeature]) -> [String: String] {
    let fields = """
                user: { type: string, required: true, entity: account }
                device: { type: string, entity: device }
                number: { type: int }
                amount: { type: double }
                word: { type: string }
                flag: { type: bool }
        """
    let events = """
        entities:
          account: Who acts
          device: What they act on
        events:
          thing.done:
            description: Done.
            journey: doing
            fields:
        \(fields)
          thing.tried:
            description: Tried.
            journey: doing
            fields:
        \(fields)
        """
    return SmallPack.texts(
        events: events, features: "features:" + features.map(\.yaml).joined(),
        policy: "policy:\n  doing:\n    - { action: review, when: score >= 0.5 }\n")
}
