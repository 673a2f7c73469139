/// Rows of a model's training span, labelled or not, as far as the watch compares with them:
/// `reference.json` of a bundle.
///
/// Rows are counted by day (UTC), since weekdays differ and rows of a day are alike.
package struct DriftReference: Sendable, Codable, Hashable {
    /// The file's own version; others are refused.
    package static let current = 1

    package var assayReference = DriftReference.current
    /// Days since 1970, rising; each has a row at least.
    package var days: [Int]
    /// Rows by day.
    package var rows: [Int]
    /// By day: whether rows cover it from end to end; only such days say what volume is usual.
    package var isWhole: [Bool]
    /// Rows older than the days that are counted.
    package var olderRows: Int
    /// Different entities among the rows; nil where they were not given.
    package var entities: Int?
    /// Design effect of the number of rows of a day: how much entities come in bursts.
    package var volumeDesign: Double
    package var inputs: [InputReference]
    package var score: InputReference?

    /// Days that are counted at most, the latest ones: eight weeks.
    package static let daysMax = 56

    /// The score that one in a hundred rows exceeded; nil without scores.
    package var topScore: Double? { score?.facets.first { $0.kind == .top1 }?.cut }

    /// Which weekday a day is, 0 for Sunday.
    package static func weekday(_ day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }

    /// The day of a time in milliseconds since 1970.
    package static func day(_ time: Int64) -> Int {
        Int((time >= 0 ? time : time - 86_399_999) / 86_400_000)
    }
}

/// One input, or the score, in the reference.
package struct InputReference: Sendable, Codable, Hashable {
    /// As the manifest names it; `score` for the score.
    package var name: String
    package var bins: ValueBins
    /// The value that at least eight of ten rows have.
    package var usual: Double?
    /// Bins of the other values, where there is a usual one.
    package var unusualBins: ValueBins?
    package var facets: [Facet]

    /// Eight of ten.
    static let usualShare = 0.8

    /// The bin of a value in a facet; nil where the facet does not count it.
    func bin(of value: Double, in facet: Facet) -> Int? {
        if facet.kind == .missing { return value.isNaN ? 1 : 0 }
        if value.isNaN { return nil }
        switch facet.kind {
        case .values: return bins.bin(of: value)
        case .unusual: return value == usual ? nil : unusualBins?.bin(of: value)
        case .rare: return value == usual ? 0 : 1
        case .top1, .top01: return value > (facet.cut ?? .infinity) ? 1 : 0
        case .missing: return nil
        }
    }
}
