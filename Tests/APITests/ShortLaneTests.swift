import API
import Foundation
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Plain requests are answered without NIO's parser; nobody may be able to tell.
@Suite struct ShortLaneTests {
    private static func request(
        _ body: String, path: String = "/v1/decisions", fields: String = ""
    ) -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    /// A request and what its answer must say.
    private typealias Exchange = (text: String, status: String, part: String)

    /// One of many kinds of request, plain and not.
    private static func exchange(_ id: String, _ kind: Int) -> Exchange {
        let event = Sent.line(id)
        let isDecided = "\"id\":\"\(id)\",\"type\""
        return switch kind {
        case 0...5: (request(event), " 200 ", isDecided)
        case 6: (request(event, fields: "X-Any: thing; with=\"signs\"\r\n"), " 200 ", isDecided)
        case 7: (request("{"), " 422 ", "malformed_json")
        case 8: (request("[\(event)]", path: "/v1/events"), " 200 ", "\"accepted\":1")
        case 9: (request("[\(event)", path: "/v1/events"), " 400 ", "no JSON array")
        case 10: ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", " 200 ", "up")
        case 11: (request(event, path: "/v1/decisions/"), " 200 ", isDecided)
        case 12:
            (
                request(event).replacingOccurrences(
                    of: "Content-Length: \(event.utf8.count)\r\n\r\n\(event)",
                    with: "Transfer-Encoding: chunked\r\n\r\n"
                        + "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n0\r\n\r\n"),
                " 200 ", isDecided
            )
        case 13: (request(event, path: "/v1/nothing"), " 404 ", "not_found")
        default: (request(""), " 422 ", "malformed_json")
        }
    }

    @Test("Requests of all kinds, cut anywhere, are answered in order")
    func cutAnywhere() async throws {
        try await RunningServer.run { server in
            for round in 0..<12 {
                var random = Seed.random(40, round: round)
                let kinds = round < 6 ? 7 : 15
                let exchanges = (0..<60).map { index in
                    ShortLaneTests.exchange("\(round)-\(index)", random.below(kinds))
                }
                let bytes = Array(exchanges.map(\.text).joined().utf8)
                let connection = try RawConnection(port: server.port)
                var start = 0
                let largest = random.pick([3, 40, 400, 4000])
                while start < bytes.count {
                    let end = min(bytes.count, start + 1 + random.below(largest))
                    connection.send(String(decoding: bytes[start..<end], as: UTF8.self))
                    start = end
                    if random.chance(0.05) { try await Task.sleep(for: .milliseconds(1)) }
                }
                for exchange in exchanges {
                    let answer = try #require(
                        await connection.answer(), "\(exchange.text) \(Seed.hint)")
                    #expect(answer.head.contains(exchange.status), "\(exchange.text) \(Seed.hint)")
                    #expect(answer.body.contains(exchange.part), "\(exchange.text) \(Seed.hint)")
                    #expect(answer.head.contains("x-content-type-options: nosniff"))
                }
            }
        }
    }

    @Test("Far more requests than may be held wait in the socket, and all are answered")
    func flood() async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port, seconds: 30)
            let text = (0..<3000).map { ShortLaneTests.request(Sent.line("\($0)")) }.joined()
            let sending = Task.detached { connection.send(text) }
            for index in 0..<3000 {
                let answer = try #require(await connection.answer())
                #expect(answer.body.contains("\"id\":\"\(index)\",\"type\""))
            }
            await sending.value
            #expect(try server.store.lastSequence() == 3000)
        }
    }

    @Test("Who does not read the answers is not read", arguments: [true, false])
    func unread(isPlain: Bool) async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port, seconds: 30, room: 4096)
            let count = 12_000
            let path = isPlain ? "/v1/decisions" : "/v1/decisions/"
            let text = (0..<count).map { ShortLaneTests.request(Sent.line("\($0)"), path: path) }
                .joined()
            let sending = Task.detached { connection.send(text) }
            var decided = -1
            while decided < server.service.numbers.decisions {
                decided = server.service.numbers.decisions
                try await Task.sleep(for: .milliseconds(500))
            }
            #expect(decided < count)
            for index in 0..<count {
                let answer = try #require(await connection.answer())
                #expect(answer.body.contains("\"id\":\"\(index)\",\"type\""))
            }
            await sending.value
        }
    }

    @Test(
        "What is no clear request is refused, and nothing behind it is read",
        arguments: [
            "Content-Length: 1\r\n", "Content-Length : 5\r\n", "Transfer-Encoding: chunked\r\n",
            "X Y: z\r\n", " folded: line\r\n", "X-Null: a\u{0}b\r\n",
        ])
    func unclear(field: String) async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port)
            connection.send(ShortLaneTests.request(Sent.line("1"), fields: field))
            connection.send(ShortLaneTests.request(Sent.line("2")))
            #expect(await connection.answer()?.head.contains(" 400 ") == true)
            #expect(await connection.isClosed())
            #expect(try server.store.lastSequence() == 0)
        }
    }

    @Test("Each request of a connection is let in or not by itself", arguments: [true, false])
    func doorkeeping(hasKeys: Bool) async throws {
        try await RunningServer.run(keys: hasKeys ? [RunningServer.key] : []) { server in
            let connection = try RawConnection(port: server.port)
            let key = "Authorization: Bearer \(RunningServer.key)\r\n"
            let good = ShortLaneTests.request(Sent.line("1"), fields: hasKeys ? key : "")
            let bad =
                hasKeys
                ? good.replacingOccurrences(of: "Bearer ", with: "Bearer x")
                : good.replacingOccurrences(of: "localhost", with: "localhosts")
            for text in [good, good, bad, good] { connection.send(text) }
            for status in [" 200 ", " 200 ", hasKeys ? " 401 " : " 403 ", " 200 "] {
                #expect(await connection.answer()?.head.contains(status) == true)
            }
        }
    }

    @Test("A request that stops in its middle is given up; a half-closed one too")
    func unfinished() async throws {
        var limits = ServerLimits()
        limits.idleSeconds = 1
        try await RunningServer.run(limits: limits) { server in
            let whole = ShortLaneTests.request(Sent.line("1"))
            for count in [1, 20, 60, whole.utf8.count - 1] {
                // Of its bytes: a line's end is one character.
                let part = String(decoding: whole.utf8.prefix(count), as: UTF8.self)
                let stopped = try RawConnection(port: server.port, seconds: 30)
                stopped.send(whole + part)
                #expect(await stopped.answer()?.head.contains(" 200 ") == true)
                #expect(await stopped.isClosed())
                let closed = try RawConnection(port: server.port)
                closed.send(part)
                closed.finishSending()
                // NIO's parser may answer 400 to what came; the connection ends in any case.
                _ = await closed.answer()
                #expect(await closed.isClosed())
            }
        }
    }

    @Test("The server may stop while connections have sent half, and not read what they asked for")
    func stopping() async throws {
        for round in 0..<5 {
            try await RunningServer.run { server in
                let whole = (0..<40).map { ShortLaneTests.request(Sent.line("\(round)-\($0)")) }
                let text = whole.joined() + "GET /healthz HTTP/1.1\r\nHost: loc"
                let opened = try (0..<30).map { _ in try RawConnection(port: server.port) }
                // The server's library cannot be cancelled while it has connections that it has
                // not handed out yet.
                for connection in opened {
                    connection.send(text)
                    #expect(await connection.answer() != nil)
                }
                try await Task.sleep(for: .milliseconds(round * 3))
                ShortLaneTests.kept.withLock { $0 = opened }
            }
            #expect(ShortLaneTests.kept.withLock { $0.count } == 30)
        }
    }

    private static let kept = Mutex<[RawConnection]>([])
}
