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

/// Sends requests to vendors over HTTP, some at once.
final class VendorClient: Sendable {
    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 16
        configuration.httpCookieStorage = nil
        session = URLSession(configuration: configuration)
    }

    deinit { session.invalidateAndCancel() }

    /// Sends all at once and waits for the last; outcomes in their order. At most the longest of
    /// their times.
    func send(_ checks: [OutgoingCheck]) -> [SendingOutcome] {
        let done = DispatchGroup()
        let sent = Sent(count: checks.count)
        for (place, check) in checks.enumerated() {
            guard let url = URL(string: check.url), url.host != nil else {
                sent.put(.refused("\(check.url) is no address"), at: place)
                continue
            }
            done.enter()
            let task = session.dataTask(with: VendorClient.request(check, to: url)) {
                _, response, error in
                sent.put(VendorClient.outcome(response, error), at: place)
                done.leave()
            }
            task.resume()
        }
        done.wait()
        return sent.all
    }

    private final class Sent: Sendable {
        private let outcomes: Mutex<[SendingOutcome]>

        init(count: Int) {
            outcomes = Mutex(Array(repeating: .failed("no answer"), count: count))
        }

        func put(_ outcome: SendingOutcome, at place: Int) {
            outcomes.withLock { $0[place] = outcome }
        }

        var all: [SendingOutcome] { outcomes.withLock { $0 } }
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

    private static func outcome(_ response: URLResponse?, _ error: (any Error)?) -> SendingOutcome {
        guard let http = response as? HTTPURLResponse else {
            return .failed(error.map { "\($0.localizedDescription)" } ?? "no answer")
        }
        switch http.statusCode {
        case 200..<300: return .taken
        case 408, 425, 429, 500...: return .failed("status \(http.statusCode)")
        default: return .refused("status \(http.statusCode)")
        }
    }
}
