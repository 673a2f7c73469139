import Enforcements
import Foundation
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// `assay enforcements run`, killed again and again, loses nothing and does nothing twice.
@Suite struct KilledRunTests {
    private static let enforcement = """
        policies:
          - name: plays
            description: Plays of nobody.
            entity: account
            when: { actions: [exclude] }
            cooldown: 1h
            strikes: { weight: 1, expires: 30d }
            ladder:
              - { strikes: 1, measure: warn, for: 20d }
              - { strikes: 2, measure: suspend }
            ground: Terms
            notices: { en: "{measure} {facts} {ground}" }
        """

    private func process(_ arguments: [String]) throws -> Process {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: root + "/.build/release/assay")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func prepared(_ accounts: Int) throws -> (story: Story, run: [String]) {
        let story = try Story()
        for round in 0..<2 {
            for start in stride(from: 0, to: accounts, by: 500) {
                try story.decide(
                    (start..<min(accounts, start + 500)).map {
                        Story.Said(
                            account: "u\($0)", time: Story.start + Int64(round) * Story.day)
                    })
            }
        }
        let pack = story.folder.path("pack")
        try FileManager.default.createDirectory(atPath: pack, withIntermediateDirectories: true)
        var texts = SmallPack.texts()
        texts["enforcement.yaml"] = Self.enforcement
        for (name, text) in texts {
            try text.write(toFile: pack + "/" + name, atomically: true, encoding: .utf8)
        }
        let store = "sqlite:" + story.folder.path("assay.db")
        return (story, ["enforcements", "run", "--pack", pack, "--store", store])
    }

    @Test("Killed at random moments, it ends as one that was not")
    func killed() throws {
        let accounts = 3000
        let (story, arguments) = try prepared(accounts)
        var random = Seed.random(73)
        var killed = 0
        for _ in 0..<25 {
            let run = try process(arguments)
            usleep(UInt32(random.within(5_000...120_000)))
            if run.isRunning {
                kill(run.processIdentifier, SIGKILL)
                killed += 1
            }
            run.waitUntilExit()
        }
        #expect(killed > 0)
        let last = try process(arguments)
        last.waitUntilExit()
        #expect(last.terminationStatus == 0)
        let check = try LedgerCheck.run(in: story.store)
        #expect(check.differences.isEmpty && check.enforcements == 2 * accounts, "\(Seed.hint)")
        let messages = try story.messages()
        #expect(messages.count == 2 * accounts, "\(Seed.hint)")
        #expect(Set(messages.map(\.id)).count == messages.count)
        var receiver = NaiveReceiver()
        for message in messages { try receiver.receive(message) }
        #expect(receiver.inForce.values.count { $0.hasSuffix("suspend") } == accounts)
    }
}
