import Enforcements
import Foundation
import Toolbox
import Vocabulary

/// What others are told of a case, through the outbox.
enum CaseMessage {
    private struct Body: Encodable {
        var type: String
        var timestamp: String
        var data: Content
    }

    private struct Content: Encodable {
        var `case`: String
        var queue: String
        var subject: String
        var title: String
        var state: String
        var assignee: String
        var severity: Int
        var loss: Int64
        var by: String?
        var why: String?
        var tells: [String]?
        var runbook: [String]?
        var takeUpBy: String?
        var clock: String?
        var level: String?
        var due: String?
        var disposition: String?
        var outcome: String?
        var reason: String?
    }

    static func escalated(
        _ one: Case, _ path: EscalationPath, by: String, why: String, at: Int64
    ) throws -> OutboxMessage {
        var content = self.content(one)
        (content.by, content.why, content.tells) = (by, why, path.tells)
        (content.runbook, content.takeUpBy) = (path.runbook, one.takeUpBy.map(time))
        return try message("case.escalated", content, ["\(one.version)"], at: at)
    }

    static func mentioned(
        _ one: Case, _ name: String, by: String, text: String, line: Int64, at: Int64
    ) throws -> OutboxMessage {
        var content = self.content(one)
        (content.by, content.why, content.tells) = (by, text, [name])
        return try message("case.mentioned", content, ["\(line)"], at: at)
    }

    static func closed(
        _ one: Case, by: String, why: String, tells: [String] = [], at: Int64
    ) throws -> OutboxMessage {
        var content = self.content(one)
        (content.by, content.why) = (by, why)
        (content.disposition, content.reason) = (one.disposition?.rawValue, one.reason)
        (content.outcome, content.tells) = (one.outcome, tells.isEmpty ? nil : tells)
        return try message("case.closed", content, ["\(one.version)"], at: at)
    }

    /// Once for each clock, time it is due and level.
    static func late(
        _ one: Case, clock: String, due: Int64, level: ClockState, at: Int64
    ) throws -> OutboxMessage {
        var content = self.content(one)
        (content.clock, content.level, content.due) = (clock, level.rawValue, time(due))
        return try message(
            level.isBreach ? "case.breached" : "case.at_risk", content,
            [clock, "\(due)", level.rawValue], at: at)
    }

    private static func content(_ one: Case) -> Content {
        Content(
            case: one.id, queue: one.queue, subject: one.subject.text, title: one.title,
            state: one.state.rawValue, assignee: one.assignee, severity: one.severity,
            loss: one.loss)
    }

    private static func message(
        _ kind: String, _ content: Content, _ parts: [String], at: Int64
    ) throws -> OutboxMessage {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(type: kind, timestamp: time(at), data: content)
        return OutboxMessage(
            id: name([kind, content.case] + parts), kind: kind, subject: "case=\(content.case)",
            at: at, payload: String(decoding: try encoder.encode(body), as: UTF8.self))
    }

    /// The same for the same parts.
    static func name(_ parts: [String], _ prefix: StaticString = "msg_") -> String {
        let first = Array((parts.first ?? "").utf8)
        let rest = Array(parts.dropFirst().map { "\($0.utf8.count):\($0)" }.joined().utf8)
        return first.withUnsafeBufferPointer { first in
            rest.withUnsafeBufferPointer { Hash128.of(first, $0).hexadecimal(after: prefix) }
        }
    }

    private static func time(_ milliseconds: Int64) -> String {
        CivilTime(milliseconds: milliseconds).rfc3339
    }
}
