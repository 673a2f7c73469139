import API
import Cases
import Console
import Enforcements
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// A server with the console over a real store, while `body` runs. Who asks is named in
/// `Authorization: Bearer NAME`, and may what their role grants.
struct Desk {
    let port: Int
    let store: SQLiteStore
    let definition: CasesDefinition

    static let start: Int64 = 1_767_225_800_000
    static let token = "form-token-of-the-session"

    static func run(_ body: @Sendable (Desk) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let reading = PackLoader.read(texts: DeskPack.texts)
        let pack = try #require(reading.pack, "\(reading.report)")
        let service = try DecisionService(pack: pack, store: store, now: { Desk.start })
        let shell = try Shell(assets: Assets(folder: repository + "/Sources/CAssets"))
        let console = ConsoleRoutes(
            ConsoleParts(shell: shell, store: store, pack: { pack }, now: { Desk.start }))
        let server = AssayServer(
            service: service, archive: store,
            configuration: try ServerConfiguration(port: 0, apiKeys: []),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            gatekeeper: NamedKeeper(), console: console.routes,
            problemPages: ConsoleProblems(shell: shell), now: { Desk.start })
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        let result: Result<Void, any Error>
        do {
            try await body(
                Desk(port: port, store: store, definition: try #require(pack.cases)))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        serving.cancel()
        _ = try? await serving.value
        try result.get()
    }

    struct Page {
        var status: Int
        var text: String
        var headers: [String: String]

        /// Where the browser is sent on to; empty for nowhere.
        var location: String { headers["location"] ?? "" }

        func has(_ words: String) -> Bool { text.contains(words) }

        /// The value of the first hidden field of that name behind `mark`.
        func field(_ name: String, behind mark: String = "") -> String {
            let from = mark.isEmpty ? text.startIndex : text.range(of: mark)?.upperBound
            guard let from, let found = text[from...].range(of: "name=\"\(name)\" value=\"") else {
                return ""
            }
            return String(text[found.upperBound...].prefix { $0 != "\"" })
        }
    }

    func get(_ path: String, as name: String = "ana") async throws -> Page {
        try await send("GET", path, nil, "", as: name)
    }

    /// Sends a form as a browser does.
    func post(
        _ path: String, _ fields: [(String, String)], as name: String = "ana"
    ) async throws -> Page {
        let body = ([("_token", Desk.token)] + fields).map { "\($0)=\(Query.escaped($1))" }
            .joined(separator: "&")
        return try await send(
            "POST", path, Data(body.utf8), "application/x-www-form-urlencoded", as: name)
    }

    func send(
        _ method: String, _ path: String, _ body: Data?, _ type: String, as name: String
    ) async throws -> Page {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        (request.httpMethod, request.httpBody, request.timeoutInterval) = (method, body, 20)
        if !name.isEmpty { request.setValue("Bearer \(name)", forHTTPHeaderField: "Authorization") }
        request.setValue("text/html", forHTTPHeaderField: "Accept")
        if body != nil { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        let session = URLSession(configuration: .ephemeral, delegate: Staying(), delegateQueue: nil)
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var headers: [String: String] = [:]
        for (key, value) in http.allHeaderFields {
            headers["\(key)".lowercased()] = "\(value)"
        }
        return Page(
            status: http.statusCode, text: String(decoding: data, as: UTF8.self), headers: headers)
    }

    /// Events that pay much, so that each is held and has a reason.
    func pay(_ users: String...) async throws {
        for (index, user) in users.enumerated() {
            let event = """
                {"specversion":"1.0","id":"\(user)-\(index)","source":"shop",\
                "type":"payment.made","time":"2026-01-01T00:00:00Z",\
                "data":{"user":"\(user)","device":"d-shared","amount":5000}}
                """
            let answer = try await send(
                "POST", "/v1/decisions", Data(event.utf8), "application/cloudevents+json", as: "")
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    /// Opens a case about an account by its page's form, and returns its path.
    func open(_ account: String, as name: String = "ana") async throws -> String {
        let page = try await post(
            "/entities/account/\(account)/case", [("why", "Looks odd"), ("queue", "triage")],
            as: name)
        #expect(page.status == 303, "\(page.text)")
        return page.location
    }
}

/// Stays where a form sends it on, so that tests see where.
private final class Staying: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
}

/// People by the name they give: `vera` is a viewer, `aude` audits, `rita` and `ravi` review,
/// `nora@label` is a partner of `label`, all others lead.
private struct NamedKeeper: TestKeeper {
    func caller(_ credentials: Credentials) -> Caller {
        let name = String((credentials.authorization ?? "").dropFirst("Bearer ".count))
        guard !name.isEmpty else { return .machine }
        if let mark = name.firstIndex(of: "@") {
            return Caller(
                kind: .person, name: name, roles: [.partner],
                permissions: PersonRole.partner.grants,
                partner: String(name[name.index(after: mark)...]), formToken: Desk.token)
        }
        let roles: [String: PersonRole] = [
            "vera": .viewer, "aude": .auditor, "rita": .reviewer, "ravi": .reviewer,
        ]
        let role = roles[name] ?? .lead
        return Caller(
            kind: .person, name: name, roles: [role], permissions: role.grants,
            formToken: Desk.token)
    }
}
