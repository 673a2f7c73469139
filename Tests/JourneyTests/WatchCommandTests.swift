import Foundation
import Monitoring
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A service decides for three weeks; on the last day what the model reads is another.
@Suite("The watch of a store on the command line")
struct WatchCommandTests {
    private static let day: Int64 = 86_400_000
    /// A Monday.
    private static let first: Int64 = 1_772_409_600_000 / day * day
    private static let rowsPerDay = 200

    private static func rows(_ days: Range<Int>) -> [(time: Int64, number: Int)] {
        days.flatMap { day -> [(time: Int64, number: Int)] in
            var random = SplitMix64(seed: 5, stream: UInt64(day))
            return (0..<rowsPerDay).map { place in
                let number = random.below(100) * (day == 27 ? 5 : 1)
                let time = first + Int64(day) * Self.day
                return (time + Int64(place) * Self.day / Int64(rowsPerDay) + 1000, number)
            }
        }
    }

    private static func bundle(hasReference: Bool) throws -> [String: String] {
        var files = try SampleModel.logistic(
            "risk", intercept: -2, weights: [("event.number", 0.01)])
        guard hasReference else { return files }
        var table = WatchTable(columns: ["event.number"])
        for row in rows(0..<14) {
            table.values.append(Double(row.number))
            table.times.append(row.time)
        }
        files[DriftReference.fileName] = String(
            decoding: try JSONEncoder().encode(try table.reference()), as: UTF8.self)
        return files
    }

    private func store(_ path: String, hasReference: Bool, decides: Bool = true) async throws {
        let store = try SQLiteStore(url: "sqlite:" + path)
        let files = try Self.bundle(hasReference: hasReference)
        let version = try store.register(model: "risk", files: files, at: 0, by: "t", why: "t")
        let release = ModelRelease(name: "risk", version: version, stage: .live)
        try store.move(release, at: 1, by: "t", why: "t")
        guard decides else { return try store.close() }
        var texts = SmallPack.texts(rules: SmallPack.rules)
        texts["models.yaml"] = SampleModel.declaration("risk")
        texts = try ModelFiles.overlaid(texts, by: [release]) { _ in files }
        let reading = PackLoader.read(texts: texts)
        let pack = try #require(reading.pack, "\(reading.report)")
        let service = try DecisionService(pack: pack, store: store, now: TestWorld.now)
        let lines = Self.rows(7..<28).enumerated().map { index, row in
            Array(
                event(
                    "e\(index)", time: CivilTime(milliseconds: row.time).rfc3339,
                    data: "\"user\":\"u\(index % 50)\",\"number\":\(row.number)"
                ).utf8)
        }
        for start in stride(from: 0, to: lines.count, by: 500) {
            let end = min(start + 500, lines.count)
            for answer in await service.decide(Array(lines[start..<end])) { _ = try answer.get() }
        }
        service.stop()
        try store.close()
    }

    @Test("What moved is told with the owner of the pack, and ends with 1")
    func moved() async throws {
        let folder = try TemporaryFolder()
        try await store(folder.path("a.db"), hasReference: true)
        let url = "sqlite:" + folder.path("a.db")
        let pack = folder.path("pack")
        try FileManager.default.createDirectory(atPath: pack, withIntermediateDirectories: true)
        var texts = SmallPack.texts(rules: SmallPack.rules)
        texts["models.yaml"] = SampleModel.declaration("risk")
        for (name, text) in texts {
            try text.write(toFile: pack + "/" + name, atomically: true, encoding: .utf8)
        }
        let found = try CommandLineTests.run(["watch", "--store", url, "--pack", pack])
        #expect(found.code == 1, "\(found.complaint)")
        #expect(found.output.contains("ACT  event.number is spread otherwise than in training"))
        #expect(found.output.contains("id drift:event.number; owner: tests"))
        #expect(found.output.contains("doing/allow"), "\(found.output)")
        #expect(found.output.contains("note: No label of any name speaks of these decisions"))
        let json = try CommandLineTests.run([
            "watch", "--store", url, "--model", "risk", "--days", "5", "--owner", "me", "--json",
        ])
        let summary = try JSONDecoder().decode(WatchSummary.self, from: Data(json.output.utf8))
        let model = try #require(summary.models.first)
        #expect(json.code == 1 && model.days.count == 5 && model.stage == "live")
        #expect(model.rows == Array(repeating: Self.rowsPerDay, count: 5))
        #expect(model.alarms.allSatisfy { $0.owner == "me" && !$0.runbook.isEmpty })
        #expect(model.actions.allSatisfy { $0.journey == "doing" && $0.share.count == 5 })
    }

    @Test("Without a reference, or a model, it says so and what to do")
    func refused() async throws {
        let folder = try TemporaryFolder()
        try await store(folder.path("a.db"), hasReference: false, decides: false)
        let url = "sqlite:" + folder.path("a.db")
        for (arguments, code, words) in [
            ([], 3, "has a reference.json"), (["--model", "fraud"], 3, "It has: risk"),
            (["--days", "0"], 2, "--days is a number"),
            (["--table", "x.csv"], 2, "--store excludes"),
        ] as [([String], Int32, String)] {
            let outcome = try CommandLineTests.run(["watch", "--store", url] + arguments)
            #expect(outcome.code == code, "\(arguments): \(outcome.complaint)")
            #expect(outcome.complaint.contains(words), "\(outcome.complaint)")
        }
        let missing = try CommandLineTests.run(["watch", "--store", "sqlite:/nowhere/a.db"])
        #expect(missing.code == 3)
    }
}
