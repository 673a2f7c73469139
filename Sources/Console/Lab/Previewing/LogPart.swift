import Pipeline
import Vocabulary

/// A part of a log that does not grow, so that what was walked of it serves for a while: the events
/// behind one place, up to another. It is read only.
struct LogPart: EventLog {
    let log: any EventLog
    /// The events behind it.
    let start: Int64
    /// The last of them.
    let end: Int64

    func lastSequence() throws -> Int64 { end }

    func events(after sequence: Int64, limit: Int, bytesMax: Int) throws -> [LoggedEvent] {
        let after = max(sequence, start)
        guard after < end else { return [] }
        return try log.events(
            after: after, limit: Int(min(Int64(limit), end - after)), bytesMax: bytesMax)
    }

    func events(
        ofAccount name: String, before sequence: Int64, limit: Int
    ) throws -> [LoggedEvent] {
        try log.events(ofAccount: name, before: min(sequence, end + 1), limit: limit)
            .filter { $0.sequence > start }
    }

    func events(
        naming key: UInt64, before sequence: Int64, limit: Int, reach: LogReach,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> NamedEvents {
        var found = try log.events(
            naming: key, before: min(sequence, end + 1), limit: limit, reach: reach,
            where: isNamed)
        found.events.removeAll { $0.sequence <= start }
        if let before = found.before, before <= start { found.before = nil }
        return found
    }

    func commit(_ commit: Commit) throws { throw LogPart.readOnly }

    func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64 { throw LogPart.readOnly }

    private static let readOnly = Fault(.unsupported, "A part of a log is only read.")
}
