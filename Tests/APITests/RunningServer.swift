import API
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// A server on a port of its own, over a real store in a temporary folder, while `body` runs.
struct RunningServer {
    let port: Int
    let folder: String
    let store: SQLiteStore
    let service: DecisionService
    let routes: [(method: String, path: String, queries: [String])]
    let audited: [(method: String, path: String, audited: String?)]

    static let key = "test-key-0123456789"

    static func run(
        keys: [String] = [], limits: ServerLimits = ServerLimits(), sparePages: Int? = nil,
        waitingMax: Int = 16_384,
        _ body: @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/assay-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var storeLimits = SQLiteLimits()
        if let sparePages {
            // An empty store, however many tables it has, and so many pages more.
            try SQLiteStore(path: folder + "/assay.db").close()
            let bytes = try FileManager.default.attributesOfItem(atPath: folder + "/assay.db")
            storeLimits.pagesMax = (bytes[.size] as? Int ?? 0) / 4096 + sparePages
        }
        let store = try SQLiteStore(path: folder + "/assay.db", limits: storeLimits)
        let service = try DecisionService(
            pack: try tinyPack(), store: store, waitingMax: waitingMax,
            now: { 1_767_225_600_000 })
        let server = AssayServer(
            service: service, archive: store,
            configuration: try ServerConfiguration(port: 0, apiKeys: keys, limits: limits),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            enforcements: EnforcementParts(
                store: store, definition: { service.pack.enforcement }),
            audits: store,
            now: { 1_767_225_800_000 })
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        do {
            try await body(
                RunningServer(
                    port: port, folder: folder, store: store, service: service,
                    routes: server.routes,
                    audited: server.auditedRoutes))
        } catch {
            serving.cancel()
            throw error
        }
        serving.cancel()
        _ = try? await serving.value
    }

    static func tinyPack() throws -> Pack {
        let reading = PackLoader.read(texts: TinyPack.texts)
        return try #require(reading.pack, "\(reading.report)")
    }

    /// Sends one request and reads the whole answer.
    func send(
        _ method: String, _ path: String, _ body: String? = nil,
        type: String? = "application/cloudevents+json", headers: [String: String] = [:]
    ) async throws -> Reply {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = method
        request.timeoutInterval = 20
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let body {
            request.httpBody = Data(body.utf8)
            if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        return Reply(
            status: http.statusCode, response: http, text: String(decoding: data, as: UTF8.self))
    }
}

/// What came back.
struct Reply {
    var status: Int
    var response: HTTPURLResponse
    var text: String

    func header(_ name: String) -> String? { response.value(forHTTPHeaderField: name) }

    /// The body as JSON.
    func json() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Id of the one decision that was answered.
    func decisionID() throws -> String {
        let decision = try #require(try json()["decision"] as? [String: Any])
        return try #require(decision["id"] as? String)
    }

    /// The `type` of a problem, after checking that it is one.
    func problem() throws -> String {
        #expect(header("Content-Type") == "application/problem+json")
        let members = try json()
        for name in ["title", "detail", "instance"] { #expect(members[name] is String) }
        #expect(members["status"] as? Int == status)
        return try #require(members["type"] as? String)
            .replacingOccurrences(of: "urn:assay:problem:", with: "")
    }
}

/// Events for the tiny pack.
enum Sent {
    static func payment(_ id: String, user: String = "ann", amount: Int = 5) -> String {
        """
        {"specversion":"1.0","id":"\(id)","source":"shop","type":"payment.made",
        "time":"2026-01-01T00:00:00Z","data":{"user":"\(user)","amount":\(amount)}}
        """
    }

    /// As one line.
    static func line(_ id: String, user: String = "ann", amount: Int = 5) -> String {
        payment(id, user: user, amount: amount).replacingOccurrences(of: "\n", with: " ")
    }
}
