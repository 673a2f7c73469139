/// Bounds of asking, by name.
package struct QueryLimits: Sendable {
    /// Milliseconds a quick answer may take to read.
    package var quickMilliseconds = 90
    /// Milliseconds to look for the latest events that match.
    package var latestMilliseconds = 20
    /// Events and seconds that a full answer may read and take.
    package var fullEventsMax = 20_000_000
    package var fullSecondsMax = 60
    /// Threads one question reads with.
    package var threadsMax = 2
    /// Quick and full questions answered at once; more are refused.
    package var quickAtOnceMax = 8
    package var fullAtOnceMax = 1
    /// Blocks of the log known by their times; older ones are not asked.
    package var blocksMax = 2_000_000
    /// Blocks that lie partly in a range, read to count its events; two where all came in order.
    package var edgeBlocksMax = 32
    /// Values of one field that are counted; what comes later is counted as others.
    package var valuesMax = 100_000
    /// Groups that a chart counts over time; later ones count as others.
    package var seriesMax = 256
    /// Fields that are counted by value.
    package var fieldsMax = 12
    /// Entities of a kind counted as distinct.
    package var distinctMax = 1_000_000
    /// UTF-8 bytes of a condition, and of what is grouped by.
    package var conditionBytesMax = 4096
    /// What one evaluation may cost at worst, in variables read.
    package var costMax = 100_000
    /// Bars of a chart over time.
    package var barsMax = 60
    /// Events shown at once.
    package var rowsMax = 100
    /// Sequences of an account that are looked up to narrow a question.
    package var sequencesMax = 20_000

    package init() {}
}
