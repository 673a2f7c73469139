import API
import CEL
import Foundation
import Hummingbird
import NIOCore

/// What modules of the explorer are told.
enum ExplorerJSON {
    struct Word: Encodable {
        let name: String
        let kind: String
        let words: String
    }

    struct Problem: Encodable {
        /// UTF-8 offsets into the text.
        let start: Int
        let end: Int
        let isError: Bool
        let message: String
        let suggestion: String?
    }

    static func problems(_ compilation: Compilation, _ text: String) -> [Problem] {
        compilation.diagnostics.map {
            Problem(
                start: $0.range.lower, end: $0.range.upper, isError: $0.severity == .error,
                message: $0.message, suggestion: $0.suggestion)
        }
    }

    static func response(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}
