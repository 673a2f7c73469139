import Glibc

/// How many pairs have how much evidence, in steps of 1/16 bit: all that is needed to estimate how
/// many are the same, and how right a threshold is, without keeping the pairs.
package struct EvidenceHistogram: Sendable {
    private static let stepsPerBit = 16.0
    private static let bitsMax = 256.0

    private var counts = [Int](
        repeating: 0, count: Int(2 * EvidenceHistogram.bitsMax * EvidenceHistogram.stepsPerBit) + 1)
    package private(set) var pairs = 0

    package init() {}

    @inline(__always)
    mutating func add(_ evidence: Double) {
        let bits = min(max(evidence, -EvidenceHistogram.bitsMax), EvidenceHistogram.bitsMax)
        let step = (bits + EvidenceHistogram.bitsMax) * EvidenceHistogram.stepsPerBit
        counts[Int(step.rounded())] += 1
        pairs += 1
    }

    mutating func add(_ other: EvidenceHistogram) {
        for bin in counts.indices { counts[bin] += other.counts[bin] }
        pairs += other.pairs
    }

    private static func evidence(_ bin: Int) -> Double {
        Double(bin) / stepsPerBit - bitsMax
    }

    /// Bits in the middle of a step, and the pairs there, from the least evidence.
    package var steps: [(evidence: Double, pairs: Int)] {
        counts.indices.filter { counts[$0] > 0 }.map {
            (EvidenceHistogram.evidence($0), counts[$0])
        }
    }

    /// The share of `possible` pairs that are the same, when those not compared are not: the fixed
    /// point of expecting it and counting, from `start` on.
    package func share(of possible: Double, start: Double) -> Double {
        var share = start
        let steps = steps
        for _ in 0..<200 {
            let odds = share / (1 - share)
            var same = 0.0
            for (evidence, pairs) in steps {
                same += Double(pairs) / (1 + exp2(-evidence) / odds)
            }
            let next = min(max(same / possible, 1e-15), 0.5)
            if abs(next - share) <= 1e-9 * share { return next }
            share = next
        }
        return share
    }

    /// What is expected of each threshold that parts some pairs from others.
    package func thresholds(prior: Double) -> [ThresholdFigures] {
        let steps = steps
        let chances = steps.map { 1 / (1 + exp2(-($0.evidence + prior))) }
        let all = zip(steps, chances).reduce(0.0) { $0 + Double($1.0.pairs) * $1.1 }
        var right = 0.0
        var taken = 0.0
        var figures: [ThresholdFigures] = []
        for index in steps.indices.reversed() {
            right += Double(steps[index].pairs) * chances[index]
            taken += Double(steps[index].pairs)
            // From the lower end of the step on.
            let weight = steps[index].evidence + prior - 0.5 / EvidenceHistogram.stepsPerBit
            let probability = min(1 / (1 + exp2(-weight)), MatchModel.thresholdMax)
            figures.append(
                ThresholdFigures(
                    probability: probability, weight: weight, pairs: Int(taken),
                    precision: right / taken, recall: all > 0 ? right / all : 0))
        }
        return figures.reversed()
    }
}

/// How right a threshold is by the model's own belief, among the pairs that were compared.
package struct ThresholdFigures: Sendable, Codable {
    /// At most ``MatchModel/thresholdMax``.
    package var probability: Double
    /// Bits, with the prior.
    package var weight: Double
    package var pairs: Int
    package var precision: Double
    package var recall: Double

    package var f1: Double {
        precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }
}
