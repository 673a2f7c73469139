import API
import Console
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Tells people by a cookie that is their name and their roles, such as `ana.analyst`.
struct NamedGatekeeper: TestKeeper {
    func caller(_ credentials: Credentials) async throws -> Caller {
        let parts = credentials.session.split(separator: ".").map(String.init)
        guard parts.count == 2, let role = PersonRole(rawValue: parts[1]) else { return .nobody }
        return Caller(
            kind: .person, name: parts[0], roles: [role], permissions: role.grants,
            formToken: "token-of-\(parts[0])")
    }
}

/// The console over a real store and a real log, on a port of its own, while `body` runs.
struct LabServer {
    let port: Int
    let store: SQLiteStore
    let service: DecisionService

    static let rules = """
        rules:
          # Large things.
          - id: large
            description: A large number.
            owner: tests
            severity: high
            mode: live
            on: doing
            when: event.number > 100
            signal: { name: large, weight: 0.5 }
            reason: "{event.number} by {event.user}"

          # Rare words.
          - id: odd_word
            description: An odd word.
            owner: tests
            severity: low
            mode: shadow
            on: doing
            when: has(event.word) && event.word == "odd"
            signal: { name: odd, weight: 0.4 }
            reason: "an odd word"
        """
    static let tests = """
        tests:
          - name: A large number is reviewed
            event: { type: thing.done, data: { user: u1, number: 200 } }
            expect: { action: review, fires: [large] }
        """

    static func run(
        events: Int = 400, limits: PreviewLimits = PreviewLimits(),
        _ body: @Sendable (LabServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let texts = SmallPack.texts(rules: rules, tests: tests)
        let reading = PackLoader.read(texts: texts)
        let pack = try #require(reading.pack, "\(reading.report)")
        let clock: @Sendable () -> Int64 = { 1_772_500_000_000 }
        let service = try DecisionService(pack: pack, store: store, now: clock)
        let shell = try Shell(assets: Assets())
        let console = ConsoleRoutes(
            ConsoleParts(
                shell: shell, store: store, pack: { service.pack }, now: clock,
                previews: PreviewDesk(
                    store: store, folder: folder.path("previews"), limits: limits, now: clock)))
        let server = AssayServer(
            service: service, archive: store, configuration: try ServerConfiguration(port: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            gatekeeper: NamedGatekeeper(), console: console.routes,
            problemPages: ConsoleProblems(shell: shell), now: clock)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        let lab = LabServer(port: port, store: store, service: service)
        do {
            try await lab.fill(events)
            try await body(lab)
        } catch {
            serving.cancel()
            throw error
        }
        serving.cancel()
        _ = try? await serving.value
        withExtendedLifetime(folder) {}
    }

    /// Sends events: of every ten one is large, and of every twenty one has the odd word.
    private func fill(_ count: Int) async throws {
        let lines = (0..<count).map { index in
            let number = index % 10 == 0 ? 150 : index % 7
            let word = index % 20 == 3 ? "odd" : "plain"
            return event(
                "e\(index)", time: "2026-03-02T00:00:00Z",
                data: #""user":"u\#(index % 40)","number":\#(number),"word":"\#(word)""#)
        }
        guard count > 0 else { return }
        let sent = try await send(
            "POST", "/v1/events", lines.joined(separator: "\n"),
            type: "application/x-ndjson")
        #expect(sent.status == 200, "\(sent.text)")
    }

    struct Page {
        var status: Int
        var text: String
        var path: String
    }

    /// One request; redirections are followed.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, as person: String = "",
        type: String = "application/x-www-form-urlencoded", accept: String = "text/html"
    ) async throws -> Page {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.timeoutInterval = 30
        request.httpShouldHandleCookies = false
        request.setValue(accept, forHTTPHeaderField: "Accept")
        if !person.isEmpty {
            request.setValue("assay_session=\(person)", forHTTPHeaderField: "Cookie")
        }
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue(type, forHTTPHeaderField: "Content-Type")
        }
        let session = URLSession(
            configuration: .ephemeral, delegate: Stay(), delegateQueue: nil)
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        let location = http.value(forHTTPHeaderField: "Location") ?? ""
        return Page(
            status: http.statusCode, text: String(decoding: data, as: UTF8.self), path: location)
    }

    /// Leaves a redirection to the test.
    private final class Stay: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask,
            willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
            completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }

    /// A form of a page, as a person sends it.
    func form(
        _ path: String, _ fields: [String: String], as person: String, accept: String = "text/html"
    ) async throws -> Page {
        var fields = fields
        fields["_token"] = "token-of-\(person.prefix { $0 != "." })"
        let body = fields.map { "\(Query.escaped($0))=\(Query.escaped($1))" }.joined(separator: "&")
        return try await send("POST", path, body, as: person, accept: accept)
    }

    /// Waits for a preview to end.
    func end(of id: Int, as person: String) async throws -> [String: Any] {
        for _ in 0..<600 {
            let page = try await send(
                "GET", "/rules/previews/\(id)/progress", as: person, accept: "application/json")
            let state = try #require(
                try JSONSerialization.jsonObject(with: Data(page.text.utf8)) as? [String: Any])
            if state["state"] as? String != "running" { return state }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("The preview does not end.")
        return [:]
    }
}
