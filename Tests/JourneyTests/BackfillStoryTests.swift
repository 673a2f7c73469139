import Foundation
import Testing

/// From a log to a training set and to answers, on the command line.
@Suite("Backfill")
struct BackfillStoryTests {
    private func assay(_ arguments: String...) throws -> CommandLineTests.Outcome {
        try CommandLineTests.run(arguments)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func unpacked(_ program: String, _ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    @Test(
        "A row for each event is what a replay writes; parts of it, and packed, are the same rows")
    func rows() throws {
        let world = try TestWorld(seed: 51, events: 5000)
        defer { world.remove() }
        let out = world.folder
        let pack = "PolicyPacks/streaming"
        #expect(
            try assay(
                "replay", "--pack", pack, "--events", world.events, "--features", out + "/r.csv"
            ).code == 0)
        let done = try assay(
            "features", "--pack", pack, "--events", world.events, "--out", out + "/f.csv",
            "--schema", out + "/schema.json")
        #expect(done.code == 0)
        #expect(done.output.contains("rows in"))
        let rows = try text(out + "/f.csv")
        #expect(try text(out + "/r.csv") == rows)
        for (program, ending) in [("gzip", ".gz"), ("zstd", ".zst")] {
            _ = try assay(
                "features", "--pack", pack, "--events", world.events, "--out",
                out + "/f.csv" + ending)
            #expect(try unpacked(program, out + "/f.csv" + ending) == rows)
        }
        let types = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(fileURLWithPath: out + "/schema.json")))
                as? [String: String])
        #expect(
            types["time"] == "TIMESTAMP" && types["features.account.royalty_plays_1h"] == "BIGINT")
        #expect(types.count == rows.prefix { $0 != "\n" }.split(separator: ",").count)

        _ = try assay(
            "features", "--pack", pack, "--events", world.events, "--out", out + "/p.csv",
            "--journey", "play", "--features", "account.royalty_plays_1h", "--fields",
            "event.msPlayed",
            "--where", "features.account.royalty_plays_1h >= 2", "--sample", "0.5", "--seed", "7")
        let some = try text(out + "/p.csv").split(separator: "\n")
        #expect(some[0].hasSuffix(",features.account.royalty_plays_1h,event.msPlayed"))
        #expect(some.count > 10)
        #expect(some.dropFirst().allSatisfy { $0.contains(",stream.completed,") })
        let known = Dictionary(
            uniqueKeysWithValues: rows.split(separator: "\n").map {
                (
                    $0.prefix { $0 != "," },
                    $0.split(separator: ",", omittingEmptySubsequences: false)
                )
            })
        let column = try #require(known["id"]?.firstIndex(of: "features.account.royalty_plays_1h"))
        for row in some.dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            #expect(known[cells[0]]?[column] == cells[cells.count - 2])
        }
    }

    @Test("Questions are answered in their order; what asks nothing is named, and ends with 1")
    func questions() throws {
        let world = try TestWorld(seed: 52, events: 5000)
        defer { world.remove() }
        let line = try #require(try world.lines().last)
        let time = try TestWorld.time(of: line)
        let asked = world.folder + "/asked.csv"
        try "account,time\nnobody,\(time)\nx,soon\n".write(
            toFile: asked, atomically: true, encoding: .utf8)
        let out = world.folder + "/answers.csv"
        let done = try assay(
            "features", "--pack", "PolicyPacks/streaming", "--events", world.events, "--at", asked,
            "--out", out, "--features", "account.royalty_plays_1h")
        #expect(done.code == 1)
        #expect(done.output.contains("asked.csv:3: wrong_type: time"))
        #expect(
            try text(out) == "account,time,features.account.royalty_plays_1h\nnobody,\(time),0\n")
    }

    @Test("Misspelt names, a bad expression and Parquet are told what to do")
    func usage() throws {
        let world = try TestWorld(seed: 53, events: 5000)
        defer { world.remove() }
        let base = [
            "features", "--pack", "PolicyPacks/streaming", "--events", world.events, "--out",
        ]
        let out = world.folder + "/f.csv"
        let parquet = try CommandLineTests.run(base + [world.folder + "/f.parquet"])
        #expect(parquet.code == 2 && parquet.complaint.contains("DuckDB"))
        let misspelt = try CommandLineTests.run(
            base + [out, "--features", "account.royalty_plays_1hh"])
        #expect(
            misspelt.code == 3
                && misspelt.complaint.contains("Did you mean account.royalty_plays_1h"))
        let bad = try CommandLineTests.run(base + [out, "--where", "event.msPlaid > 3"])
        #expect(bad.code == 1 && bad.complaint.contains("expression:1:1: error"))
        #expect(try CommandLineTests.run(base + [world.events]).code == 2)
        #expect(try CommandLineTests.run(base + [out, "--sample", "0"]).code == 2)
        #expect(!FileManager.default.fileExists(atPath: out))
    }
}
