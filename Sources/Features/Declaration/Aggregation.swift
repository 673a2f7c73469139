/// How the events of a window become one value.
package enum Aggregation: String, Sendable, CaseIterable {
    /// Number of events (int).
    case count
    /// Sum of the values (int for int values, else double).
    case sum
    /// Arithmetic mean (double); absent for an empty window, as all below.
    case mean
    case min
    case max
    /// Population standard deviation (double).
    case standardDeviation = "standard_deviation"
    /// Number of different values (int); 0 for an empty window.
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
    /// Shannon entropy of the values, bits (double).
    case entropy

    /// Whether it reads a value of the event, so that `of` must be given.
    package var needsValue: Bool {
        switch self {
        case .count, .sinceFirst, .sinceLast: false
        default: true
        }
    }

    /// Whether its values must be numbers.
    package var needsNumber: Bool {
        switch self {
        case .sum, .mean, .min, .max, .standardDeviation: true
        default: false
        }
    }
}
