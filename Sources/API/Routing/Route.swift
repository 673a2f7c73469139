import HTTPTypes
import Hummingbird
import Logging
import Vocabulary

/// One request, taken apart for the route that answers it.
struct Call: Sendable {
    let request: Request
    /// What stands in the path's `{places}`.
    let parameters: [String: String]
    /// Query parameters; only those the route understands.
    let queries: [String: String]
    let logger: Logger

    /// What stands in a place of the path, its `%41` read as `A`.
    ///
    /// - Throws: ``Fault`` `invalid` when that is no text.
    func place(_ name: String) throws(Fault) -> String {
        let written = Array((parameters[name] ?? "").utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < written.count {
            if written[index] != UInt8(ascii: "%") {
                bytes.append(written[index])
                index += 1
                continue
            }
            // Two digits of 16; `UInt8` would also take a sign.
            let digits = written[(index + 1)...].prefix(2)
            guard digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw Call.unreadable(name) }
            bytes.append(byte)
            index += 3
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Call.unreadable(name)
        }
        return text
    }

    private static func unreadable(_ name: String) -> Fault {
        Fault(
            .invalid, "The {\(name)} of the path cannot be read.",
            fix: "Write it as UTF-8, and what is no letter or digit as `%` and two digits.")
    }
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
