import Foundation
import Glibc
import Testing
import Vocabulary

/// A bad rule does harm, is stopped, and all of it is taken back: with real processes, over HTTP.
@Suite("A bad rule is stopped and undone")
struct HarmStoryTests {
    /// A process of the real binary; its output goes to a file.
    private final class Running {
        let process = Process()
        let output: String

        init(_ folder: String, _ name: String, _ arguments: [String]) throws {
            output = folder + "/" + name + ".txt"
            _ = FileManager.default.createFile(atPath: output, contents: nil)
            process.executableURL = URL(fileURLWithPath: TestWorld.root + "/.build/release/assay")
            process.arguments = arguments
            let written = FileHandle(forWritingAtPath: output)
            (process.standardOutput, process.standardError) = (written, written)
            try process.run()
        }

        func stop() {
            process.terminate()
            process.waitUntilExit()
        }

        var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

        /// The port it says it listens on, waited for.
        func port() async throws -> Int {
            for _ in 0..<400 {
                if let place = text.range(of: "127.0.0.1:"), text.contains("stop with") {
                    let digits = text[place.upperBound...].prefix(while: \.isNumber)
                    return try #require(Int(digits))
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw Fault(.unavailable, "It does not say where it listens: \(text)")
        }

        func says(_ words: String) async throws {
            for _ in 0..<400 where !text.contains(words) {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(text.contains(words), "\(text)")
        }
    }

    private let folder = NSTemporaryDirectory() + "assay-harm-\(UUID().uuidString)"
    private var store: String { "sqlite:\(folder)/store.db" }

    @discardableResult
    private func assay(_ arguments: String..., code: Int32 = 0) throws -> String {
        let outcome = try CommandLineTests.run(arguments)
        #expect(outcome.code == code, "\(arguments): \(outcome.output)\(outcome.complaint)")
        return outcome.output
    }

    /// A pack that blocks above a number, and what follows for accounts.
    private func write(pack name: String, above number: Int) throws {
        var texts = RolloutStoryTests.texts(above: number)
        texts["enforcement.yaml"] = """
            policies:
              - name: large
                description: What the account did was blocked.
                entity: account
                when: { actions: [block] }
                strikes: { weight: 1, expires: 90d }
                ladder:
                  - { strikes: 1, measure: restrict, for: 30d }
                ground: "Terms, 4"
                notices: { en: "{facts}, {ground}, until {until}; appeal until {appeal_until}" }
                appeal: 180d
            """
        try FileManager.default.createDirectory(
            atPath: folder + "/" + name, withIntermediateDirectories: true)
        for (path, text) in texts {
            try text.write(toFile: "\(folder)/\(name)/\(path)", atomically: true, encoding: .utf8)
        }
    }

    private func send(_ lines: [[UInt8]], to port: Int) async throws {
        for start in stride(from: 0, to: lines.count, by: 200) {
            let part = lines[start..<min(start + 200, lines.count)]
            try Data(part.joined(separator: [0x0A])).write(
                to: URL(fileURLWithPath: folder + "/part.ndjson"))
            let curl = Process()
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            curl.arguments = [
                "curl", "-sf", "-o", folder + "/sent.json", "-H",
                "Content-Type: application/x-ndjson", "--data-binary", "@\(folder)/part.ndjson",
                "http://127.0.0.1:\(port)/v1/events",
            ]
            try curl.run()
            curl.waitUntilExit()
            #expect(curl.terminationStatus == 0)
        }
    }

    /// Accounts that the receiver holds to be restricted, by what it was told alone.
    private func restricted() throws -> Set<String> {
        var accounts: Set<String> = []
        let text = (try? String(contentsOfFile: folder + "/got.ndjson", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let body = try #require(object?["body"] as? String)
            let payload = try #require(
                try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
            let type = try #require(payload["type"] as? String)
            let data = try #require(payload["data"] as? [String: Any])
            let entity = try #require((data["entity"] as? [String: Any])?["name"] as? String)
            if type == "enforcement.applied" { accounts.insert(entity) }
            if type == "enforcement.reversed" { accounts.remove(entity) }
        }
        return accounts
    }

    @Test("Stopped by itself; one command takes back all it did, in the ledger and at the receiver")
    func harm() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(pack: "own", above: 1000)
        try write(pack: "bad", above: 80)
        let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()
        try secret.write(toFile: folder + "/secret", atomically: true, encoding: .utf8)
        let receiver = try Running(
            folder, "receiver",
            [
                "webhooks", "receive", "--listen", "127.0.0.1:0", "--secret-file",
                folder + "/secret", "--out", folder + "/got.ndjson",
            ])
        defer { receiver.stop() }
        try assay(
            "webhooks", "add", "http://127.0.0.1:\(try await receiver.port())/hooks",
            "--allow-private", "--kinds", "enforcement.*", "--secret-file", folder + "/secret",
            "--store", store)
        let service = try Running(
            folder, "service",
            [
                "serve", "--pack", folder + "/own", "--store", store, "--listen", "127.0.0.1:0",
                "--enforce-every", "200ms", "--watch-every", "0",
            ])
        defer { service.stop() }
        let port = try await service.port()
        try await send(RolloutStoryTests.lines(0..<200), to: port)

        try assay("policy", "register", "--pack", folder + "/bad", "--store", store, "--by", "ann")
        try assay(
            "policy", "promote", "1", "--to", "canary", "--share", "0.5", "--store", store, "--by",
            "ann", code: 3)
        try assay(
            "policy", "promote", "1", "--to", "canary", "--share", "0.5", "--store", store, "--by",
            "ann", "--without-preview", "to see it stopped", code: 1)
        for (name, code) in [("ann", 3), ("bea", 0)] as [(String, Int32)] {
            try assay(
                "policy", "approve", "1", "--store", store, "--by", name, "--without-preview",
                "to see it stopped", code: code)
        }
        try await service.says("canary for 50.0 %")
        try await send(RolloutStoryTests.lines(200..<3000), to: port)
        try await service.says("was stopped as a canary: it acts on")
        let shown = try assay("policy", "show", "1", "--store", store)
        #expect(shown.contains("(by itself), by guard"), "\(shown)")

        // What the canary said was carried out, and told.
        for _ in 0..<200 {
            if try !restricted().isEmpty { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try !restricted().isEmpty)
        var undone = try CommandLineTests.run(undo)
        for _ in 0..<100 where undone.code == 1 {
            // What is behind is carried out meanwhile.
            try await Task.sleep(for: .milliseconds(100))
            undone = try CommandLineTests.run(undo)
        }
        #expect(undone.code == 0, "\(undone)")
        try assay("enforcements", "verify", "--store", store)
        let standing = try assay(
            "enforcements", "list", "--store", store, "--state", "active", "--format", "json")
        #expect(!standing.contains("restrict"), "\(standing)")
        for _ in 0..<200 {
            if try restricted().isEmpty { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        let left = try restricted()
        #expect(left.isEmpty, "the receiver still holds \(left)")
        try asksForTwo()
    }

    /// What asks for two people does so at the command line too.
    private func asksForTwo() throws {
        let apply = [
            "enforcements", "apply", "--accounts", "nobody-1", "--measure", "ban", "--store", store,
            "--by", "ann", "--why", "It is a farm.", "--inside", "A bank told us.",
        ]
        let typo = try CommandLineTests.run(apply)
        #expect(typo.code != 0 && typo.complaint.contains("Nobody has seen account=nobody-1"))
        let ordered = try CommandLineTests.run(apply + ["--unseen"])
        #expect(ordered.code == 1 && ordered.output.contains("0 applied, 1 held"), "\(ordered)")
        #expect(ordered.output.contains("a second person is asked"))
    }

    private var undo: [String] {
        [
            "enforcements", "undo", "--policy-version", "1", "--store", store, "--by", "bea",
            "--why", "the rule was wrong",
        ]
    }
}
