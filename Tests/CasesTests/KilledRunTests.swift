import Cases
import Foundation
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// `assay cases run`, killed again and again, loses nothing and does nothing twice.
@Suite struct KilledRunTests {
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

    @Test("Killed at random moments, it ends as one that was not")
    func killed() throws {
        let office = try Office()
        let (accounts, rounds) = (3000, 2)
        for start in stride(from: 0, to: accounts * rounds, by: 500) {
            try office.decide((start..<start + 500).map { "u\($0 % accounts)" })
        }
        let pack = office.folder.path("pack")
        try FileManager.default.createDirectory(atPath: pack, withIntermediateDirectories: true)
        for (name, text) in SmallPack.texts() {
            try text.write(toFile: pack + "/" + name, atomically: true, encoding: .utf8)
        }
        let store = "sqlite:" + office.folder.path("assay.db")
        let arguments = ["cases", "run", "--pack", pack, "--store", store]
        var random = Seed.random(85)
        for _ in 0..<20 {
            let run = try process(arguments)
            usleep(UInt32(random.within(5_000...150_000)))
            if run.isRunning { kill(run.processIdentifier, SIGKILL) }
            run.waitUntilExit()
        }
        let last = try process(arguments)
        last.waitUntilExit()
        #expect(last.terminationStatus == 0)
        let load = try #require(try office.read { try $0.loads(at: office.clock) }.first)
        #expect(load.open == accounts, "\(Seed.hint)")
        // 0.8 of a unit for each decision, in minor units.
        #expect(load.loss == Int64(accounts * rounds) * 80, "\(Seed.hint)")
    }
}
