package import HTTPTypes
package import Hummingbird
package import Logging
package import Vocabulary

/// One request, taken apart for the route that answers it.
package struct Call: Sendable {
    package var request: Request
    /// What stands in the path's `{places}`.
    package let parameters: [String: String]
    /// Query parameters; only those the route understands.
    package let queries: [String: String]
    /// Who asks.
    package var caller: Caller
    /// What a form sent; empty for any other request.
    package let form: Form
    package let logger: Logger
    /// What the handler adds to the line of the audit log.
    package let note = AuditNote()
    /// Why what a form sent could not be done, for the page that it comes back to; nil for a look.
    package var trouble: ProblemWords?
    /// From where it came; empty where that is not known.
    package let address: String

    /// What stands in a place of the path, its `%41` read as `A`.
    ///
    /// - Throws: ``Fault`` `invalid` when that is no text.
    package func place(_ name: String) throws(Fault) -> String {
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
package struct Route: Sendable {
    package typealias Handler = @Sendable (Call) async throws -> Response

    package let method: HTTPRequest.Method
    /// Segments in braces take any text: `/v1/decisions/{id}`.
    package let path: String
    /// Query parameters it understands; any other is refused.
    package let queries: [String]
    /// Who may come in.
    package let door: Door
    /// What who comes in must be allowed beside what the door asks for.
    package let also: Permission?
    /// Whether it is the word of a second person; no key gives it.
    package let isSecond: Bool
    /// What a request to it is called in the audit log, such as `case.close`; nil for what is not
    /// kept there: reading what is nobody's personal data.
    package let audited: String?
    /// Whether what answers writes those lines itself, as the desk of people and keys does; but
    /// of what was refused before it came to that.
    package let tellsItself: Bool
    /// Whether it takes a form, with the session's token in it.
    package let takesForm: Bool
    /// Whether it takes files, and looks for the session's token in them itself.
    package let takesFiles: Bool
    /// The path of the page that a form comes back to; nil for what is no such form.
    private(set) var page: String?
    private(set) var handler: Handler
    private let segments: [Substring]
    /// How many segments of its path stand for themselves.
    let literals: Int

    package init(
        _ method: HTTPRequest.Method, _ path: String, queries: [String] = [],
        _ door: Door, also: Permission? = nil, isSecond: Bool = false, audited: String? = nil,
        tellsItself: Bool = false, takesForm: Bool = false, takesFiles: Bool = false,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.queries = queries
        self.door = door
        self.also = also
        self.isSecond = isSecond
        self.audited = audited
        self.tellsItself = tellsItself
        self.takesForm = takesForm
        self.takesFiles = takesFiles
        self.handler = handler
        segments = path.split(separator: "/")
        literals = segments.count { $0.first != "{" }
    }

    /// The same route, known to be a form of a page.
    func held(by page: Route) -> Route {
        var route = self
        route.page = page.path
        return route
    }

    /// The same route with something done around its answer.
    package func around(
        _ wrap: @escaping @Sendable (Call, Handler) async throws -> Response
    ) -> Route {
        var route = self
        route.handler = { [handler] call in try await wrap(call, handler) }
        return route
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

extension Route {
    /// All that who comes in must be allowed. What of `/v1` is kept in the audit log as a look
    /// shows names as they are, so it asks for that too; pages mask them instead.
    package var asks: [Permission] {
        guard case .needs(let permission) = door else { return [] }
        let shows = method == .get && audited != nil && path.hasPrefix("/v1/")
        let asked = [permission] + (also.map { [$0] } ?? [])
        return shows && permission != .reportsSend ? asked + [.personalRead] : asked
    }

    /// Whether its door is open to somebody.
    package func admits(_ caller: Caller) -> Bool {
        door == .open || (caller.kind != .nobody && asks.allSatisfy(caller.may))
    }
}

/// Who may come in by a route.
package enum Door: Sendable, Hashable {
    /// Everybody, also without a name.
    case open
    /// Who is signed in, whatever they may.
    case known
    case needs(Permission)
}
