import Foundation
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

/// The command line as a person or a script meets it: output and exit codes of the real binary.
@Suite("Command line")
struct CommandLineTests {
    struct Outcome {
        var code: Int32
        var output: String
        var complaint: String
    }

    private func assay(_ arguments: String...) throws -> Outcome {
        try CommandLineTests.run(arguments)
    }

    static func run(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: TestWorld.root + "/.build/release/assay")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: TestWorld.root)
        let folder = NSTemporaryDirectory() + "assay-cli-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["out", "err"] {
            _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
        }
        process.standardOutput = FileHandle(forWritingAtPath: folder + "/out")
        process.standardError = FileHandle(forWritingAtPath: folder + "/err")
        try process.run()
        process.waitUntilExit()
        return Outcome(
            code: process.terminationStatus,
            output: try String(contentsOfFile: folder + "/out", encoding: .utf8),
            complaint: try String(contentsOfFile: folder + "/err", encoding: .utf8))
    }

    @Test("A sound pack ends with 0, a faulty one with 1 and every fault")
    func packCheck() throws {
        #expect(try assay("pack", "check", "PolicyPacks/streaming").code == 0)
        let folder = NSTemporaryDirectory() + "assay-pack-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "name: empty\n".write(
            toFile: folder + "/pack.yaml", atomically: true, encoding: .utf8)
        let outcome = try assay("pack", "check", folder)
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("pack.yaml:1:1: error: This pack has no `version`."))
        #expect(outcome.output.contains("events.yaml:1:1: error: The file is missing."))
    }

    @Test("Wrong usage ends with 2, a missing file with 3 and what to do")
    func exitCodes() throws {
        #expect(try assay("replay").code == 2)
        #expect(try assay("replay", "--nonsense").code == 2)
        #expect(try assay("--help").code == 0)
        let missing = try assay(
            "replay", "--pack", "PolicyPacks/streaming", "--events", "no-such-file.ndjson")
        #expect(missing.code == 3)
        #expect(missing.complaint.contains("Cannot open no-such-file.ndjson"))
    }

    @Test("Dead letters end a replay with 1, are named, and do not stop the rest")
    func deadLetters() throws {
        let world = try TestWorld(seed: 31, events: 5000)
        defer { world.remove() }
        var lines = try String(contentsOfFile: world.events, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        lines.insert("{\"specversion\":\"1.0\",\"id\":\"x\"", at: 2)
        lines[5] = lines[5].replacingOccurrences(of: "\"type\":\"", with: "\"type\":\"un")
        let path = world.folder + "/bad.ndjson"
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let outcome = try assay(
            "replay", "--pack", "PolicyPacks/streaming", "--events", path)
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("bad.ndjson:3: malformed_json"))
        #expect(outcome.output.contains("bad.ndjson:6: unknown_event_type"))
        let strict = try assay(
            "replay", "--pack", "PolicyPacks/streaming", "--strict", "--events", path)
        #expect(strict.code == 1)
        #expect(strict.complaint.contains("bad.ndjson:3"))
    }

    @Test("The log prints an account's events, and forgets only what a snapshot covers")
    func log() throws {
        let world = try TestWorld(seed: 36, events: 5000)
        defer { world.remove() }
        let path = world.folder + "/log.db"
        let url = "sqlite:" + path
        let store = try SQLiteStore(path: path)
        try TestWorld.keep(world.events, pack: world.pack, in: store)
        let decision = try #require(try store.decisions(DecisionFilter(limit: 1)).first)
        let account = decision.account
        let printed = try assay("log", "events", "--store", url, "--account", account)
        let events = try store.events(ofAccount: account, before: .max, limit: 500)
        let lines = printed.output.split(separator: "\n")
        #expect(lines.count == events.count && !lines.isEmpty)
        for (line, event) in zip(lines, events) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["sequence"] as? Int64 == event.sequence)
        }
        let same = try assay("log", "events", "--store", url, "--entity", "account=\(account)")
        #expect(same.code == 0 && same.output == printed.output)
        let lost = try assay("log", "events", "--store", url, "--entity", "acount=x")
        #expect(lost.code == 3 && lost.complaint.contains("Did you mean account?"))
        let short = try assay(
            "log", "events", "--store", url, "--account", account, "--limit", "1", "--before",
            "\(decision.sequence)")
        #expect(short.output.split(separator: "\n").count == min(1, events.count - 1))

        let bare = try assay("log", "forget", "--store", url, "--older-than", "1ms")
        #expect(bare.code == 3 && bare.complaint.contains("There is no snapshot"))
        let service = try DecisionService(
            pack: world.pack, store: store,
            snapshots: SnapshotSettings(path: path + "-features", everyEvents: 0),
            now: TestWorld.now)
        service.stop()
        #expect(!FileManager.default.fileExists(atPath: path + "-features"))
        try DecisionService(
            pack: world.pack, store: store,
            snapshots: SnapshotSettings(path: path + "-features"), now: TestWorld.now
        ).stop()
        let forgot = try assay(
            "log", "forget", "--store", url, "--before", "2100-01-01T00:00:00Z")
        #expect(forgot.code == 0 && forgot.output.hasPrefix("Forgot "), "\(forgot)")
        let again = try assay("replay", "--decision", decision.id, "--store", url)
        #expect(again.code == 3 && again.complaint.contains("were forgotten"))
        try store.close()
    }

    @Test("Beyond this machine the server shows nothing without a key or a sign-in")
    func refusesWithoutKey() throws {
        let server = Process()
        let pipe = Pipe()
        server.executableURL = URL(fileURLWithPath: TestWorld.root + "/.build/release/assay")
        server.currentDirectoryURL = URL(fileURLWithPath: TestWorld.root)
        server.arguments = [
            "serve", "--pack", "PolicyPacks/streaming", "--store", "sqlite::memory:", "--listen",
            "0.0.0.0:0",
        ]
        (server.standardOutput, server.standardError) = (pipe, FileHandle.nullDevice)
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        var said = ""
        while !said.contains("/setup?token="),
            case let more = pipe.fileHandleForReading.availableData,
            !more.isEmpty
        { said += String(decoding: more, as: UTF8.self) }
        let port = try #require(said.firstMatch(of: /http:\/\/0\.0\.0\.0:([0-9]+)/)).output.1
        let asking = """
            import http.client, sys
            port, method, path, accept = sys.argv[1:]
            asked = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
            asked.request(method, path, headers={
                "Host": "assay.test", "Accept": accept,
                "Content-Type": "application/cloudevents+json"})
            print(asked.getresponse().status, end="")
            """
        func status(_ method: String, _ path: String, accept: String = "*/*") throws -> String {
            let python = Process()
            let answer = Pipe()
            python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            python.arguments = ["python3", "-c", asking, String(port), method, path, accept]
            python.standardOutput = answer
            try python.run()
            python.waitUntilExit()
            return String(
                decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        #expect(try status("GET", "/v1/decisions") == "401")
        #expect(try status("POST", "/v1/decisions") == "401")
        #expect(try status("GET", "/rings") == "401")
        #expect(try status("GET", "/rings", accept: "text/html") == "303")
    }

    @Test("An expression is evaluated, and a mistyped one is shown with its place")
    func cel() throws {
        #expect(try assay("cel", "eval", "size('abc') + 1").output == "4\n")
        let mistyped = try assay("cel", "eval", "sise('abc')")
        #expect(mistyped.code == 1)
        #expect(mistyped.complaint.contains("expression:1:1: error"))
        #expect(mistyped.complaint.contains("size"))
    }
}
