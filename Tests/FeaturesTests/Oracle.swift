import Features
import Foundation
import Toolbox

/// An event of the random logs, as the oracle sees it; nil where the event has no such value.
struct PlainEvent {
    var id: Int
    var type: String
    /// Milliseconds.
    var time: Int64
    var user: String
    var device: String?
    var number: Int?
    var amount: Double?
    var word: String?
    var flag: Bool?
}

/// A feature of the random packs, as the oracle sees it.
struct PlainFeature {
    var name: String
    var key: [String]
    var types: [String]
    var filter: String?
    var aggregation: String
    var value: String?
    /// Such as `q: 0.9`.
    var setting: String?
    /// Milliseconds; nil for `all`.
    var window: Int64?
    /// Milliseconds; nil for exact.
    var tile: Int64?
    var delay: Int64
    var includesPresent: Bool

    /// The number in the setting; spans in milliseconds.
    var parameter: Double {
        let text = setting?.split(separator: " ").last ?? ""
        switch text.last {
        case "s": return Double(text.dropLast())! * 1000
        case "m": return Double(text.dropLast())! * 60_000
        default: return Double(text)!
        }
    }
}

/// The features by definition: for every event, look at every event that came before it.
struct Oracle {
    enum Answer {
        case absent
        /// A text, or a number with not a bit of difference.
        case exactly(String)
        case number(Double)
        /// A number that is reached by other steps.
        case about(Double)
        case within(Double, of: Double)
    }

    /// What the feature needs to know of an event.
    private struct Held {
        var arrival: Int
        var time: Int64
        var key: String
        var text: String
        var number: Double
    }

    let feature: PlainFeature
    /// The events that count for it, in the order they came.
    private let held: [Held]

    init(_ feature: PlainFeature, _ log: [PlainEvent]) {
        self.feature = feature
        held = log.enumerated().compactMap { arrival, event in
            guard feature.types.contains(event.type), Oracle.passes(feature, event),
                let key = Oracle.key(feature, event), let text = Oracle.value(feature, event)
            else { return nil }
            return Held(
                arrival: arrival, time: event.time, key: key, text: text,
                number: Double(text) ?? 0)
        }
    }

    /// The feature's value at `log[index]`.
    func answer(at index: Int, in log: [PlainEvent]) -> Answer {
        let time = log[index].time
        guard let key = Oracle.key(feature, log[index]) else { return .absent }
        var inside = held.filter {
            ($0.arrival < index || feature.includesPresent && $0.arrival == index)
                && $0.key == key && counts($0.time, at: time)
        }
        inside.sort { ($0.time, $0.arrival) < ($1.time, $1.arrival) }
        if feature.aggregation == "z_score" {
            guard let present = held.first(where: { $0.arrival == index }) else { return .absent }
            return score(of: present.number, among: inside.map(\.number))
        }
        return aggregate(inside, at: time)
    }

    /// Whether an event of `past` is in the window of one at `time`.
    private func counts(_ past: Int64, at time: Int64) -> Bool {
        let end = time - feature.delay
        guard past <= end else { return false }
        guard let window = feature.window else { return true }
        guard let tile = feature.tile else { return past > end - window }
        return past - past % tile > end - window
    }

    private static func key(_ feature: PlainFeature, _ event: PlainEvent) -> String? {
        guard feature.key.count > 1 else { return event.user }
        return event.device.map { "\(event.user) \($0)" }
    }

    private static func passes(_ feature: PlainFeature, _ event: PlainEvent) -> Bool {
        switch feature.filter {
        case "event.amount > 2.0": event.amount.map { $0 > 2 } ?? false
        case "event.flag": event.flag ?? false
        default: true
        }
    }

    private static func value(_ feature: PlainFeature, _ event: PlainEvent) -> String? {
        switch feature.value {
        case "event.number": event.number.map { "\($0)" }
        case "event.amount": event.amount.map { "\($0)" }
        case "event.word": event.word
        default: ""
        }
    }

    private func aggregate(_ events: [Held], at time: Int64) -> Answer {
        switch feature.aggregation {
        case "count": return .exactly("\(events.count)")
        case "distinct": return distinct(Set(events.map(\.text)))
        case "sum": return sum(events)
        default: break
        }
        guard let first = events.first, let last = events.last else { return .absent }
        switch feature.aggregation {
        case "first": return .exactly(first.text)
        case "last": return .exactly(last.text)
        case "seconds_since_first": return .number(Double(time - first.time) / 1000)
        case "seconds_since_last": return .number(Double(time - last.time) / 1000)
        case "top_share", "herfindahl", "entropy":
            return Oracle.spread(feature.aggregation, events.map(\.text))
        case "longest_span": return .number(Double(longestSpan(events.map(\.time))) / 1000)
        case "gap_mean", "gap_variation", "gap_entropy", "gap_top_share":
            let gaps = zip(events.dropFirst(), events).map { $0.time - $1.time }
            return gaps.isEmpty ? .absent : Oracle.ofGaps(feature.aggregation, gaps)
        default: return statistic(events.map(\.number))
        }
    }

    /// Beyond the cap what a sketch says of the same values; its error has tests of its own.
    private func distinct(_ texts: Set<String>) -> Answer {
        guard feature.setting != nil, Double(texts.count) > feature.parameter else {
            return .exactly("\(texts.count)")
        }
        var sketch = DistinctSketch.empty
        defer { sketch.free() }
        let cap = Int64(feature.parameter)
        for text in texts {
            switch feature.value {
            case "event.number": sketch.add(UInt64(bitPattern: Int64(text)!), cap: cap)
            case "event.amount": sketch.add(Double(text)!.bitPattern, cap: cap)
            default: sketch.add(Hash64.of(text), cap: cap)
            }
        }
        return .exactly("\(sketch.distinct(cap: cap))")
    }

    private func sum(_ events: [Held]) -> Answer {
        feature.value == "event.number"
            ? .exactly("\(events.reduce(0) { $0 + Int($1.text)! })")
            : .about(events.reduce(0) { $0 + $1.number })
    }

    private func statistic(_ numbers: [Double]) -> Answer {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        switch feature.aggregation {
        case "mean": return feature.value == "event.number" ? .number(mean) : .about(mean)
        case "min": return .number(numbers.min()!)
        case "max": return .number(numbers.max()!)
        case "variance": return .about(Oracle.variance(numbers))
        case "standard_deviation": return .about(Oracle.variance(numbers).squareRoot())
        default:
            let rank = Int(feature.parameter * Double(numbers.count - 1))
            let value = numbers.sorted()[rank]
            return .within(0.010_000_1 * value.magnitude, of: value)
        }
    }

    private static func variance(_ numbers: [Double]) -> Double {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        return numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    }

    private func score(of number: Double, among others: [Double]) -> Answer {
        guard Set(others).count > 1 else { return .absent }
        let mean = others.reduce(0, +) / Double(others.count)
        return .about((number - mean) / Oracle.variance(others).squareRoot())
    }

    private static func spread<Key: Hashable>(_ name: String, _ keys: [Key]) -> Answer {
        var counts: [Key: Int] = [:]
        for key in keys { counts[key, default: 0] += 1 }
        let total = Double(keys.count)
        switch name {
        case "top_share": return .number(Double(counts.values.max()!) / total)
        case "herfindahl":
            return .number(Double(counts.values.reduce(0) { $0 + $1 * $1 }) / (total * total))
        default:
            return .about(
                -counts.values.reduce(0) { $0 + Double($1) / total * log2(Double($1) / total) })
        }
    }

    private static func ofGaps(_ name: String, _ gaps: [Int64]) -> Answer {
        let numbers = gaps.map(Double.init)
        let mean = numbers.reduce(0, +) / Double(gaps.count)
        switch name {
        case "gap_mean": return .number(mean / 1000)
        case "gap_variation":
            return mean > 0 ? .about(variance(numbers).squareRoot() / mean) : .absent
        case "gap_top_share":
            return spread("top_share", gaps.map { Int64((Double($0) / 1000).rounded()) })
        default: return spread("entropy", gaps.map { $0 == 0 ? -1 : Int(log2(Double($0))) })
        }
    }

    private func longestSpan(_ times: [Int64]) -> Int64 {
        var longest: Int64 = 0
        for start in times.indices {
            var end = start
            while end + 1 < times.count,
                Double(times[end + 1] - times[end]) < feature.parameter
            {
                end += 1
            }
            longest = max(longest, times[end] - times[start])
        }
        return longest
    }
}

extension Oracle.Answer {
    /// Whether the engine's text, nil where it has none, is this answer.
    func agrees(with found: String?) -> Bool {
        guard let found else {
            if case .absent = self { return true }
            return false
        }
        switch self {
        case .absent: return false
        case .exactly(let text):
            return found == text || (Double(text).map { $0 == Double(found) } ?? false)
        case .number(let number): return Double(found) == number
        case .about(let number):
            guard let value = Double(found) else { return false }
            return (value - number).magnitude <= 1e-9 * max(number.magnitude, 1e-3)
        case .within(let error, let number):
            return Double(found).map { ($0 - number).magnitude <= error } ?? false
        }
    }
}
