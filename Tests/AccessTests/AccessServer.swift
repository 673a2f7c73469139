import API
import Access
import Console
import Foundation
import FoundationNetworking
import HTTPTypes
import Logging
import Packs
import Pipeline
import Synchronization
import TestKit
import Testing
import Vocabulary

/// A server with pages, sign-in and keys over a real store, on a port of its own.
struct AccessServer: Sendable {
    let port: Int
    let office: Office
    let routes: [Route]

    static func run(
        fileKeys: [String] = [], provider: OIDCProvider? = nil, publicURL: String? = nil,
        trustedProxies: [String] = [], isTold: Bool = false,
        _ change: (inout AccessSettings) -> Void = { _ in },
        _ body: @Sendable (AccessServer) async throws -> Void
    ) async throws {
        let office = try Office(fileKeys: fileKeys, change)
        let reading = PackLoader.read(texts: SmallPack.texts())
        let pack = try #require(reading.pack, "\(reading.report)")
        let now: @Sendable () -> Int64 = { [clock = office.clock] in clock.now }
        let service = try DecisionService(pack: pack, store: office.store, now: now)
        let configuration = try ServerConfiguration(
            port: 0, publicURL: publicURL, asksAlways: true, trustedProxies: trustedProxies)
        let shell = try Shell(assets: Assets())
        let parts = AccessParts(desk: office.desk, provider: provider, publicURL: publicURL)
        let server = AssayServer(
            service: service, archive: office.store, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            enforcements: EnforcementParts(
                store: office.store, definition: { service.pack.enforcement },
                fourEyes: { [.ban] }),
            gatekeeper: AccessGate(
                desk: office.desk, host: configuration.host, publicURL: publicURL, now: now),
            console: ConsoleRoutes(
                ConsoleParts(
                    shell: shell, store: office.store, pack: { service.pack }, now: now,
                    access: parts)
            ).routes, problemPages: ConsoleProblems(shell: shell),
            audits: isTold ? office.store : nil, now: now)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        defer { serving.cancel() }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        do {
            try await body(AccessServer(port: port, office: office, routes: server.doors))
        } catch {
            serving.cancel()
            _ = try? await serving.value
            throw error
        }
        serving.cancel()
        _ = try? await serving.value
    }

    /// Somebody signed in, with the form token of their session.
    func browser(_ name: String) throws -> Browser {
        let session = try office.session(name)
        let token = try #require(try office.desk.caller(session: session)).formToken
        return Browser(port: port, cookies: [Credentials.cookie: session], token: token)
    }

    var nobody: Browser { Browser(port: port) }
}

/// A browser, as far as cookies go; it follows no redirect.
final class Browser: Sendable {
    let port: Int
    let token: String
    private let jar: Mutex<[String: String]>

    init(port: Int, cookies: [String: String] = [:], token: String = "") {
        (self.port, self.token) = (port, token)
        jar = Mutex(cookies)
    }

    var cookies: [String: String] { jar.withLock { $0 } }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.timeoutIntervalForRequest = 30
        return URLSession(configuration: configuration, delegate: Stays(), delegateQueue: nil)
    }()

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, headers: headers)
    }

    /// Sends a form, as the page without script does.
    func post(
        _ path: String, _ fields: [String: String], headers: [String: String] = [:]
    ) async throws -> Reply {
        var plain = CharacterSet.alphanumerics
        plain.insert(charactersIn: "-._")
        let body = fields.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
        }.joined(separator: "&")
        return try await send(
            "POST", path, body, type: "application/x-www-form-urlencoded", headers: headers)
    }

    func send(
        _ method: String, _ path: String, _ body: String? = nil,
        type: String = "application/json", headers: [String: String] = [:]
    ) async throws -> Reply {
        let base = path.hasPrefix("http") ? "" : "http://127.0.0.1:\(port)"
        var request = URLRequest(url: try #require(URL(string: base + path)))
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let cookies = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        if !cookies.isEmpty { request.setValue(cookies, forHTTPHeaderField: "Cookie") }
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue(type, forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await Browser.session.data(for: request)
        let reply = Reply(
            response: try #require(response as? HTTPURLResponse),
            text: String(decoding: data, as: UTF8.self))
        keep(reply.header("Set-Cookie") ?? "")
        return reply
    }

    /// Cookies of ours have no comma in them.
    private func keep(_ field: String) {
        jar.withLock { jar in
            for cookie in field.split(separator: ",") {
                let parts = (cookie.split(separator: ";").first ?? "").split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = parts[0].trimmingCharacters(in: .whitespaces)
                jar[name] = parts[1].isEmpty ? nil : String(parts[1])
            }
        }
    }
}

struct Reply: Sendable {
    let response: HTTPURLResponse
    let text: String
    var status: Int { response.statusCode }
    func header(_ name: String) -> String? { response.value(forHTTPHeaderField: name) }
}

private final class Stays: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
