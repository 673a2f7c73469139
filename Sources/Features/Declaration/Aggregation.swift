/// How the events of a window become one value.
///
/// Absent for an empty window where nothing else is said. A **gap** is the time between two
/// consecutive events of the stream; it counts when both are in the window. Bounds and exact
/// meaning of each stand in the table of `Features.md`.
package enum Aggregation: String, Sendable, CaseIterable {
    /// Number of events (int); 0 for an empty window.
    case count
    /// Sum of the values (int for int values, else double); 0 for an empty window.
    case sum
    /// Arithmetic mean (double).
    case mean
    case min
    case max
    /// Population standard deviation (double).
    case standardDeviation = "standard_deviation"
    /// Population variance (double).
    case variance
    /// Number of different values (int); 0 for an empty window. With a cap, exact up to it and
    /// from there a ``DistinctSketch``.
    case distinct
    /// Earliest value.
    case first
    /// Latest value.
    case last
    /// Seconds since the earliest event (double).
    case sinceFirst = "seconds_since_first"
    /// Seconds since the latest event (double).
    case sinceLast = "seconds_since_last"
    /// Share of the most common value, 0...1 (double).
    case topShare = "top_share"
    /// Σ share² over the different values, 0...1 (double).
    case herfindahl
    /// Shannon entropy of the values, bits (double).
    case entropy
    /// The value of rank ⌊q·(n − 1)⌋ in ascending order, to 1 % (double); see ``Quantiles``.
    case quantile
    /// Mean gap, seconds (double); absent without a gap, as the next three.
    case gapMean = "gap_mean"
    /// Population deviation of the gaps over their mean (double); absent where the mean is 0.
    case gapVariation = "gap_variation"
    /// Shannon entropy, bits, of the gaps in bins of [2^(b−1), 2^b) milliseconds; 0 ms is a bin of
    /// its own (double).
    case gapEntropy = "gap_entropy"
    /// Share of the most common gap, rounded to whole seconds, half up; 0...1 (double).
    case gapTopShare = "gap_top_share"
    /// Longest stretch, seconds, from first to last event of a run whose gaps are all shorter than
    /// `rest` (double); 0 for a lone event.
    case longestSpan = "longest_span"
    /// How many population deviations the present event's value is from the mean of the others in
    /// the window (double). Absent where the event is not of the stream, where there are no
    /// others, and where they do not differ.
    case zScore = "z_score"

    /// Whether it reads a value of the event, so that `of` must be given.
    package var needsValue: Bool {
        switch self {
        case .count, .sinceFirst, .sinceLast, .gapMean, .gapVariation, .gapEntropy, .gapTopShare,
            .longestSpan:
            false
        default: true
        }
    }

    /// Whether its values must be numbers.
    package var needsNumber: Bool {
        switch self {
        case .sum, .mean, .min, .max, .standardDeviation, .variance, .quantile, .zScore: true
        default: false
        }
    }

    /// Why it cannot be had in tiles; nil where it can.
    package var tileRefusal: String? {
        self == .longestSpan ? "a run that the far edge cuts needs the time of every event" : nil
    }

    /// Whether it holds the present event against the others: it is never among them, and its value
    /// is read whatever the delay.
    package var readsPresent: Bool { self == .zScore }
}
