import TestKit
import Toolbox

/// Random packs and logs, small enough that everything collides: few names, many ties.
struct RandomLog {
    var random: SplitMix64
    private var users = ["u1", "u2", "u3"]

    init(random: SplitMix64) { self.random = random }

    /// Milliseconds at which logs begin.
    static let start: Int64 = 1_772_409_600_000

    /// Steps between events that fall on, just before and just after the edges of the windows.
    private static let steps: [Int64] = [
        0, 0, 1, 999, 1000, 1001, 29_000, 59_999, 60_000, 90_000, 1_800_000, 3_600_000,
        86_400_000, 259_200_000,
    ]

    /// - Parameters:
    ///   - lateness: how far behind the latest event an event may come, milliseconds; 0 for a log
    ///     in order.
    ///   - longestStep: how far from one event to the next at most, milliseconds.
    mutating func events(
        _ count: Int, lateness: Int64, longestStep: Int64 = .max
    ) -> [PlainEvent] {
        var latest = RandomLog.start
        let steps = RandomLog.steps.filter { $0 <= longestStep }
        users = random.pick([["u1"], ["u1", "u2"], ["u1", "u2", "u3"]])
        return (0..<count).map { id in
            latest += random.pick(steps)
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
            user: random.pick(users),
            device: random.chance(0.9) ? random.pick(["d1", "d2"]) : nil,
            number: random.chance(0.8) ? random.within(-3...9) : nil,
            amount: random.chance(0.8)
                ? random.pick([0.1, 0.1, 2.5, 1e6, -7.25, random.unit() * 100]) : nil,
            word: random.chance(0.8) ? random.pick(["a", "b", "c", "long word, with comma"]) : nil,
            flag: random.chance(0.8) ? random.chance(0.5) : nil)
    }

    /// Aggregations with what they read and are told.
    private static let recipes: [(aggregation: String, value: String?, setting: String?)] = {
        let plain = [
            "count", "seconds_since_first", "seconds_since_last", "gap_mean", "gap_variation",
            "gap_entropy", "gap_top_share",
        ]
        let numeric = [
            "sum", "mean", "min", "max", "standard_deviation", "variance", "z_score",
        ]
        var recipes: [(aggregation: String, value: String?, setting: String?)] = []
        recipes += plain.map { ($0, nil, nil) }
        recipes += ["29s", "1m", "30m"].map { ("longest_span", nil, "rest: \($0)") }
        for value in ["event.number", "event.amount"] {
            recipes += numeric.map { ($0, value, nil) }
            recipes += ["0", "0.5", "0.9", "1"].map { ("quantile", value, "q: \($0)") }
            recipes += [("distinct", value, "cap: 2"), ("first", value, nil), ("last", value, nil)]
        }
        recipes += ["distinct", "top_share", "herfindahl", "entropy", "first", "last"].map {
            ($0, "event.word", nil)
        }
        return recipes + [("distinct", "event.number", nil), ("distinct", "event.word", "cap: 3")]
    }()

    /// Widths in milliseconds, nil for all, each with the tiles it may have, nil for exact.
    private static let windows: [(width: Int64?, tile: Int64?)] = [
        (1000, nil), (60_000, nil), (60_000, 60_000), (3_600_000, nil), (3_600_000, 60_000),
        (3_600_000, 3_600_000), (604_800_000, nil), (604_800_000, 60_000),
        (604_800_000, 3_600_000), (nil, nil),
    ]

    /// Every aggregation × window × resolution × delay × present that there is, in any order; key,
    /// types and filter fall by chance.
    mutating func features() -> [PlainFeature] {
        var features: [PlainFeature] = []
        for recipe in RandomLog.recipes {
            for window in RandomLog.windows {
                let isSpan = recipe.aggregation == "longest_span"
                if isSpan && window.tile != nil { continue }
                let isCapped = recipe.setting?.hasPrefix("cap") ?? false
                if isCapped && window.tile == nil && window.width != nil { continue }
                for (delay, isIncluded) in [(0, true), (0, false), (90_000, true), (90_000, false)]
                where !(isIncluded && recipe.aggregation == "z_score") {
                    features.append(
                        PlainFeature(
                            name: "f\(features.count)",
                            key: random.pick([["account"], ["account"], ["account", "device"]]),
                            types: random.pick(
                                [["thing.done"], ["thing.tried"], ["thing.done", "thing.tried"]]),
                            filter: random.pick([nil, nil, "event.amount > 2.0", "event.flag"]),
                            aggregation: recipe.aggregation, value: recipe.value,
                            setting: recipe.setting, window: window.width, tile: window.tile,
                            delay: Int64(delay), includesPresent: isIncluded))
                }
            }
        }
        return features.shuffled(using: &random)
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
        if let setting { text += "\n    \(setting)" }
        if let tile { text += "\n    resolution: \(tile / 60_000)m" }
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
func packTexts(_ features: [PlainFeature], lateness: String = "1h") -> [String: String] {
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
        head: SmallPack.head.replacing("lateness: 1h", with: "lateness: \(lateness)"),
        events: events, features: "features:" + features.map(\.yaml).joined(),
        policy: "policy:\n  doing:\n    - { action: review, when: score >= 0.5 }\n")
}
