import Audits
import HTTPTypes
import Hummingbird
import Vocabulary

/// Tells the audit log what comes in by the front door: looks before they are answered, changes
/// with their outcome, and who was refused.
struct DoorAudit: Sendable {
    private let rim: AuditRim
    private let now: @Sendable () -> Int64
    private let failures: FailureBudget

    /// - Parameter now: milliseconds since 1970.
    init(log: any AuditLog, now: @escaping @Sendable () -> Int64) {
        (rim, self.now) = (AuditRim(log: log), now)
        failures = FailureBudget()
    }

    /// The answer of a route, once the log has its line.
    ///
    /// - Throws: what the handler throws; ``Fault`` `unavailable` when the log cannot be written.
    func answer(_ call: Call, by route: Route) async throws -> Response {
        guard let action = route.audited else { return try await route.handler(call) }
        let isLook = route.method == .get || route.method == .head
        if !isLook { try await rim.expectWritable(at: now()) }
        // Whoever is at an open door is nobody yet: the desk of sign-ins tells what was tried, as
        // far as its budget reaches. A line for each form would let anybody fill the log.
        if route.door == .open { return try await route.handler(call) }
        let response: Response
        do {
            response = try await route.handler(call)
        } catch {
            // Who looked for what is not there saw nothing.
            if !isLook || AuditOutcome(of: error).isRefusal {
                try await write(action, route, call, AuditOutcome(of: error))
            }
            throw error
        }
        try await write(action, route, call, AuditOutcome(response, isLook: isLook))
        return response
    }

    private func write(
        _ action: String, _ route: Route, _ call: Call, _ outcome: AuditOutcome
    ) async throws {
        let facts = AuditWords.facts(route, call)
        let detail = [outcome.words, facts].filter { !$0.isEmpty }.joined(separator: "; ")
        let kind: AuditEntry.Kind =
            outcome.isRefusal ? .refusal : action.hasPrefix("access.") ? .access : outcome.kind
        var entry = AuditEntry(
            at: now(), kind, by: call.caller.auditedName, action: action,
            subject: AuditWords.subject(route, call), detail: detail)
        var entries = [entry]
        if let showed = call.note.showed {
            (entry.kind, entry.action, entry.detail) = (.look, showed, "a form came back")
            entries.append(entry)
        }
        try await rim.append(entries)
    }

    /// Somebody who is known may not do what they asked for.
    func refused(
        _ caller: Caller, _ request: Request, by route: Route?, because fault: Fault
    ) async throws {
        guard fault.code == .forbidden || (fault.code == .unauthorized && isTried(request)) else {
            return
        }
        let entry = AuditEntry(
            at: now(), fault.code == .forbidden ? .refusal : .access, by: caller.auditedName,
            action: fault.code == .forbidden
                ? route?.audited ?? "door.refused" : "access.failed",
            subject: "path=\(request.uri.path.prefix(200))",
            detail: "refused (\(fault.code.rawValue)); method=\(request.method.rawValue)")
        try await rim.append(failures.entries(of: entry))
    }

    /// Whether somebody gave credentials: who gives none was only at the door.
    private func isTried(_ request: Request) -> Bool {
        let credentials = Credentials(request)
        return credentials.authorization != nil || !credentials.session.isEmpty
    }
}

/// How a request ended, for the audit log.
struct AuditOutcome: Sendable {
    var words: String
    var kind = AuditEntry.Kind.change
    var isRefusal = false

    init(_ response: Response, isLook: Bool) {
        let isDone = response.status.code < 400
        words = isLook && isDone ? "" : isDone ? "done" : "refused (\(response.status.code))"
        kind = isLook ? .look : .change
        // A page that a form comes back to may be a refusal too.
        isRefusal = [401, 403].contains(response.status.code)
    }

    init(of error: any Error) {
        guard let fault = error as? Fault else {
            words = error is Problem ? "refused" : "failed"
            return
        }
        let isOurs = fault.code == .bug || fault.code == .unavailable
        words = "\(isOurs ? "failed" : "refused") (\(fault.code.rawValue))"
        isRefusal = fault.code == .forbidden || fault.code == .unauthorized
    }
}

extension Caller {
    /// As the audit log names them.
    var auditedName: String { name.isEmpty ? "nobody" : name }
}
