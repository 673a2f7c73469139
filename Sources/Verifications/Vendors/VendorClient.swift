import Deliveries
import Foundation
import FoundationNetworking
import Synchronization
import Vocabulary

/// One request to a vendor, ready to be sent.
struct OutgoingCheck: Sendable {
    var reference: String
    var url: String
    var headers: WebhookHeaders
    var body: String
    /// Milliseconds.
    var timeout: Int64
}

/// What became of a request.
enum SendingOutcome: Sendable, Hashable {
    case taken
    /// Not now; another try may do.
    case failed(String)
    /// The vendor will not have it, however often it is sent.
    case refused(String)
}

/// Sends requests to vendors over HTTP, some at once. No redirect is followed, since a person's
/// data goes to whom the deployment named and to nobody else; of an answer only the status is read.
final class VendorClient: Sendable {
    private let session: URLSession
    private let flights = VendorFlights()

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 16
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        session = URLSession(configuration: configuration, delegate: flights, delegateQueue: queue)
    }

    deinit { session.invalidateAndCancel() }

    /// Sends all at once and waits for the last; outcomes in their order. At most the longest of
    /// their times.
    func send(_ checks: [OutgoingCheck]) -> [SendingOutcome] {
        let done = DispatchGroup()
        let tasks = checks.map { check -> URLSessionDataTask? in
            guard let url = URL(string: check.url), url.host != nil else { return nil }
            let task = session.dataTask(with: VendorClient.request(check, to: url))
            done.enter()
            flights.begin(task.taskIdentifier) { done.leave() }
            task.resume()
            return task
        }
        let longest = checks.map(\.timeout).max() ?? 0
        _ = done.wait(timeout: .now() + .milliseconds(Int(clamping: longest)))
        return zip(checks, tasks).map { check, task in
            guard let task else { return .refused("`\(check.url)` is no address") }
            let outcome = flights.end(task.taskIdentifier)
            if outcome == nil { task.cancel() }
            return outcome ?? .failed("no answer within the time-out")
        }
    }

    private static func request(_ check: OutgoingCheck, to url: URL) -> URLRequest {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.timeoutInterval = Double(check.timeout) / 1000
        request.httpBody = Data(check.body.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(check.headers.id, forHTTPHeaderField: WebhookHeaders.idName)
        request.setValue(check.headers.timestamp, forHTTPHeaderField: WebhookHeaders.timestampName)
        request.setValue(check.headers.signature, forHTTPHeaderField: WebhookHeaders.signatureName)
        return request
    }
}

/// Requests on their way, by the identifier of their task.
private final class VendorFlights: NSObject, URLSessionDataDelegate, Sendable {
    private struct Flight {
        /// Called once, when there is an outcome.
        let done: @Sendable () -> Void
        var outcome: SendingOutcome?
    }

    private let held = Mutex<[Int: Flight]>([:])

    func begin(_ identifier: Int, done: @escaping @Sendable () -> Void) {
        held.withLock { $0[identifier] = Flight(done: done) }
    }

    /// What came of it; nil when nothing did. It is forgotten.
    func end(_ identifier: Int) -> SendingOutcome? {
        let flight = held.withLock { $0.removeValue(forKey: identifier) }
        if let flight, flight.outcome == nil { flight.done() }
        return flight?.outcome
    }

    /// Notes the first outcome of each.
    private func note(_ identifier: Int, _ outcome: SendingOutcome) {
        let done = held.withLock { held -> (@Sendable () -> Void)? in
            guard var flight = held[identifier], flight.outcome == nil else { return nil }
            flight.outcome = outcome
            held[identifier] = flight
            return flight.done
        }
        done?()
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        switch status {
        case 200..<300: note(dataTask.taskIdentifier, .taken)
        case 408, 425, 429, 500...: note(dataTask.taskIdentifier, .failed("status \(status)"))
        default: note(dataTask.taskIdentifier, .refused("status \(status)"))
        }
        completionHandler(.allow)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        note(task.taskIdentifier, .refused("redirects are not followed"))
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        note(task.taskIdentifier, .failed(error?.localizedDescription ?? "no answer"))
    }
}
