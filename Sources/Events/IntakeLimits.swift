/// The bounds of intake, by name.
package struct IntakeLimits: Sendable {
    /// Bytes of one event's text.
    package var lineBytesMax = 1024 * 1024
    /// Bytes of an event's id, and of its source.
    package var identityBytesMax = 1024
    /// Events a batch holds.
    package var batchEventsMax = 2048
    /// Bytes of text a batch holds; at least `lineBytesMax`.
    package var batchBytesMax = 2 * 1024 * 1024
    /// How far ahead of the time it was received an event may claim to be, milliseconds.
    package var futureMillisecondsMax: Int64 = 5 * 60 * 1000
    /// Identities remembered to recognise duplicates; the oldest half is forgotten beyond it.
    package var identitiesMax = 64 * 1024 * 1024

    package init() {}
}
