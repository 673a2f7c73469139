import Vocabulary

/// Forgetting old events, as far as a snapshot covers them.
package enum Retention {
    /// Events forgotten in one transaction, so that commits find their turn between.
    private static let eventsPerPass = 65_536

    /// Forgets blocks received before a time, all of whose events stand before `covered`: that
    /// one's block stays, so that the snapshot can be told to be of this log. O(events forgotten).
    ///
    /// - Parameters:
    ///   - milliseconds: since 1970.
    ///   - covered: sequence at which a snapshot stands that is sound and in its place.
    /// - Returns: sequence of the first event still there, 0 for an empty log.
    /// - Throws: ``Fault`` `unavailable` when the store does not take it.
    @discardableResult
    package static func forget(
        _ log: any EventLog, receivedBefore milliseconds: Int64, covered: Int64
    ) throws -> Int64 {
        var first: Int64 = -1
        while true {
            let next = try log.forget(
                receivedBefore: milliseconds, keepingFrom: covered, limit: eventsPerPass)
            if next == first { return next }
            first = next
        }
    }
}

extension EventLog {
    /// The first event that is still there, where earlier ones were forgotten.
    package func firstKept() throws -> LoggedEvent? {
        let first = try events(after: 0, limit: 1, bytesMax: 1).first
        return first.flatMap { $0.sequence > 1 ? $0 : nil }
    }
}
