import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

extension Call {
    /// The whole body of a request.
    ///
    /// - Throws: ``Fault`` `tooLarge` beyond `bytesMax`, `limited` when too much is held.
    func body(bytesMax: Int, _ bounds: BodyBounds) async throws -> ByteBuffer {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        let held = try bounds.reserve(declared: declared, bytesMax: bytesMax)
        defer { bounds.release(held) }
        do {
            return try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            throw bounds.tooLarge(bytesMax)
        }
    }

    /// The media type of the body, one of `types`.
    func mediaType(among types: [String]) throws -> String {
        try MediaType.read(
            request.headers[.contentType], encoding: request.headers[.contentEncoding],
            among: types)
    }
}
