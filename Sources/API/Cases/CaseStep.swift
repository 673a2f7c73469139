import Cases
import Enforcements
import Toolbox
import Vocabulary

/// A verb of the desk as a route: what it is called, who may, and what it does.
struct CaseStep: Sendable {
    /// What a request says; each verb reads what it needs.
    struct Body: Decodable, Sendable {
        /// As it was seen; left out for whatever it is now.
        var version: Int64?
        var by: String?
        var why: String?
        var to: String?
        var text: String?
        /// RFC 3339.
        var until: String?
        var queue: String?
        var path: String?
        var into: String?
        var reason: String?
        var measure: String?
        /// What stays inside beside `why`.
        var inside: String?
        /// A span such as `30d`.
        var lasts: String?
    }

    typealias Act = @Sendable (CaseDesk, String, Body, String) throws -> Case

    let name: String
    let permission: Permission
    /// What the body has beside `version` and `by`.
    let needs: [String]
    let summary: String
    let act: Act

    var path: String { name }
    var shape: String {
        "{\((needs + ["version", "by"]).map { "\"\($0)\": …" }.joined(separator: ", "))}"
    }

    static let all: [CaseStep] = [
        CaseStep(name: "take", permission: .casesWork, needs: [], summary: "Takes a case.") {
            try $0.take($1, version: $2.version ?? 0, by: $3)
        },
        CaseStep(
            name: "assign", permission: .casesLead, needs: ["to"],
            summary: "Gives a case to somebody."
        ) { try $0.assign($1, version: $2.version ?? 0, to: $2.some(\.to, "to"), by: $3) },
        CaseStep(
            name: "release", permission: .casesWork, needs: ["why"],
            summary: "Gives a case back to its queue."
        ) { try $0.release($1, version: $2.version ?? 0, by: $3, why: $2.some(\.why, "why")) },
        CaseStep(
            name: "note", permission: .casesWork, needs: ["text"],
            summary: "Adds a note; who is named with @ is told."
        ) { try $0.note($1, text: $2.some(\.text, "text"), by: $3) },
        CaseStep(
            name: "snooze", permission: .casesWork, needs: ["until", "why"],
            summary: "Puts a case off to a time."
        ) {
            try $0.snooze(
                $1, version: $2.version ?? 0, until: $2.time(), by: $3,
                why: $2.some(\.why, "why"))
        },
        CaseStep(
            name: "move", permission: .casesLead, needs: ["queue", "why"],
            summary: "Moves a case to another queue."
        ) {
            try $0.move(
                $1, version: $2.version ?? 0, to: $2.some(\.queue, "queue"), by: $3,
                why: $2.some(\.why, "why"))
        },
        CaseStep(
            name: "escalate", permission: .casesWork, needs: ["path", "why"],
            summary: "Sends a case up a path; who is told stands in its history."
        ) {
            try $0.escalate(
                $1, version: $2.version ?? 0, path: $2.some(\.path, "path"), by: $3,
                why: $2.some(\.why, "why"))
        },
        CaseStep(
            name: "take-up", permission: .casesWork, needs: [],
            summary: "Takes up an escalation."
        ) { try $0.takeUp($1, version: $2.version ?? 0, by: $3) },
        CaseStep(
            name: "link", permission: .casesWork, needs: ["to", "why"],
            summary: "Says that two cases belong together."
        ) { try $0.link($1, to: $2.some(\.to, "to"), by: $3, why: $2.some(\.why, "why")) },
        CaseStep(
            name: "merge", permission: .casesLead, needs: ["into", "why"],
            summary: "Lets a case go on in another."
        ) {
            try $0.merge(
                $1, version: $2.version ?? 0, into: $2.some(\.into, "into"), by: $3,
                why: $2.some(\.why, "why"))
        },
        CaseStep(
            name: "close", permission: .casesWork,
            needs: ["reason", "why", "inside", "measure", "lasts"],
            summary: "Closes a case; with a severe measure it waits for a second person."
        ) { try $0.close($1, version: $2.version ?? 0, $2.closing(), by: $3) },
        CaseStep(
            name: "approve", permission: .casesApprove, needs: ["why"],
            summary: "Lets be done what waits, by a second person."
        ) { try $0.approve($1, version: $2.version ?? 0, by: $3, why: $2.some(\.why, "why")) },
        CaseStep(
            name: "refuse", permission: .casesApprove, needs: ["why"],
            summary: "Refuses what waits, by a second person."
        ) { try $0.refuse($1, version: $2.version ?? 0, by: $3, why: $2.some(\.why, "why")) },
        CaseStep(
            name: "undo", permission: .casesWork, needs: ["why"],
            summary: "Takes the last step back, with its measure and label."
        ) { try $0.undo($1, version: $2.version ?? 0, by: $3, why: $2.some(\.why, "why")) },
    ]
}

extension CaseStep.Body {
    /// A member that the verb needs.
    func some(_ member: KeyPath<Self, String?>, _ name: String) throws(Fault) -> String {
        if let text = self[keyPath: member], !text.isEmpty { return text }
        throw Fault(.invalid, "The body has no `\(name)`.", fix: "Add it, as a text.")
    }

    func time() throws(Fault) -> Int64 {
        let text = try some(\.until, "until")
        if let time = CivilTime(rfc3339: text) { return time.milliseconds }
        throw Fault(.invalid, "`until` is no time.", fix: "Write RFC 3339.")
    }

    func closing() throws -> CaseDesk.Closing {
        var closing = CaseDesk.Closing(
            reason: try some(\.reason, "reason"), why: try some(\.why, "why"),
            measure: try measure.map { try EnforcementSelection.measure($0) },
            lasts: try lasts.map { try EnforcementRoutes.span($0, "lasts") })
        closing.inside = inside.flatMap { $0.isEmpty ? nil : $0 }
        return closing
    }
}
