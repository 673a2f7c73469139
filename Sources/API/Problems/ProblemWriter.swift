import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vocabulary

/// Turns whatever was thrown into a problem; what is ours to mend is logged, not told.
struct ProblemWriter: Sendable {
    let limits: ServerLimits

    func response(to error: any Error, at path: String, _ logger: Logger) -> Response {
        problem(for: error, at: path, logger).response(instance: path)
    }

    func problem(for error: any Error, at path: String, _ logger: Logger) -> Problem {
        if let problem = error as? Problem { return problem }
        guard let fault = error as? Fault else { return hidden(.bug, error, path, logger) }
        switch fault.code {
        case .bug, .unavailable: return hidden(fault.code, fault, path, logger)
        default: break
        }
        var problem = Problem(fault)
        if fault.code == .unauthorized {
            problem.headers[.wwwAuthenticate] = "Bearer realm=\"assay\""
        }
        if fault.code == .limited { problem.headers[.retryAfter] = "\(limits.retryLimitedSeconds)" }
        return problem
    }

    /// A problem that names only an id, under which the log has the rest.
    private func hidden(
        _ code: Fault.Code, _ error: any Error, _ path: String, _ logger: Logger
    ) -> Problem {
        let id = String(UInt64.random(in: .min ... .max), radix: 16)
        logger.error(
            "A request failed",
            metadata: ["faultId": "\(id)", "path": "\(path)", "fault": "\(error)"])
        let isBug = code == .bug
        var problem = Problem(
            Fault(
                code,
                isBug
                    ? "The fault is ours; the log tells of it under \(id)."
                    : "The store is not available, or the service is stopping.",
                fix: isBug ? "Give this id to who runs the service." : "Send it again."))
        problem.members.append(("faultId", id))
        if !isBug { problem.headers[.retryAfter] = "\(limits.retryUnavailableSeconds)" }
        return problem
    }
}
