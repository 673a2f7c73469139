import Foundation
import Glibc
import StoreSQLite
import Testing

/// Sender and receiver as processes of their own, over real HTTP, on a bad day.
@Suite("Deliveries, with processes that die")
struct DeliveryStoryTests {
    /// A process of the real binary; its output goes to a file.
    private final class Running {
        let process = Process()
        let output: String

        init(_ folder: String, _ name: String, _ arguments: [String]) throws {
            output = folder + "/" + name + ".txt"
            _ = FileManager.default.createFile(atPath: output, contents: nil)
            process.executableURL = URL(
                fileURLWithPath: TestWorld.root + "/.build/release/assay")
            process.arguments = arguments
            let written = FileHandle(forWritingAtPath: output)
            (process.standardOutput, process.standardError) = (written, written)
            try process.run()
        }

        func kill() {
            Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        func stop() -> String {
            process.terminate()
            process.waitUntilExit()
            return text
        }

        var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

        /// The port it says it listens on, waited for.
        func port() throws -> Int {
            for _ in 0..<200 {
                if let place = text.range(of: "127.0.0.1:"), text.contains("stop with") {
                    let digits = text[place.upperBound...].prefix(while: \.isNumber)
                    return try #require(Int(digits))
                }
                usleep(50_000)
            }
            throw CocoaError(.fileReadUnknown)
        }
    }

    private let folder = NSTemporaryDirectory() + "assay-deliveries-\(UUID().uuidString)"
    private var store: String { "sqlite:\(folder)/store.db" }
    private var got: String { folder + "/got.ndjson" }

    private func assay(_ arguments: String...) throws -> String {
        let outcome = try CommandLineTests.run(arguments)
        #expect(outcome.code == 0, "\(arguments): \(outcome.output)\(outcome.complaint)")
        return outcome.output
    }

    /// Messages of subjects, and the secret of both ends.
    private func prepare(messages: Int, subjects: Int) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lines = (0..<messages).map { place in
            #"{"id":"act_\#(place)","kind":"enforcement.applied","#
                + #""subject":"account=u\#(place % subjects)","#
                + #""payload":{"type":"enforcement.applied","data":{"n":\#(place)}}}"#
        }
        try lines.joined(separator: "\n").write(
            toFile: folder + "/messages.ndjson", atomically: true, encoding: .utf8)
        let secret =
            "whsec_"
            + Data((0..<32).map { _ in UInt8.random(in: 0...255) })
            .base64EncodedString()
        try secret.write(toFile: folder + "/secret", atomically: true, encoding: .utf8)
    }

    private func receiver(_ port: Int, _ more: [String], _ name: String) throws -> Running {
        try Running(
            folder, name,
            [
                "webhooks", "receive", "--listen", "127.0.0.1:\(port)", "--secret-file",
                folder + "/secret", "--out", got,
            ] + more)
    }

    private func sender(_ name: String) throws -> Running {
        try Running(
            folder, name,
            [
                "deliveries", "run", "--store", store, "--until-empty", "--first-wait-ms", "40",
                "--longest-wait-ms", "800", "--timeout-ms", "600", "--attempts", "60",
            ])
    }

    /// Numbers of messages in the order the receiver kept them.
    private func received() throws -> [Int] {
        try String(contentsOfFile: got, encoding: .utf8).split(separator: "\n").compactMap { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let id = try #require(object?["id"] as? String)
            if id.hasPrefix("test_") { return nil }
            return Int(id.dropFirst(4))
        }
    }

    @Test("Down, slow, failing and duplicating; both ends killed: none lost, none twice, in order")
    func badDay() throws {
        let (messages, subjects) = (1000, 90)
        try prepare(messages: messages, subjects: subjects)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bad = [
            "--behave", "slow", "--behave", "500", "--behave", "duplicate", "--behave", "busy",
            "--share", "0.05", "--slow-ms", "900", "--behave", "down-after", "--after", "250",
            "--down-seconds", "1",
        ]
        var receiving = try receiver(0, bad, "first")
        let port = try receiving.port()
        _ = try assay(
            "webhooks", "add", "http://127.0.0.1:\(port)/hooks", "--allow-private", "--kinds",
            "enforcement.*", "--secret-file", folder + "/secret", "--store", store)
        _ = try assay("deliveries", "post", folder + "/messages.ndjson", "--store", store)
        _ = try assay("webhooks", "test", "webhook-1", "--store", store)
        var sending = try sender("sender-1")
        usleep(900_000)
        sending.kill()
        sending = try sender("sender-2")
        usleep(1_200_000)
        receiving.kill()
        usleep(300_000)
        receiving = try receiver(port, bad, "second")
        sending.process.waitUntilExit()
        #expect(sending.process.terminationStatus == 0, "\(sending.text)")
        let words = receiving.stop()
        let numbers = try received()
        #expect(Set(numbers).count == messages, "\(words)")
        #expect(numbers.count == messages, "some were applied twice: \(words)")
        var last: [Int: Int] = [:]
        for number in numbers {
            let subject = number % subjects
            #expect(last[subject] ?? -1 < number, "act_\(number) came late")
            last[subject] = number
        }
        #expect(words.contains(" repeats, 0 refused"), "\(words)")
        let list = try assay("webhooks", "list", "--store", store, "--json")
        #expect(list.contains(#""backlog":0"#) && list.contains(#""dead":0"#), "\(list)")
        #expect(!list.contains("whsec"))
    }

    @Test("A receiver that sends on elsewhere is not followed; dead letters are told and replayed")
    func deadLetters() throws {
        try prepare(messages: 3, subjects: 3)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let away = try receiver(0, ["--behave", "redirect"], "away")
        let port = try away.port()
        _ = try assay(
            "webhooks", "add", "http://127.0.0.1:\(port)/hooks", "--allow-private",
            "--secret-file", folder + "/secret", "--store", store)
        _ = try assay("deliveries", "post", folder + "/messages.ndjson", "--store", store)
        let run = [
            "deliveries", "run", "--store", store, "--until-empty", "--attempts", "2",
            "--first-wait-ms", "10", "--longest-wait-ms", "20",
        ]
        let outcome = try CommandLineTests.run(run)
        #expect(outcome.code == 1 && outcome.output.contains("3 dead"), "\(outcome)")
        let shown = try assay("deliveries", "show", "act_1", "--store", store)
        #expect(shown.contains("302") && shown.contains("dead"), "\(shown)")
        _ = away.stop()
        let back = try receiver(port, [], "back")
        _ = try back.port()
        _ = try assay("deliveries", "replay", "--dead", "--store", store)
        let again = try CommandLineTests.run(run)
        #expect(again.code == 0, "\(again)")
        #expect(back.stop().contains("3 new messages, 0 repeats, 0 refused"), "\(back.text)")
        #expect(try received().sorted() == [0, 1, 2])
        #expect(try CommandLineTests.run(["deliveries", "dead", "--store", store]).code == 0)
    }
}
