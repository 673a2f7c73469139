/// What previews may use at most.
package struct PreviewLimits: Sendable {
    /// Previews that work at once, of all people together; each person has one.
    package var runningMax = 2
    /// Previews remembered, the oldest forgotten first.
    package var keptMax = 24
    /// Events walked: the latest ones of a longer log. Memory is some 40 bytes an event and one for
    /// each rule, so about 300 MB for 3 million events and 60 rules.
    package var eventsMax: Int64 = 3_000_000
    /// Seconds a preview may take.
    package var secondsMax = 600.0
    /// For how long the walked part of the log stands in for the log, milliseconds.
    package var freshMilliseconds: Int64 = 3_600_000
    /// Labels read.
    package var labelsMax = 2_000_000
    /// Threads a preview works on.
    package var threads = 1

    package init() {}
}
