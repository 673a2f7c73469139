import Foundation
import HTTPTypes
import Hummingbird
package import NIOCore
import Vocabulary

extension Call {
    /// The same call, with what its body names noted for the audit log: also the line before it is
    /// begun says so. What is longer than ``AuditWords/bodyMax``, or does not say how long it is,
    /// is left to its route.
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
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .invalid, "The body cannot be read: \(Call.words(error)).", fix: "Send \(shape).")
        }
    }

    /// As ``decoded(_:bytesMax:_:)``, of which every field must be known.
    ///
    /// - Throws: ``Fault`` `invalid` with the first that is not, and those there are.
    func exactly<Body: ExactBody>(
        _ shape: String, bytesMax: Int, _ bounds: BodyBounds
    ) async throws -> Body {
        let exact: Exact<Body> = try await decoded(shape, bytesMax: bytesMax, bounds)
        return exact.body
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

/// A body that changes much: where one of its fields is misspelt, such as `dryRun`, nothing is
/// done.
protocol ExactBody: Decodable {
    associatedtype CodingKeys: CodingKey, CaseIterable
}

private struct Exact<Body: ExactBody>: Decodable {
    let body: Body

    init(from decoder: any Decoder) throws {
        let known = Body.CodingKeys.allCases.map(\.stringValue)
        let sent = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = sent.sorted().first(where: { !known.contains($0) }) {
            throw Fault(
                .invalid, "There is no field `\(unknown.prefix(80))`.",
                fix: "Fields are \(known.joined(separator: ", ")).")
        }
        body = try Body(from: decoder)
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
