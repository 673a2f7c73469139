import Foundation
import FoundationNetworking
import Synchronization
import Vocabulary

/// Sends requests over HTTP: no redirect is followed, no cookie kept, and neither the time nor the
/// length of an answer is without bound.
package final class WebhookClient: WebhookTransport {
    private let session: URLSession
    private let flights: WebhookFlights
    private let timeout: Int64
    /// Asks the resolver, which may block.
    private let asking = DispatchQueue(label: "assay.deliver.names", attributes: .concurrent)
    private let clocks = DispatchQueue(label: "assay.deliver.clocks")
    private let isClosed = Mutex(false)

    package init(settings: DeliverySettings) {
        timeout = settings.timeout
        flights = WebhookFlights(answerMax: settings.answerMax)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.httpShouldSetCookies = false
        configuration.httpMaximumConnectionsPerHost = settings.perEndpoint
        configuration.timeoutIntervalForRequest = Double(settings.timeout) / 1000
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        session = URLSession(configuration: configuration, delegate: flights, delegateQueue: queue)
    }

    /// Breaks off what is on its way; what is sent afterwards fails.
    package func close() {
        isClosed.withLock { isClosed in
            isClosed = true
            session.invalidateAndCancel()
        }
    }

    package func send(
        _ request: WebhookRequest, done: @escaping @Sendable (WebhookReply) -> Void
    ) {
        send(request, timeout: timeout, done: done)
    }

    /// - Parameter timeout: of this request, from sending to the last byte of the answer,
    ///   milliseconds.
    package func send(
        _ request: WebhookRequest, timeout: Int64,
        done: @escaping @Sendable (WebhookReply) -> Void
    ) {
        guard !request.address.isWritten else { return begin(request, timeout, done) }
        asking.async { [self] in
            do {
                try request.address.resolve()
                begin(request, timeout, done)
            } catch {
                done(WebhookReply(status: nil, note: "\(error)"))
            }
        }
    }

    private func begin(
        _ request: WebhookRequest, _ timeout: Int64,
        _ done: @escaping @Sendable (WebhookReply) -> Void
    ) {
        var sent = URLRequest(url: request.address.url)
        sent.httpMethod = "POST"
        // In whole seconds; the clock below is exact.
        sent.timeoutInterval = Double(max(1, (timeout + 999) / 1000))
        sent.httpBody = Data(request.body)
        sent.setValue("application/json", forHTTPHeaderField: "Content-Type")
        sent.setValue("Assay", forHTTPHeaderField: "User-Agent")
        sent.setValue(request.headers.id, forHTTPHeaderField: WebhookHeaders.idName)
        sent.setValue(request.headers.timestamp, forHTTPHeaderField: WebhookHeaders.timestampName)
        sent.setValue(request.headers.signature, forHTTPHeaderField: WebhookHeaders.signatureName)
        let made = isClosed.withLock { $0 ? nil : session.dataTask(with: sent) }
        guard let task = made else {
            return done(WebhookReply(status: nil, note: "nothing is sent any more"))
        }
        let (flights, identifier) = (flights, task.taskIdentifier)
        flights.add(identifier, done)
        task.resume()
        clocks.asyncAfter(deadline: .now() + .milliseconds(Int(timeout))) { [weak task] in
            flights.end(identifier, note: "no answer within the time-out")
            task?.cancel()
        }
    }
}

/// Requests on their way, by the identifier of their task.
private final class WebhookFlights: NSObject, URLSessionDataDelegate, Sendable {
    private struct Flight {
        let done: @Sendable (WebhookReply) -> Void
        let begun = DispatchTime.now()
        var status: Int?
        var retryAfter: Int64?
        var length = 0
        var beginning: [UInt8] = []
    }

    /// Bytes of an answer that stand in the note of a failure.
    private static let noteMax = 200

    private let answerMax: Int
    private let held = Mutex<[Int: Flight]>([:])

    init(answerMax: Int) { self.answerMax = answerMax }

    func add(_ identifier: Int, _ done: @escaping @Sendable (WebhookReply) -> Void) {
        held.withLock { $0[identifier] = Flight(done: done) }
    }

    /// Tells what came, once; later calls do nothing.
    func end(_ identifier: Int, note: String) {
        guard let flight = held.withLock({ $0.removeValue(forKey: identifier) }) else { return }
        var reply = WebhookReply(
            status: flight.status, retryAfter: flight.retryAfter, note: note)
        if !flight.beginning.isEmpty {
            reply.note = String(decoding: flight.beginning, as: UTF8.self)
        }
        if reply.isTaken { reply.note = "" }
        let passed = DispatchTime.now().uptimeNanoseconds - flight.begun.uptimeNanoseconds
        reply.milliseconds = Int(passed / 1_000_000)
        flight.done(reply)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let answer = response as? HTTPURLResponse
        held.withLock { held in
            held[dataTask.taskIdentifier]?.status = answer?.statusCode
            held[dataTask.taskIdentifier]?.retryAfter = answer?
                .value(forHTTPHeaderField: "Retry-After").flatMap { WebhookFlights.seconds($0) }
                .map { $0 * 1000 }
        }
        completionHandler(.allow)
    }

    /// Whole seconds; a date is not understood, and our own wait holds.
    private static func seconds(_ text: String) -> Int64? {
        Int64(text.trimmingCharacters(in: .whitespaces)).flatMap {
            (0...1_000_000_000).contains($0) ? $0 : nil
        }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = held.withLock { held -> Bool in
            guard var flight = held[dataTask.taskIdentifier] else { return true }
            flight.length += data.count
            if flight.beginning.count < WebhookFlights.noteMax {
                flight.beginning += data.prefix(WebhookFlights.noteMax - flight.beginning.count)
            }
            held[dataTask.taskIdentifier] = flight
            return flight.length > answerMax
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        held.withLock { $0[task.taskIdentifier]?.status = response.statusCode }
        completionHandler(nil)
        end(task.taskIdentifier, note: "redirects are not followed")
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        end(task.taskIdentifier, note: error.map { $0.localizedDescription } ?? "")
    }
}
