import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import Synchronization
import Toolbox

/// An answer of the fast lane: the same fields as every other answer has.
struct LaneResponse {
    let body: ByteBuffer
    private let status: HTTPResponseStatus
    private let type: String
    private var fields: [(String, String)] = []

    init(json writer: ByteWriter) {
        status = .ok
        type = "application/json"
        body = writer.withBytes { ByteBuffer(bytes: UnsafeRawBufferPointer($0)) }
    }

    init(_ problem: Problem, instance: String) {
        status = HTTPResponseStatus(statusCode: problem.status.code)
        type = Problem.mediaType
        body = ByteBuffer(bytes: problem.body(instance: instance).bytes)
        fields = problem.headers.map { ($0.name.rawName, $0.value) }
    }

    func head(for request: HTTPRequestHead) -> HTTPResponseHead {
        var headers = HTTPHeaders(LaneResponse.fields(type: type))
        headers.add(name: "Content-Length", value: String(body.readableBytes))
        for (name, value) in fields { headers.add(name: name, value: value) }
        if !request.isKeepAlive {
            headers.add(name: "Connection", value: "close")
        } else if request.version.minor == 0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(version: request.version, status: status, headers: headers)
    }

    /// Head and body as HTTP/1.1 writes them on a connection that stays open.
    var bytes: ByteBuffer {
        var text = "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
        for (name, value) in LaneResponse.fields(type: type) + fields {
            text += "\(name): \(value)\r\n"
        }
        var buffer = ByteBuffer(string: "\(text)Content-Length: \(body.readableBytes)\r\n\r\n")
        buffer.writeImmutableBuffer(body)
        return buffer
    }

    /// Fields of every answer.
    static func fields(type: String) -> [(String, String)] {
        [
            ("Content-Type", type), ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"), ("Date", HTTPDate.now()),
        ]
    }
}

/// The time as HTTP writes it, made once a second.
enum HTTPDate {
    private static let held = Mutex((second: 0, text: ""))

    static func now() -> String {
        let second = time(nil)
        return held.withLock { held in
            if held.second != second {
                held = (second, HTTPDate.text(second))
            }
            return held.text
        }
    }

    private static func text(_ second: Int) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(1900 + parts.tm_year) \(two(parts.tm_hour)):\(two(parts.tm_min)):"
            + "\(two(parts.tm_sec)) GMT"
    }
}
