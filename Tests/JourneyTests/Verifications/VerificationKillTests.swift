import Foundation
import Glibc
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Verifications
import Vocabulary

/// The real processes: `assay serve`, killed with SIGKILL between any two steps, and the built-in
/// vendor beside it.
@Suite struct VerificationKillTests {
    /// A process of the real binary.
    private final class Running {
        let process = Process()
        private let errors: String

        init(_ arguments: [String], folder: TemporaryFolder, name: String) throws {
            errors = folder.path("\(name).log")
            if !FileManager.default.fileExists(atPath: errors) {
                _ = FileManager.default.createFile(atPath: errors, contents: nil)
            }
            process.executableURL = URL(
                fileURLWithPath: TestWorld.root + "/.build/release/assay")
            process.arguments = arguments
            let log = FileHandle(forWritingAtPath: errors)
            _ = try log?.seekToEnd()
            process.standardOutput = log
            process.standardError = log
            try process.run()
        }

        var log: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

        func kill() {
            Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { if process.isRunning { kill() } }
    }

    private let folder: TemporaryFolder
    private let port: Int
    private let vendors: [Running]

    private var store: String { folder.path("assay.db") }

    init() throws {
        folder = try TemporaryFolder()
        for (name, text) in VerificationPack.texts {
            _ = try folder.write(text, as: "pack/\(name)")
        }
        port = try VerificationServer.freePort()
        var lines: [String] = []
        var vendors: [Running] = []
        for name in ["mail", "papers", "backup", "newcomer"] {
            let vendorPort = try VerificationServer.freePort()
            lines.append(
                "\(name) \(VerificationServer.secret) http://127.0.0.1:\(vendorPort)/checks private"
            )
            _ = try folder.write(lines.joined(separator: "\n"), as: "vendors.txt")
            vendors.append(
                try Running(
                    [
                        "vendor", "fake", "--name", name, "--vendors", folder.path("vendors.txt"),
                        "--listen", "127.0.0.1:\(vendorPort)", "--delay", "50ms", "--callback",
                        "http://127.0.0.1:\(port)/v1/vendors/\(name)/callbacks",
                    ], folder: folder, name: name))
        }
        self.vendors = vendors
    }

    private func serve() async throws -> Running {
        let running = try Running(
            [
                "serve", "--pack", folder.path("pack"), "--store", "sqlite:" + store,
                "--listen", "127.0.0.1:\(port)", "--vendors", folder.path("vendors.txt"),
                "--watch-every", "0",
            ], folder: folder, name: "serve")
        for _ in 0..<600 {
            let reply = try? await send("GET", "/readyz")
            if reply?.status == 200 { return running }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Fault(.unavailable, "The service does not start:\n\(running.log)")
    }

    private func send(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/json"
    ) async throws -> (status: Int, text: String) {
        try await VerificationServer.send(
            method, "http://127.0.0.1:\(port)\(path)", body, ["Content-Type": type])
    }

    private func reach(_ requirement: String, _ state: String, _ running: Running) async throws {
        for _ in 0..<600 {
            let text = try await send("GET", "/v1/verifications?account=bob").text
            if text.contains(#""requirement":"\#(requirement)","state":"\#(state)""#) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(requirement) is not \(state):\n\(running.log)")
    }

    @Test("Killed between each two steps, nothing is lost and nothing done twice")
    func kills() async throws {
        var running = try await serve()
        let now = CivilTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).rfc3339
        let signUp = event(
            "1", type: "account.signed_up", time: now, data: #""user":"bob","device":"farm""#)
        #expect(
            try await send(
                "POST", "/v1/decisions", signUp, type: "application/cloudevents+json"
            ).status == 200)
        for requirement in ["email", "document", "liveness"] {
            running.kill()
            running = try await serve()
            try await reach(requirement, "requested", running)
            running.kill()
            running = try await serve()
            let body =
                #"{"account":"bob","requirement":"\#(requirement)","person":{"document":"X1"}}"#
            #expect(try await send("POST", "/v1/verifications", body).status == 200)
            running.kill()
            running = try await serve()
            try await reach(requirement, "passed", running)
        }
        running.kill()
        running = try await serve()
        try await expectLogged()
        let shown = try CommandLineTests.run([
            "verifications", "list", "--store", "sqlite:" + store, "--account", "bob",
        ])
        #expect(shown.code == 0 && shown.output.split(separator: "\n").count == 4)
        let id = Verification.id(account: "bob", requirement: "document")
        let ended = try CommandLineTests.run([
            "verifications", "expire", id, "--store", "sqlite:" + store, "--by", "ann",
        ])
        #expect(ended.code == 0 && ended.output.contains("expired"))
        let asked = try CommandLineTests.run([
            "verifications", "request", "--account", "bob", "--requirement", "document", "--json",
            "--store", "sqlite:" + store,
        ])
        #expect(asked.code == 0 && asked.output.contains(#""state":"requested""#))
        let ledger = try CommandLineTests.run([
            "verifications", "show", id, "--store", "sqlite:" + store,
        ])
        #expect(ledger.output.contains("reset") && ledger.output.contains("ann"))
        let compared = try CommandLineTests.run([
            "verifications", "compare", "--store", "sqlite:" + store,
        ])
        #expect(compared.code == 0 && compared.output.contains("newcomer"))
        running.kill()
    }

    /// Waits until every step of the ledger is in the event log, and holds the two to each other.
    private func expectLogged() async throws {
        let store = try SQLiteStore(path: store)
        defer { try? store.close() }
        for _ in 0..<200 where try !store.unlogged(limit: 1).isEmpty {
            try await Task.sleep(for: .milliseconds(50))
        }
        let steps = try store.lines(after: 0, limit: 100).map {
            "\($0.verification)-\($0.number)"
        }
        var logged: [String] = []
        for event in try store.events(after: 0, limit: 100, bytesMax: 1_000_000) {
            let object = try JSONSerialization.jsonObject(with: Data(event.text)) as? [String: Any]
            if object?["type"] as? String == "verification" {
                logged.append(try #require(object?["id"] as? String))
            }
        }
        #expect(steps.count == 9)
        #expect(logged == steps)
    }
}
