import Audits
import HTTPTypes
import Hummingbird
import Vocabulary

/// Tells the audit log what comes in by the front door: looks before they are answered, changes
/// before they are begun and with what came of them, and who was refused.
struct DoorAudit: Sendable {
    private let rim: AuditRim
    private let now: @Sendable () -> Int64
    private let failures: FailureBudget

    /// - Parameter now: milliseconds since 1970.
    init(log: any AuditLog, now: @escaping @Sendable () -> Int64) {
        (rim, self.now) = (AuditRim(log: log), now)
        failures = FailureBudget()
    }

    /// The answer of a route, once the log has its line. A change has a line before it is begun.
    ///
    /// - Throws: what the handler throws; ``Fault`` `unavailable` when the log cannot be written.
    func answer(_ call: Call, by route: Route) async throws -> Response {
        // Whoever is at an open door is nobody yet: the desk of sign-ins tells what was tried, as
        // far as its budget reaches. A line for each form would let anybody fill the log.
        guard let action = route.audited, route.door != .open else {
            return try await route.handler(call)
        }
        let isLook = route.method == .get || route.method == .head
        let isBegun = !isLook && !route.tellsItself
        let call = isBegun && !route.takesForm && !route.takesFiles ? try await call.noting() : call
        let attempt =
            isBegun ? try await rim.append([entry(action, route, call, isLook).begun]) : nil
        let response: Response
        do {
            response = try await route.handler(call)
        } catch {
            if route.tellsItself, (error as? Fault)?.isTold == true { throw error }
            var line = entry(action, route, call, isLook)
            if error is Problem { line.end(.refused, "") } else { line.end(by: error) }
            // Who looked for what is not there saw nothing.
            if !isLook || line.kind == .refusal { try await write(line, attempt, call) }
            throw error
        }
        // What tells itself did so, but where it was refused before it came to that.
        if route.tellsItself, response.status.code < 400 || call.note.isTold { return response }
        var line = entry(action, route, call, isLook)
        if response.status.code >= 400 {
            line.end(response.status.code < 500 ? .refused : .failed, "\(response.status.code)")
        }
        // A page that a form comes back to may be a refusal too.
        if [401, 403].contains(response.status.code) { line.kind = .refusal }
        try await write(line, attempt, call)
        return response
    }

    private func entry(
        _ action: String, _ route: Route, _ call: Call, _ isLook: Bool
    ) -> AuditEntry {
        AuditEntry(
            at: now(), action.hasPrefix("access.") ? .access : isLook ? .look : .change,
            by: call.caller.auditedName, action: action,
            subject: AuditWords.subject(route, call), detail: AuditWords.facts(route, call))
    }

    private func write(_ line: AuditEntry, _ attempt: Int64?, _ call: Call) async throws {
        var line = line
        line.attempt = attempt
        var entries = [line]
        if let showed = call.note.showed {
            entries.append(
                AuditEntry(
                    at: line.at, .look, by: line.by, action: showed, subject: line.subject,
                    detail: "a form came back"))
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
            detail: "\(fault.code.rawValue); method=\(request.method.rawValue)", outcome: .refused)
        try await rim.append(failures.entries(of: entry))
    }

    /// Whether somebody gave credentials: who gives none was only at the door.
    private func isTried(_ request: Request) -> Bool {
        let credentials = Credentials(request)
        return credentials.authorization != nil || !credentials.session.isEmpty
    }
}

extension Caller {
    /// As the audit log names them.
    var auditedName: String { name.isEmpty ? "nobody" : name }
}
