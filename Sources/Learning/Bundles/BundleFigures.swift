import Foundation

/// The metrics that a bundle's `facts.json` tells, and of which labels, as far as they can be read.
package struct BundleFigures: Sendable {
    /// A figure, with its 95 % interval where it has one.
    package struct Figure: Sendable, Hashable {
        package var name: String
        package var value: Double
        package var low: Double?
        package var high: Double?
    }

    /// In order of names.
    package let figures: [Figure]
    /// The name of the recorded labels that the model learned; nil where nothing says it.
    package let labelName: String?

    /// Reads `metrics`: an object of numbers or of `{"value", "low", "high"}`, or a list of such
    /// objects with a `name`. Anything else tells nothing: a bundle may come from elsewhere.
    package init(facts text: String?) {
        let facts = try? JSONDecoder().decode(Facts.self, from: Data((text ?? "").utf8))
        figures = (facts?.metrics?.figures ?? []).sorted { $0.name < $1.name }
        labelName = facts?.data?.labelName
    }

    private struct Facts: Decodable {
        var metrics: Metrics?
        var data: Data?

        enum CodingKeys: CodingKey { case metrics, data }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            metrics = try? container.decode(Metrics.self, forKey: .metrics)
            data = try? container.decode(Data.self, forKey: .data)
        }

        struct Data: Decodable { var labelName: String? }
    }

    private struct Metrics: Decodable {
        var figures: [Figure] = []

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode([Named].self) {
                figures = list.compactMap { $0.figure(named: $0.name ?? $0.metric) }
            } else {
                let object = try container.decode([String: Named].self)
                figures = object.compactMap { $1.figure(named: $0) }
            }
        }
    }

    private struct Named: Decodable {
        var name: String?
        var metric: String?
        var value: Double?
        var low: Double?
        var high: Double?

        enum CodingKeys: CodingKey { case name, metric, value, low, high }

        init(from decoder: any Decoder) throws {
            if let number = try? decoder.singleValueContainer().decode(Double.self) {
                value = number
                return
            }
            guard let container = try? decoder.container(keyedBy: CodingKeys.self) else { return }
            name = try? container.decode(String.self, forKey: .name)
            metric = try? container.decode(String.self, forKey: .metric)
            value = try? container.decode(Double.self, forKey: .value)
            low = try? container.decode(Double.self, forKey: .low)
            high = try? container.decode(Double.self, forKey: .high)
        }

        func figure(named name: String?) -> Figure? {
            guard let name, let value else { return nil }
            return Figure(name: name, value: value, low: low, high: high)
        }
    }
}
