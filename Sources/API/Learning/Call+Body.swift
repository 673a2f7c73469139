import Foundation
import HTTPTypes
import Hummingbird
package import NIOCore
import Vocabulary

extension Call {
    /// The same call, with what its body names noted for the audit log: also the line before it is
    /// begun says so. What is longer than ``AuditWords/bodyMax``, or does not say how long it is, is
    /// left to its route.
    func noting() async throws -> Call {
        let isJSON = (try? mediaType(among: ["application/json"])) != nil
        guard isJSON, let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length <= AuditWords.bodyMax
        else { return self }
        var call = self
        AuditWords.take(
            try await call.request.collectBody(upTo: AuditWords.bodyMax), into: note)
        return call
    }

    /// The whole body of a request.
    ///
    /// - Throws: ``Fault`` `tooLarge` beyond `bytesMax`, `limited` when too much is held.
    package func body(bytesMax: Int, _ bounds: BodyBounds) async throws -> ByteBuffer {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        let held = try bounds.reserve(declared: declared, bytesMax: bytesMax)
        defer { bounds.release(held) }
        do {
            return try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            throw bounds.tooLarge(bytesMax)
        }
    }

    /// The body, read as JSON.
    ///
    /// - Parameter shape: what the body is to look like, for people.
    /// - Throws: ``Fault`` `invalid` with what is wrong, where.
    package func decoded<Body: Decodable>(
        _ shape: String, bytesMax: Int, _ bounds: BodyBounds
    ) async throws -> Body {
        _ = try mediaType(among: ["application/json"])
        let body = try await body(bytesMax: bytesMax, bounds)
        // Of a body that did not say how long it is.
        if request.headers[.contentLength] == nil { AuditWords.take(body, into: note) }
        do {
            return try JSONDecoder().decode(Body.self, from: Data(body.readableBytesView))
        } catch {
            throw Fault(
                .invalid, "The body cannot be read: \(Call.words(error)).", fix: "Send \(shape).")
        }
    }

    private static func words(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the body" : "`\(path.map(\.stringValue).joined(separator: "."))`"
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context.codingPath)) is of another kind"
        default: "it is no JSON"
        }
    }

    /// The media type of the body, one of `types`.
    func mediaType(among types: [String]) throws -> String {
        try MediaType.read(
            request.headers[.contentType], encoding: request.headers[.contentEncoding],
            among: types)
    }
}
