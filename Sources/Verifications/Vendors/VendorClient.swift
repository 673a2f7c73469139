import Deliveries
import Foundation
import Synchronization
import Vocabulary

/// One request to a vendor, ready to be sent.
struct OutgoingCheck: Sendable {
    var request: WebhookRequest
    /// Milliseconds.
    var timeout: Int64
}

/// What became of a request.
enum SendingOutcome: Sendable, Hashable {
    case taken
    /// Not now; another try may do.
    case failed(String)
    /// The vendor will not have it, however often it is sent, or must not be sent it.
    case refused(String)

    /// Of an answer only the status is read: it may repeat what a person gave.
    init(_ reply: WebhookReply) {
        guard let status = reply.status else {
            self = .failed(reply.note)
            return
        }
        switch status {
        case 200..<300: self = .taken
        case 300..<400: self = .refused("status \(status), and redirects are not followed")
        case 408, 425, 429, 500...: self = .failed("status \(status)")
        default: self = .refused("status \(status)")
        }
    }
}

/// Sends requests to vendors over HTTP, some at once, as webhooks are sent: to whom the deployment
/// named and to nobody else.
final class VendorClient: Sendable {
    private let client = WebhookClient(settings: DeliverySettings())

    /// What asking where a name leads may take beside a request's own time, milliseconds.
    private static let namesTime: Int64 = 1000

    deinit { client.close() }

    /// Sends all at once and waits for the last; outcomes in their order. At most the longest of
    /// their times and what asking for names takes.
    func send(_ checks: [OutgoingCheck]) -> [SendingOutcome] {
        let done = DispatchGroup()
        let answers = checks.map { _ in Answer() }
        for (check, answer) in zip(checks, answers) {
            done.enter()
            client.send(check.request, timeout: check.timeout) { reply in
                answer.outcome.withLock { $0 = SendingOutcome(reply) }
                done.leave()
            }
        }
        let longest = (checks.map(\.timeout).max() ?? 0) + Self.namesTime
        _ = done.wait(timeout: .now() + .milliseconds(Int(clamping: longest)))
        return answers.map {
            $0.outcome.withLock { $0 } ?? .failed("no answer within the time-out")
        }
    }

    private final class Answer: Sendable {
        let outcome = Mutex<SendingOutcome?>(nil)
    }
}
