import Foundation
import Vocabulary

/// What was learnt: how much each level of each comparison speaks for or against two records being
/// the same (Fellegi and Sunter, JASA 1969).
///
/// A pair's weight is the sum of log₂(m/u) over its levels and of log₂(λ/(1 − λ)); its probability
/// is 2ʷ / (1 + 2ʷ).
package struct MatchModel: Codable, Sendable, Equatable {
    package struct Level: Codable, Sendable, Equatable {
        package var name: String
        /// Its share among the same, and among others.
        package var m: Double
        package var u: Double

        /// Bits for being the same.
        package var weight: Double { log2(m / u) }
    }

    /// The highest threshold: with more bits than a number holds a probability would be 1, which
    /// no pair has enough evidence for.
    package static let thresholdMax = 0.999_999

    package var settings: ResolutionSettings
    package var isLink: Bool
    /// The share of all possible pairs that are the same (λ).
    package var share: Double
    /// From this probability on a pair is the same.
    package var threshold: Double
    /// By comparison.
    package var levels: [[Level]]
    /// So many of a table's first records are those among which frequencies of values are counted:
    /// what it learnt from, or all of another table that it is first used on.
    package var records: Int

    package var prior: Double { log2(share / (1 - share)) }

    /// The probability that evidence of so many bits, without the prior, means the same.
    package func probability(evidence: Double) -> Double { 1 / (1 + exp2(-(evidence + prior))) }

    /// The evidence that a probability needs, bits.
    package func evidence(probability: Double) -> Double {
        log2(probability / (1 - probability)) - prior
    }

    /// As JSON that people can read.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// - Throws: ``Fault`` for text that is no model.
    package init(json: [UInt8], path: String) throws {
        do {
            self = try JSONDecoder().decode(MatchModel.self, from: Data(json))
        } catch {
            throw Fault(
                .invalid, "\(path) is no model of resolve: \(error)",
                fix: "Give the model.json that a run of `assay resolve` wrote.")
        }
        do { try settings.check() } catch let fault as Fault {
            throw Fault(fault.code, "\(path): \(fault.message)", fix: fault.fix)
        }
        for (comparison, levels) in zip(settings.comparisons, levels)
        where comparison.levelNames != levels.map(\.name) {
            throw Fault(
                .invalid, "\(path): the levels of `\(comparison.column)` are not its settings'.",
                fix: "Learn the model anew.")
        }
        guard share > 0, share < 1, levels.count == settings.comparisons.count,
            levels.joined().allSatisfy({ $0.m > 0 && $0.u > 0 && $0.m <= 1 && $0.u <= 1 })
        else {
            throw Fault(
                .invalid, "\(path): shares are above 0 and at most 1.",
                fix: "Learn the model anew.")
        }
        guard threshold > 0, threshold < 1, records >= 0 else {
            throw Fault(
                .invalid,
                "\(path): `threshold` is above 0 and below 1, and `records` is not below 0.",
                fix: "Learn the model anew.")
        }
    }

    package init(
        settings: ResolutionSettings, isLink: Bool, share: Double, threshold: Double,
        m: [[Double]], u: [[Double]], records: Int
    ) {
        (self.settings, self.isLink, self.share) = (settings, isLink, share)
        (self.threshold, self.records) = (threshold, records)
        levels = settings.comparisons.indices.map { place in
            settings.comparisons[place].levelNames.enumerated().map { level, name in
                Level(name: name, m: m[place][level], u: u[place][level])
            }
        }
    }
}
