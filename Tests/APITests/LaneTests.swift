import API
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

/// The routes that decide, over sockets of our own.
@Suite struct LaneTests {
    private static func request(
        _ body: String, path: String = "/v1/decisions", version: String = "1.1",
        type: String = "application/json", fields: String = ""
    ) -> String {
        "POST \(path) HTTP/\(version)\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    @Test("Requests sent without waiting are answered in their order")
    func pipelined() async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port)
            var text = ""
            for index in 0..<20 {
                text += LaneTests.request(Sent.line("\(index)"))
                if index % 5 == 0 { text += "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" }
            }
            connection.send(text)
            for index in 0..<20 {
                let answer = try #require(await connection.answer())
                #expect(answer.head.hasPrefix("http/1.1 200"))
                #expect(answer.body.contains("\"id\":\"\(index)\",\"type\""))
                guard index % 5 == 0 else { continue }
                #expect(await connection.answer()?.body.contains("up") == true)
            }
            #expect(try server.store.lastSequence() == 20)
        }
    }

    @Test("A body may come in pieces, chunked, and after a 100")
    func bodies() async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port)
            let body = Sent.line("1")
            let head =
                "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\n"
            connection.send(head + "Transfer-Encoding: chunked\r\n\r\n")
            for byte in body { connection.send("1\r\n\(byte)\r\n") }
            connection.send("0\r\n\r\n")
            #expect(await connection.answer()?.body.contains("\"duplicate\":false") == true)
            connection.send(
                head + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
            #expect(await connection.answer()?.head.hasPrefix("http/1.1 100") == true)
            connection.send(body)
            #expect(await connection.answer()?.body.contains("\"duplicate\":true") == true)
        }
    }

    @Test("HTTP/1.0 and `Connection: close` are answered, then closed", arguments: [true, false])
    func closing(isOld: Bool) async throws {
        try await RunningServer.run { server in
            for path in ["/v1/decisions", "/healthz"] {
                let connection = try RawConnection(port: server.port)
                let fields = isOld ? "" : "Connection: close\r\n"
                let version = isOld ? "1.0" : "1.1"
                connection.send(
                    path == "/healthz"
                        ? "GET /healthz HTTP/\(version)\r\nHost: localhost\r\n\(fields)\r\n"
                        : LaneTests.request(Sent.line("1"), version: version, fields: fields))
                let answer = try #require(await connection.answer())
                #expect(answer.head.contains(" 200 "))
                #expect(await connection.isClosed(), "\(path)")
            }
        }
    }

    @Test("Who writes no more still gets the answer")
    func halfClosed() async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port)
            connection.send(LaneTests.request(Sent.line("1")))
            connection.finishSending()
            #expect(await connection.answer()?.body.contains("\"duplicate\":false") == true)
            #expect(await connection.isClosed())
        }
    }

    @Test("A refused body is dropped, and the connection goes on")
    func refused() async throws {
        try await RunningServer.run { server in
            let connection = try RawConnection(port: server.port)
            connection.send(LaneTests.request(Sent.line("1"), type: "text/plain"))
            #expect(await connection.answer()?.head.contains(" 415 ") == true)
            connection.send(LaneTests.request(Sent.line("1"), path: "/v1/decisions?a=1"))
            #expect(await connection.answer()?.head.contains(" 400 ") == true)
            connection.send(LaneTests.request(Sent.line("1"), path: "/v1/decisions/"))
            #expect(await connection.answer()?.head.contains(" 200 ") == true)
            connection.send(
                LaneTests.request(Sent.line("2")).replacingOccurrences(
                    of: "localhost", with: "evil.example"))
            #expect(await connection.answer()?.head.contains(" 403 ") == true)
            connection.send("nonsense\r\n\r\n")
            #expect(await connection.answer()?.head.contains(" 400 ") == true)
            #expect(await connection.isClosed())
        }
    }

    @Test("Who sends nothing, or too slowly, is let go")
    func slow() async throws {
        var limits = ServerLimits()
        limits.idleSeconds = 1
        limits.bodySeconds = 2
        try await RunningServer.run(limits: limits) { server in
            let silent = try RawConnection(port: server.port)
            #expect(await silent.isClosed())
            let half = try RawConnection(port: server.port)
            half.send(String(LaneTests.request(Sent.line("1")).dropLast(5)))
            #expect(await half.isClosed())
            let dripping = try RawConnection(port: server.port, seconds: 1)
            let text = LaneTests.request(Sent.line("1"))
            dripping.send(String(text.prefix(text.utf8.count - 60)))
            let started = ContinuousClock.now
            for byte in text.suffix(60) where ContinuousClock.now - started < .seconds(8) {
                dripping.send(String(byte))
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(await dripping.answer() == nil)
            #expect(try server.store.lastSequence() == 0)
        }
    }

    @Test("Beyond the queue's bound it answers 429, and decides what it took in")
    func backpressure() async throws {
        try await RunningServer.run(waitingMax: 64) { server in
            // One batch that is more than may wait is refused whole.
            let lines = (0..<65).map { Sent.line("\($0)") }.joined(separator: "\n")
            let refused = try await server.send(
                "POST", "/v1/events", lines, type: "application/x-ndjson")
            #expect(refused.status == 429)
            #expect(try refused.problem() == "limited")
            #expect(refused.header("Retry-After") == "1")
            // Many at once: each is decided, quickly, or refused.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for sender in 0..<12 {
                    group.addTask {
                        let body = (0..<30).map { Sent.line("\(sender)-\($0)") }
                            .joined(separator: "\n")
                        return try await server.send(
                            "POST", "/v1/events", body, type: "application/x-ndjson"
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 429 })
            let taken = statuses.count { $0 == 200 }
            #expect(taken > 0)
            #expect(try server.store.lastSequence() == Int64(taken * 30))
            #expect(server.service.numbers.waiting == 0)
        }
    }
}
