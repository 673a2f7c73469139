import Foundation
import Toolbox
import Vocabulary

/// What the watch reads of one decision: models' scores and the values of their inputs.
struct SeenDecision {
    let time: Int64
    /// Names its event.
    let event: UInt64
    let scores: [(name: String, version: Int, score: Double)]
    private let features: [String: Any]
    private let data: [String: Any]
    private let entities: [String: Any]

    /// Nil where no model scored it.
    ///
    /// - Parameter event: the logged event, where inputs stand in it.
    init?(_ decision: StoredDecision, event text: [UInt8]?) {
        guard let record = Self.object(Data(decision.record.utf8)),
            let models = record["models"] as? [[String: Any]], !models.isEmpty
        else { return nil }
        scores = models.compactMap { model in
            guard let name = model["name"] as? String,
                let version = (model["version"] as? NSNumber)?.intValue
            else { return nil }
            return (name, version, Self.number(model["score"]) ?? .nan)
        }
        time = decision.time
        features = record["features"] as? [String: Any] ?? [:]
        data = text.flatMap { Self.object(Data($0)) }?["data"] as? [String: Any] ?? [:]
        let event = record["event"] as? [String: Any]
        self.event = KnownLabels.key(
            .event(
                source: event?["source"] as? String ?? "", id: event?["id"] as? String ?? ""))
        entities = record["entities"] as? [String: Any] ?? [:]
    }

    /// An entity as labels name it; nil where the event names none of the kind.
    func entity(_ kind: String) -> UInt64? {
        guard let value = entities[kind], !(value is NSNull) else { return nil }
        return KnownLabels.key(.entity(kind: kind, name: value as? String ?? "\(value)"))
    }

    /// The value of an input; NaN where it is missing, nil where a record does not speak of it.
    func value(of input: String) -> Double? {
        if input.hasPrefix("event.") {
            guard let value = data[String(input.dropFirst(6))] else { return nil }
            return Self.number(value) ?? .nan
        }
        let name = input.hasPrefix("features.") ? String(input.dropFirst(9)) : input
        guard let value = features[name] ?? features[input] else { return nil }
        return Self.number(value) ?? .nan
    }

    /// A number, or 1 and 0 for true and false.
    private static func number(_ value: Any?) -> Double? {
        (value as? NSNumber)?.doubleValue ?? (value as? Bool).map { $0 ? 1 : 0 }
    }

    private static func object(_ data: Data) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }
}
