import API
import Deliveries
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Verifications
import Vocabulary

/// A clock that tests move.
final class StoryClock: Sendable {
    private let time = Mutex<Int64>(1_767_225_600_000)

    var now: Int64 { time.withLock { $0 } }

    func pass(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A real server over a real store, and a built-in vendor behind a real socket for every name the
/// pack has; requests and callbacks go over HTTP.
struct VerificationServer: Sendable {
    let port: Int
    let clock: StoryClock
    let store: SQLiteStore
    let service: DecisionService
    let rounds: VerificationRounds

    static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    /// - Parameter behaviour: of the vendor `papers`; the others behave well.
    static func run(
        folder: TemporaryFolder, clock: StoryClock = StoryClock(),
        behaviour: FakeVendorBehaviour = .well,
        _ body: @Sendable (VerificationServer) async throws -> Void
    ) async throws {
        var texts = VerificationPack.texts
        let names = ["mail", "papers", "backup", "newcomer"]
        texts["verification.yaml"] = VerificationPack.verification
        let pack = try #require(PackLoader.read(texts: texts).pack)
        let callbackPort = try freePort()
        var access = VendorAccess()
        var tasks: [Task<Void, any Error>] = []
        defer { for task in tasks { task.cancel() } }
        for name in names {
            let secret = try WebhookSecret(secret)
            let vendor = FakeVendor(
                secret: secret, behaviour: name == "papers" ? behaviour : .well)
            let url = URL(
                string: "http://127.0.0.1:\(callbackPort)/v1/vendors/\(name)/callbacks")!
            let server = FakeVendorServer(
                vendor: vendor, settings: .init(port: 0, callback: url, delay: 1),
                logger: quiet, now: { clock.now }, notice: { _ in })
            let port = try await listening(&tasks) { try await server.run(onListening: $0) }
            try access.add(
                secret, url: "http://127.0.0.1:\(port)/checks", allowsPrivate: true, for: name)
        }
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let service = try DecisionService(pack: pack, store: store, now: { clock.now })
        let verifier = Verifier(
            archive: store, access: access, pack: { pack }, now: { clock.now })
        let rounds = VerificationRounds(
            service: service, store: store, verifier: verifier, notice: { _ in })
        try rounds.begin()
        let server = AssayServer(
            service: service, archive: store,
            configuration: try ServerConfiguration(port: callbackPort), logger: quiet,
            verifier: verifier, now: { clock.now })
        let port = try await listening(&tasks) { try await server.run(onListening: $0) }
        try await body(
            VerificationServer(
                port: port, clock: clock, store: store, service: service, rounds: rounds))
    }

    private static var quiet: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    private static func listening(
        _ tasks: inout [Task<Void, any Error>],
        _ run: @escaping @Sendable (@escaping @Sendable (Int) -> Void) async throws -> Void
    ) async throws -> Int {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        tasks.append(
            Task {
                defer { found.finish() }
                try await run { found.yield($0) }
            })
        return try #require(await ports.first(where: { _ in true }))
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> UInt16? in
                guard bind(socket, raw, size) == 0, getsockname(socket, raw, &size) == 0 else {
                    return nil
                }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        return Int(try #require(port))
    }

    /// Status and body of a request.
    func send(
        _ method: String, _ path: String, _ body: String? = nil,
        headers: [String: String] = ["Content-Type": "application/json"]
    ) async throws -> (status: Int, text: String) {
        try await VerificationServer.send(method, "http://127.0.0.1:\(port)\(path)", body, headers)
    }

    static func send(
        _ method: String, _ url: String, _ body: String?,
        _ headers: [String: String] = ["Content-Type": "application/json"]
    ) async throws -> (status: Int, text: String) {
        var request = URLRequest(url: URL(string: url)!)
        request.httpMethod = method
        request.timeoutInterval = 20
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return (
            (response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self)
        )
    }

    /// Runs a round on a thread that may block: the servers need those that may not.
    func round() async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { _ = try rounds.run() })
            }
        }
    }

    func signUp(_ user: String, device: String = "phone") async throws {
        let body = event(
            "\(user)-\(clock.now)", type: "account.signed_up",
            time: CivilTime(milliseconds: clock.now).rfc3339,
            data: #""user":"\#(user)","device":"\#(device)""#)
        let reply = try await send(
            "POST", "/v1/decisions", body,
            headers: ["Content-Type": "application/cloudevents+json"])
        #expect(reply.status == 200, "\(reply.text)")
        try await round()
    }

    func give(_ user: String, _ requirement: String, _ person: String) async throws -> Int {
        try await send(
            "POST", "/v1/verifications",
            #"{"account":"\#(user)","requirement":"\#(requirement)","person":\#(person)}"#
        ).status
    }

    /// State by requirement, as the API tells it.
    func states(_ user: String) async throws -> [String: String] {
        struct List: Decodable {
            struct Item: Decodable { var requirement, state: String }
            var verifications: [Item]
        }
        let reply = try await send("GET", "/v1/verifications?account=\(user)")
        let list = try JSONDecoder().decode(List.self, from: Data(reply.text.utf8))
        return Dictionary(
            uniqueKeysWithValues: list.verifications.map { ($0.requirement, $0.state) })
    }

    /// Runs rounds until the requirement is in a state; half a minute at most. The clock goes on,
    /// so that what failed in a busy process is tried again.
    func reach(_ user: String, _ requirement: String, _ state: String) async throws {
        for _ in 0..<600 {
            try await round()
            if try await states(user)[requirement] == state { return }
            try await pause()
        }
        Issue.record("\(requirement) of \(user) is \(try await states(user)), not \(state)")
    }

    /// A moment of both clocks.
    func pause() async throws {
        clock.pass(50)
        try await Task.sleep(for: .milliseconds(50))
    }

    /// A number of `/metrics`.
    func metric(_ line: String) async throws -> Int {
        let text = try await send("GET", "/metrics").text
        let found = text.split(separator: "\n").first { $0.hasPrefix(line) }
        return found.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
    }
}
