import CEL
import Features
import Models
import Rules
import Vocabulary

// What is known of values before any event: which slots stay empty, and how large values can be.

extension PackBuilder {
    /// Slots that no event of these types fills: fields that none of them has, and features of
    /// entities that none of them names.
    func missingSlots(at types: [Int]) -> Set<Int> {
        var missing = Set(Schema.Envelope.count..<schema.variables.count)
        for field in types.flatMap({ schema.types[$0].fields }) {
            missing.remove(field.slot)
            if field.type == .money { missing.remove(field.slot + 1) }
        }
        let named = types.map { Set(schema.types[$0].fields.compactMap(\.entity)) }
        for feature in features {
            guard case .aggregate(let recipe) = feature.recipe else { continue }
            if !named.contains(where: { $0.isSuperset(of: recipe.key) }) {
                missing.insert(feature.slot)
            }
        }
        let journeys = Set(types.map { schema.types[$0].journey })
        for model in models where !journeys.contains(where: { model.journeys[$0] }) {
            missing.insert(model.slot)
        }
        return missing
    }

    /// The event types that stand at any of the journeys.
    func types(at journeys: [Bool]) -> [Int] {
        schema.types.indices.filter { journeys[schema.types[$0].journey] }
    }

    /// The values an aggregation can come to; ends and extremes are as their values are.
    func bounds(of aggregation: Aggregation, _ value: FeatureValue?) -> ValueBounds {
        switch aggregation {
        case .count, .distinct, .entropy, .sinceFirst, .sinceLast, .standardDeviation, .variance,
            .gapMean, .gapVariation, .longestSpan:
            return ValueBounds(numbers: 0...Double.infinity)
        case .topShare, .herfindahl, .gapTopShare: return ValueBounds(numbers: 0...1)
        // Gaps fall into one of 64 bins.
        case .gapEntropy: return ValueBounds(numbers: 0...64)
        case .min, .max, .first, .last:
            switch value?.source {
            case .slot(let slot): return variables[slot].bounds
            case .program(let program): return program.resultBounds
            case nil: return .unknown
            }
        case .sum, .mean, .quantile, .zScore: return .unknown
        }
    }

    /// By signal: its greatest strength at a journey; 0 where no live rule gives it.
    func signalMaxima(at journey: Int) -> [Double] {
        var maxima = signals.map { _ in 0.0 }
        for rule in rules where rule.mode == .live && rule.journeys[journey] {
            maxima[rule.signal] = max(maxima[rule.signal], rule.weight)
        }
        return maxima
    }
}
