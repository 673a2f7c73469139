import Foundation

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
    /// Milliseconds; nil for `all`.
    var window: Int64?
    var delay: Int64
    var includesPresent: Bool
}

/// The features by definition: for every event, look at every event that came before it.
enum Oracle {
    /// The feature's value at `log[index]`, as text; nil when it is absent.
    static func value(of feature: PlainFeature, at index: Int, in log: [PlainEvent]) -> Answer {
        let present = log[index]
        guard let key = key(feature, present) else { return .absent }
        var held: [(event: PlainEvent, arrival: Int)] = []
        for (arrival, event) in log[...index].enumerated() {
            if arrival == index && !feature.includesPresent { continue }
            if event.time > present.time - feature.delay { continue }
            if let window = feature.window, event.time <= present.time - feature.delay - window {
                continue
            }
            guard feature.types.contains(event.type), Oracle.key(feature, event) == key,
                passes(feature, event), !lacksValue(feature, event)
            else { continue }
            held.append((event, arrival))
        }
        held.sort { ($0.event.time, $0.arrival) < ($1.event.time, $1.arrival) }
        return aggregate(feature, held.map(\.event), at: present.time)
    }

    enum Answer: Equatable {
        case absent
        case exactly(String)
        case about(Double)
    }

    private static func key(_ feature: PlainFeature, _ event: PlainEvent) -> [String]? {
        var parts: [String] = []
        for kind in feature.key {
            guard let part = kind == "account" ? event.user : event.device else { return nil }
            parts.append(part)
        }
        return parts
    }

    private static func passes(_ feature: PlainFeature, _ event: PlainEvent) -> Bool {
        switch feature.filter {
        case "event.amount > 2.0": event.amount.map { $0 > 2 } ?? false
        case "event.flag": event.flag ?? false
        default: true
        }
    }

    private static func lacksValue(_ feature: PlainFeature, _ event: PlainEvent) -> Bool {
        feature.value != nil && value(feature, event) == nil
    }

    private static func value(_ feature: PlainFeature, _ event: PlainEvent) -> String? {
        switch feature.value {
        case "event.number": event.number.map { "\($0)" }
        case "event.amount": event.amount.map { "\($0)" }
        default: event.word
        }
    }

    private static func aggregate(
        _ feature: PlainFeature, _ events: [PlainEvent], at time: Int64
    ) -> Answer {
        let values = events.compactMap { value(feature, $0) }
        let isWhole = feature.value == "event.number"
        if feature.aggregation == "count" { return .exactly("\(events.count)") }
        if feature.aggregation == "distinct" { return .exactly("\(Set(values).count)") }
        if feature.aggregation == "sum" && isWhole {
            return .exactly("\(values.reduce(0) { $0 + Int($1)! })")
        }
        guard let first = events.first, let last = events.last else {
            return feature.aggregation == "sum" ? .about(0) : .absent
        }
        switch feature.aggregation {
        case "first": return .exactly(values.first!)
        case "last": return .exactly(values.last!)
        case "seconds_since_first": return .about(Double(time - first.time) / 1000)
        case "seconds_since_last": return .about(Double(time - last.time) / 1000)
        case "top_share", "entropy": return .about(spread(feature.aggregation, values))
        default: return .about(statistic(feature.aggregation, values.map { Double($0)! }))
        }
    }

    private static func statistic(_ name: String, _ numbers: [Double]) -> Double {
        let count = Double(numbers.count)
        let mean = numbers.reduce(0, +) / count
        switch name {
        case "sum": return numbers.reduce(0, +)
        case "mean": return mean
        case "min": return numbers.min()!
        case "max": return numbers.max()!
        default:
            let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / count).squareRoot()
        }
    }

    private static func spread(_ name: String, _ values: [String]) -> Double {
        var counts: [String: Double] = [:]
        for value in values { counts[value, default: 0] += 1 }
        let shares = counts.values.map { $0 / Double(values.count) }
        return name == "top_share" ? shares.max()! : -shares.reduce(0) { $0 + $1 * log2($1) }
    }
}
