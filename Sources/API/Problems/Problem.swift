import HTTPTypes
import Hummingbird
import NIOCore
import Toolbox
import Vocabulary

/// What a client is told when its request was not done (RFC 9457).
struct Problem: Error {
    var status: HTTPResponse.Status
    /// Ends the problem's `type`; stable.
    var code: String
    var title: String
    var detail: String
    /// Members beside the standard ones, in order.
    var members: [(name: String, value: String)] = []
    var headers = HTTPFields()

    /// A fault that is the client's to mend.
    init(_ fault: Fault) {
        let line = Problem.line(for: fault.code)
        self.init(status: line.status, code: line.code, title: line.title, detail: fault.message)
        if let fix = fault.fix { members.append(("fix", fix)) }
    }

    init(status: HTTPResponse.Status, code: String, title: String, detail: String) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
    }

    /// The one table from kinds of fault to HTTP.
    static func line(
        for code: Fault.Code
    ) -> (status: HTTPResponse.Status, code: String, title: String) {
        switch code {
        case .invalid: (.badRequest, "invalid", "The request is not valid")
        case .unauthorized: (.unauthorized, "unauthorized", "A key is needed")
        case .forbidden: (.forbidden, "forbidden", "This is not allowed")
        case .notFound: (.notFound, "not_found", "There is no such thing")
        case .conflict: (.conflict, "conflict", "It conflicts with what is there")
        case .tooLarge: (.contentTooLarge, "too_large", "The request is too large")
        case .unsupported: (.unsupportedMediaType, "unsupported", "This is not supported")
        case .limited: (.tooManyRequests, "limited", "Too much is waiting")
        case .unavailable: (.serviceUnavailable, "unavailable", "Not available at the moment")
        case .bug: (.internalServerError, "internal", "Something went wrong here")
        }
    }

    /// An event that could not be decided, with what was wrong in it.
    static func refused(_ letter: DeadLetter) -> Problem {
        var problem = Problem(
            status: .unprocessableContent, code: "refused_event", title: "The event was refused",
            detail: (letter.field.isEmpty ? "" : "\(letter.field): ")
                + "expected \(letter.expected), found \(letter.found)")
        problem.members = [
            ("code", letter.code.rawValue), ("field", letter.field),
            ("expected", letter.expected), ("found", letter.found),
        ]
        return problem
    }

    static func methodNotAllowed(
        _ method: HTTPRequest.Method, _ others: [HTTPRequest.Method]
    ) -> Problem {
        let allowed = others.map(\.rawValue).joined(separator: ", ")
        var problem = Problem(
            status: .methodNotAllowed, code: "method_not_allowed",
            title: "There is another method for this",
            detail: "\(method.rawValue.prefix(40)) does nothing here; there is \(allowed).")
        problem.headers[.allow] = allowed
        return problem
    }

    static let mediaType = "application/problem+json"

    /// - Parameter instance: path that was asked for.
    func response(instance: String) -> Response {
        var response = Response(body(instance: instance), type: Problem.mediaType, status: status)
        for field in headers { response.headers[field.name] = field.value }
        return response
    }

    /// - Parameter instance: path that was asked for.
    func body(instance: String) -> ByteWriter {
        var writer = ByteWriter(capacity: 512)
        writer.append("{\"type\":" as StaticString)
        writer.appendQuoted("urn:assay:problem:\(code)")
        writer.append(",\"title\":" as StaticString)
        writer.appendQuoted(title)
        writer.append(",\"status\":" as StaticString)
        writer.append(Int64(status.code))
        writer.append(",\"detail\":" as StaticString)
        writer.appendQuoted(detail)
        writer.append(",\"instance\":" as StaticString)
        writer.appendQuoted(String(instance.prefix(1024)))
        for member in members {
            writer.append(byte: UInt8(ascii: ","))
            writer.appendQuoted(member.name)
            writer.append(byte: UInt8(ascii: ":"))
            writer.appendQuoted(member.value)
        }
        writer.append(byte: UInt8(ascii: "}"))
        return writer
    }
}
