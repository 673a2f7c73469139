import API
import Console
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

/// The console over a real store in a temporary folder, on a port of its own, while `body` runs.
///
/// Who asks is told by a key that is a name: `ana` and `ben` are analysts, `lea` is a lead, `vic` a
/// viewer, and `olga` may order measures and see nothing; without one it is a program of this
/// machine.
struct RingServer {
    let port: Int
    let store: SQLiteStore
    let pack: Pack

    static let now: Int64 = 1_776_000_000_000

    private struct Door: TestKeeper {
        func caller(_ credentials: Credentials) -> Caller {
            guard let text = credentials.authorization else { return .machine }
            let name = String(text.dropFirst("Bearer ".count))
            if name == "olga" {
                return Caller(
                    kind: .person, name: name, permissions: Permissions([.enforcementsOrder]),
                    formToken: "token-of-\(name)")
            }
            let role: PersonRole = ["lea": .lead, "vic": .viewer][name] ?? .analyst
            return Caller(
                kind: .person, name: name, roles: [role], permissions: role.grants,
                formToken: "token-of-\(name)")
        }
    }

    static func run(
        pack files: [String: String] = RingPack.texts,
        _ body: @Sendable (RingServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/assay-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SQLiteStore(path: folder + "/assay.db")
        let reading = PackLoader.read(texts: files)
        let pack = try #require(reading.pack, "\(reading.report)")
        let service = try DecisionService(
            pack: pack, store: store, now: { 1_767_225_600_000 })
        let shell = try Shell(assets: Assets())
        let console = ConsoleRoutes(
            ConsoleParts(shell: shell, store: store, pack: { service.pack }, now: { now }))
        let server = AssayServer(
            service: service, archive: store, configuration: try ServerConfiguration(port: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            gatekeeper: Door(), console: console.routes,
            problemPages: ConsoleProblems(shell: shell), audits: store, now: { now })
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        do {
            try await body(RingServer(port: port, store: store, pack: pack))
        } catch {
            serving.cancel()
            throw error
        }
        serving.cancel()
        _ = try? await serving.value
    }

    /// Sends one request and reads the whole answer; what it leads on to is followed.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, type: String? = nil,
        by name: String? = nil, accept: String = "text/html"
    ) async throws -> PageReply {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = method
        request.timeoutInterval = 30
        request.setValue(accept, forHTTPHeaderField: "Accept")
        if let name { request.setValue("Bearer \(name)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue(
                type ?? "application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        return PageReply(
            status: http.statusCode, response: http, text: String(decoding: data, as: UTF8.self))
    }

    /// Sends a form as the page of somebody would.
    func submit(
        _ path: String, _ fields: [String: String], by name: String
    ) async throws -> PageReply {
        var all = fields
        all["_token"] = "token-of-\(name)"
        let body = all.map { "\($0.key)=\(Query.escaped($0.value))" }.joined(separator: "&")
        return try await send("POST", path, body, by: name)
    }
}

/// What came back.
struct PageReply {
    var status: Int
    var response: HTTPURLResponse
    var text: String

    /// The path of the page that was come to in the end.
    var path: String { response.url?.path ?? "" }

    func header(_ name: String) -> String? { response.value(forHTTPHeaderField: name) }

    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The value of a hidden field.
    func field(_ name: String) throws -> String {
        let start = try #require(text.range(of: "name=\"\(name)\" value=\""))
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}

/// A small pack with enforcement by hand.
enum RingPack {
    static let texts = [
        "pack.yaml": """
        name: tiny
        version: 1.0.0
        description: Large payments.
        owner: tests
        lateness: 1h
        """,
        "events.yaml": """
        entities:
          account: Who pays
          device: With what
        events:
          payment.made:
            description: Somebody paid.
            journey: payment
            fields:
              user: { type: string, required: true, max: 64, entity: account }
              device: { type: string, max: 64, entity: device }
              amount: { type: int, required: true }
        """,
        "features.yaml": """
        features:
          - name: account.payments_1h
            description: Payments in an hour.
            entity: account
            on: payment.made
            aggregate: count
            window: 1h
        """,
        "rules.yaml": """
        rules:
          - id: large_payment
            description: A payment over a thousand.
            owner: tests
            severity: high
            mode: live
            on: payment
            when: event.amount > 1000 && features.account.payments_1h >= 1
            signal: { name: large, weight: 0.9 }
            reason: "{event.user} paid {event.amount}"
        """,
        "policy.yaml": """
        policy:
          payment:
            - { action: hold, when: score >= 0.5 }
        """,
    ]

    /// A payment at a minute of the first day of 2026.
    static func payment(
        _ id: String, user: String, device: String = "d1", amount: Int = 5, minute: Int = 0
    ) -> String {
        let clock = "00:\(minute < 10 ? "0" : "")\(minute):00"
        return #"{"specversion":"1.0","id":"\#(id)","source":"shop","type":"payment.made","#
            + #""time":"2026-01-01T\#(clock)Z","#
            + #""data":{"user":"\#(user)","device":"\#(device)","amount":\#(amount)}}"#
    }
}
