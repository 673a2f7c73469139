import HTTPTypes
import Hummingbird
import Logging

/// One request, taken apart for the route that answers it.
struct Call: Sendable {
    let request: Request
    /// What stands in the path's `{places}`.
    let parameters: [String: String]
    /// Query parameters; only those the route understands.
    let queries: [String: String]
    let logger: Logger
}

/// A method and a path, and who answers there.
struct Route: Sendable {
    typealias Handler = @Sendable (Call) async throws -> Response

    let method: HTTPRequest.Method
    /// Segments in braces take any text: `/v1/decisions/{id}`.
    let path: String
    /// Query parameters it understands; any other is refused.
    let queries: [String]
    /// Whether it answers without a key.
    let isOpen: Bool
    let handler: Handler
    private let segments: [Substring]

    init(
        _ method: HTTPRequest.Method, _ path: String, queries: [String] = [],
        isOpen: Bool = false, _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.queries = queries
        self.isOpen = isOpen
        self.handler = handler
        segments = path.split(separator: "/")
    }

    /// What stands in the places when the path is this route's; nil when it is another's.
    func parameters(of path: [Substring]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (expected, found) in zip(segments, path) {
            if expected.first == "{" {
                parameters[String(expected.dropFirst().dropLast())] = String(found)
            } else if expected != found {
                return nil
            }
        }
        return parameters
    }
}
