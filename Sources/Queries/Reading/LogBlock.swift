/// A stretch of the log that is read as one.
package struct LogBlock: Sendable, Hashable {
    package var firstSequence: Int64
    package var count: Int
    /// Event time of its earliest and its latest event, milliseconds since 1970.
    package var earliest: Int64
    package var latest: Int64

    package init(firstSequence: Int64, count: Int, earliest: Int64, latest: Int64) {
        (self.firstSequence, self.count) = (firstSequence, count)
        (self.earliest, self.latest) = (earliest, latest)
    }

    /// Whether all of it lies in a range of event time.
    package func isWithin(_ range: Range<Int64>) -> Bool {
        earliest >= range.lowerBound && latest < range.upperBound
    }
}

/// What one block holds, as it is kept: texts of events, and what was decided on each.
package struct BlockContent: Sendable {
    /// What was decided on one event, without making texts of it.
    package struct Decided: Sendable {
        /// Event time, milliseconds since 1970.
        package var time: Int64
        package var score: Double
        /// ``Action/rank``.
        package var rank: UInt8
        /// Index into ``BlockContent/journeys``.
        package var journey: UInt16
        /// Where these stand in ``BlockContent/bytes``.
        package var id: Range<Int>
        package var account: Range<Int>
        /// The record, packed or not.
        package var record: Range<Int>

        package init(
            time: Int64, score: Double, rank: UInt8, journey: UInt16, id: Range<Int>,
            account: Range<Int>, record: Range<Int>
        ) {
            (self.time, self.score, self.rank, self.journey) = (time, score, rank, journey)
            (self.id, self.account, self.record) = (id, account, record)
        }
    }

    package var place: LogBlock
    /// Texts of events, and behind the last as many bytes as a parser may read beyond it.
    package var texts: [UInt8] = []
    /// Where each text stands.
    package var ranges: [Range<Int>] = []
    /// In step with `ranges`.
    package var decided: [Decided] = []
    package var journeys: [String] = []
    package var bytes: [UInt8] = []

    package init(place: LogBlock) { self.place = place }
}
