import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Vocabulary

/// Reads bodies within bounds: of one body, and of all that are held at one time.
final class BodyReader: Sendable {
    private let limits: ServerLimits
    private let held = Mutex(0)

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// Calls `body` with the bytes of a request.
    ///
    /// - Parameter bytesMax: bytes it may have.
    /// - Throws: ``Fault`` `tooLarge` beyond that, `limited` when all bodies held are too many.
    func read<Answer>(
        _ request: Request, bytesMax: Int, _ body: (ByteBuffer) async throws -> Answer
    ) async throws -> Answer {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > bytesMax { throw tooLarge(bytesMax) }
        let reserved = declared ?? bytesMax
        try reserve(reserved)
        defer { held.withLock { $0 -= reserved } }
        do {
            return try await body(request.body.collect(upTo: bytesMax))
        } catch is NIOTooManyBytesError {
            throw tooLarge(bytesMax)
        }
    }

    private func reserve(_ bytes: Int) throws {
        let isRoom = held.withLock { held in
            guard held + bytes <= limits.bodiesBytesMax else { return false }
            held += bytes
            return true
        }
        guard isRoom else {
            throw Fault(
                .limited, "Requests of \(limits.bodiesBytesMax) bytes are being read already.",
                fix: "Send again after the time in Retry-After.")
        }
    }

    private func tooLarge(_ bytesMax: Int) -> Fault {
        Fault(
            .tooLarge, "A body here has at most \(bytesMax) bytes.",
            fix: "Send fewer events at a time.")
    }

    /// The media type of a request's body, without parameters and in small letters.
    ///
    /// - Throws: ``Fault`` `unsupported` when it is none of `types`, or when it is compressed.
    static func type(of request: Request, among types: [String]) throws -> String {
        if let encoding = request.headers[.contentEncoding], encoding != "identity" {
            throw Fault(
                .unsupported, "A body compressed with \(encoding.prefix(40)) is not read here.",
                fix: "Send it as it is.")
        }
        let field = request.headers[.contentType] ?? ""
        let type = (field.split(separator: ";").first ?? "").lowercased().filter { $0 != " " }
        guard types.contains(type) else {
            throw Fault(
                .unsupported, "The content type `\(field.prefix(80))` is not read here.",
                fix: "Send \(types.joined(separator: " or ")).")
        }
        return type
    }
}
