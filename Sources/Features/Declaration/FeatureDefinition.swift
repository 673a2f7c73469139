package import CEL

/// The declared recipe of one feature, checked and compiled.
package struct FeatureDefinition: Sendable {
    /// What the feature is computed from.
    package enum Recipe: Sendable {
        /// Over the events of an entity.
        case aggregate(Aggregate)
        /// From the event and other features; evaluated in the order of dependency.
        case formula(Program)
    }

    /// An aggregation over the events of one entity.
    package struct Aggregate: Sendable {
        /// Indices of entity kinds that together are the key.
        package var key: [Int]
        /// Event types that count, as indices into the schema.
        package var types: [Int]
        /// A further condition on the event.
        package var filter: Program?
        package var value: FeatureValue?
        package var aggregation: Aggregation
        /// Milliseconds; nil for everything ever seen.
        package var windowMilliseconds: Int64?
        /// How long an event waits before it counts, milliseconds; for labels that come late.
        package var delayMilliseconds: Int64
        /// Whether the present event counts.
        package var includesPresent: Bool
        package var settings: AggregationSettings

        package init(
            key: [Int], types: [Int], filter: Program?, value: FeatureValue?,
            aggregation: Aggregation, windowMilliseconds: Int64?, delayMilliseconds: Int64,
            includesPresent: Bool, settings: AggregationSettings = AggregationSettings()
        ) {
            self.key = key
            self.types = types
            self.filter = filter
            self.value = value
            self.aggregation = aggregation
            self.windowMilliseconds = windowMilliseconds
            self.delayMilliseconds = delayMilliseconds
            self.includesPresent = includesPresent
            self.settings = settings
        }

        /// The value for an entity without events; nil when it is then absent.
        package var valueWhenEmpty: Value? {
            switch aggregation {
            case .count, .distinct: .int(0)
            case .sum: value?.type == .int ? .int(0) : .double(0)
            default: nil
            }
        }
    }

    /// Name as rules write it after `features.`, such as `account.plays_1h`.
    package var name: String
    package var description: String
    package var slot: Int
    package var recipe: Recipe

    package init(name: String, description: String, slot: Int, recipe: Recipe) {
        self.name = name
        self.description = description
        self.slot = slot
        self.recipe = recipe
    }
}

/// What some aggregations need to be told.
package struct AggregationSettings: Sendable {
    /// Milliseconds of a tile, which divides the window; nil where every event counts.
    package var resolutionMilliseconds: Int64?
    /// Of a quantile: 0...1.
    package var quantile = 0.0
    /// Of a longest span: the gap that ends a run, milliseconds.
    package var restMilliseconds: Int64 = 0
    /// Of distinct: up to how many it is exact; nil for any number.
    package var cap: Int64?

    /// The most tiles a window may have.
    package static let tilesMax: Int64 = 100_000
    /// The most runs a window may have room for: its width over the rest.
    package static let runsMax: Int64 = 100_000
    package static let capMax = 100_000

    package init() {}
}

/// The value of an event that an aggregation reads.
package struct FeatureValue: Sendable {
    package enum Source: Sendable {
        case slot(Int)
        case program(Program)
    }

    package var source: Source
    /// Text that names it, so that equal values share one column: the expression as written.
    package var text: String
    package var type: CEL.`Type`

    package init(source: Source, text: String, type: CEL.`Type`) {
        self.source = source
        self.text = text
        self.type = type
    }
}
