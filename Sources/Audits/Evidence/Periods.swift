import Foundation
import Pipeline

/// Finds the events that were received in a period.
struct EventPeriod {
    private let log: any EventLog

    init(_ log: any EventLog) { self.log = log }

    /// Sequences from the first received at `since` or later up to before the first at `until`.
    ///
    /// - Complexity: O(log n) reads of one event.
    func sequences(_ since: Int64, _ until: Int64) throws -> Range<Int64> {
        let from = try first(since)
        return from..<max(from, try first(until))
    }

    private func first(_ time: Int64) throws -> Int64 {
        guard let start = try log.events(after: 0, limit: 1, bytesMax: 1).first?.sequence else {
            return 1
        }
        var (low, high) = (start, try log.lastSequence() + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let event = try log.events(after: middle - 1, limit: 1, bytesMax: 1).first
            if let event, event.receivedAt < time {
                low = event.sequence + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// Finds the lines of the audit log of a period.
struct AuditPeriod {
    private let log: any AuditLog

    init(_ log: any AuditLog) { self.log = log }

    /// The first line at `time` or later, or the one that comes next. O(log n) reads of one line.
    func first(_ time: Int64) throws -> Int64 {
        var (low, high) = (Int64(1), (try log.auditHead()?.sequence ?? 0) + 1)
        while low < high {
            let middle = low + (high - low) / 2
            let line = try log.auditLines(after: middle - 1, limit: 1).first
            if let line, line.at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension EvidenceText {
    /// An event as it was sent, with where it stands in the log.
    mutating func add(_ event: LoggedEvent) throws {
        let head = "{\"sequence\":\(event.sequence),\"receivedAt\":\(event.receivedAt),\"event\":"
        try add(json: Array(head.utf8) + event.text + [UInt8(ascii: "}")])
    }
}
