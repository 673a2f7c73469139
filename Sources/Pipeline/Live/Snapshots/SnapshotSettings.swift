/// How a service keeps what its walk remembers, so that it need not walk the whole log again.
package struct SnapshotSettings: Sendable {
    /// The file; it is written beside its place first, as `PATH.new`.
    package var path: String
    /// Events from one snapshot to the next; 0 takes none, and only reads one that is there.
    package var everyEvents: Int64
    /// How long events stay in the log, milliseconds; nil keeps them for good. Those that no
    /// snapshot covers always stay.
    package var keepMilliseconds: Int64?
    /// Told in a sentence what went wrong; called on any thread.
    package var notice: @Sendable (String) -> Void = { _ in }

    /// Events from one snapshot to the next.
    package static let everyEventsDefault: Int64 = 1_000_000
    /// The longest from one snapshot to the next while events come, milliseconds: a day.
    package static let everyMilliseconds: Int64 = 24 * 60 * 60 * 1000

    package init(
        path: String, everyEvents: Int64 = everyEventsDefault, keepMilliseconds: Int64? = nil
    ) {
        self.path = path
        self.everyEvents = everyEvents
        self.keepMilliseconds = keepMilliseconds
    }
}

/// Numbers of a service's snapshots.
package struct SnapshotNumbers: Sendable {
    /// Of the last event in the last snapshot; 0 where there is none.
    package var sequence: Int64 = 0
    package var bytes = 0
    /// When it was taken, milliseconds since 1970.
    package var takenAt: Int64 = 0
    /// Since the service started.
    package var taken = 0
    /// Given up, since the service started: the disk did not take it, or was too slow.
    package var failed = 0
    /// The longest that the walking thread wrote at one time, nanoseconds.
    package var longestPause: UInt64 = 0
    /// Sequence of the first event that the log still has, where events were forgotten.
    package var firstKept: Int64 = 0

    package init() {}
}

/// How a service came by its features when it started.
package struct StartReport: Sendable {
    /// Of the snapshot that was read; 0 where none was.
    package var sequence: Int64 = 0
    package var bytes = 0
    package var seconds = 0.0
    /// Why a snapshot that is there was passed over.
    package var passedOver: String?
    /// Events of the log that were walked after it, and how long that took.
    package var eventsWalked = 0
    package var walkSeconds = 0.0
    /// Where events before it were forgotten and no snapshot covers them: the first that was
    /// walked, and when it was received.
    package var firstKept: (sequence: Int64, receivedAt: Int64)?

    package init() {}
}
