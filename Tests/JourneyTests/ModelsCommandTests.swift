import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// `assay models` and `assay labels` as an engineer meets them.
@Suite("Models and labels on the command line")
struct ModelsCommandTests {
    private static let model =
        #"{"assayLogistic":1,"intercept":-1,"weights":[1],"means":[0],"scales":[1]}"#
    private static let sha256 = "3d1e854ec2d0409c8c4868dbb20ce56dbc3d5cda34eb93c09de7e028658e7718"

    private func assay(_ arguments: String...) throws -> CommandLineTests.Outcome {
        try CommandLineTests.run(arguments)
    }

    /// A bundle's folder.
    private func bundle(_ folder: TemporaryFolder, card: String) throws -> String {
        let path = folder.path("bundle-\(card)")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let manifest =
            #"{"assayModel":1,"name":"fraud","format":"logistic","file":"model.json","#
            + #""sha256":"\#(Self.sha256)","inputs":["event.amount"]}"#
        for (name, text) in [
            ("manifest.json", manifest), ("model.json", Self.model),
            ("card.md", "# Card \(card)\n"),
        ] {
            try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        }
        return path
    }

    @Test("Rows are scored with quotes and packing, and what is kept stands beside; or not at all")
    func score() throws {
        let folder = try TemporaryFolder()
        let path = try bundle(folder, card: "s")
        let (table, out) = (folder.path("rows.csv"), folder.path("scores.csv"))
        func run(_ rows: String, _ more: String...) throws -> CommandLineTests.Outcome {
            try rows.write(toFile: table, atomically: true, encoding: .utf8)
            return try CommandLineTests.run(
                ["models", "score", "--bundle", path, "--table", table, "--out", out] + more)
        }
        let names = "who,event.amount,time\n"
        let good = try run(
            names + "\"a, \"\"b\"\"\",1,t1\nc,,t2\n", "--keep", "time,entity=who")
        #expect(good.code == 0, "\(good.complaint)")
        let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "time,entity,score,margin")
        #expect(lines[1] == "t1,\"a, \"\"b\"\"\",0.5,0.0")
        #expect(lines[2].hasPrefix("t2,c,"))
        try FileManager.default.removeItem(atPath: out)
        for (rows, complaint) in [
            ("a,1,t,more\n", "rows.csv:2"), ("a,1,t\n\nb,2,t\n", "rows.csv:3: the line is empty"),
            ("a,1,t\nb,many,t\n", "rows.csv:3: `event.amount` is `many`"),
        ] {
            let bad = try run(names + rows)
            #expect(bad.code == 3 && bad.complaint.contains(complaint), "\(bad.complaint)")
            #expect(!FileManager.default.fileExists(atPath: out))
        }
        let twice = try run(names + "a,1,t\n", "--keep", "score=who")
        #expect(twice.code == 3 && twice.complaint.contains("two columns `score`"))
    }

    @Test("Triage finds what is unlike the rows before it, and says that odd is not bad")
    func triage() throws {
        let folder = try TemporaryFolder()
        let (table, out) = (folder.path("rows.csv"), folder.path("odd.csv"))
        var text = "x,y,bad,id\n"
        for row in 0..<900 {
            let isOdd = row > 600 && row.isMultiple(of: 50)
            let (x, y) = (Double(row * 37 % 101), Double(row * 53 % 97))
            text += "\(isOdd ? -x - 80 : x),\(isOdd ? y + 120 : y),\(isOdd),r\(row)\n"
        }
        try text.write(toFile: table, atomically: true, encoding: .utf8)
        let found = try assay(
            "triage", "--table", table, "--out", out, "--label", "bad", "--keep", "id")
        #expect(found.code == 0, "\(found.complaint)")
        #expect(found.output.contains("400 of 900 rows scored"), "\(found.output)")
        #expect(found.output.contains("odd is not bad"))
        let area = found.output.split(separator: "AUC ").last?.prefix(5).split(separator: " ").first
        #expect(Double(area ?? "") ?? 0 > 0.95, "\(found.output)")
        let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 901 && lines[0] == "id,score" && lines[1] == "r0,")
        #expect(try assay("triage", "--table", table, "--out", out).code == 3)
    }

    @Test("A model goes from its folder to live and back, and every step is told")
    func story() throws {
        let folder = try TemporaryFolder()
        let store = "sqlite:" + folder.path("a.db")
        for version in 1...2 {
            let path = try bundle(folder, card: "\(version)")
            let outcome = try assay(
                "models", "register", path, "--store", store, "--by", "ann", "--why", "new")
            #expect(outcome.code == 0, "\(outcome.complaint)")
            #expect(outcome.output.contains("Registered fraud version \(version), in shadow"))
        }
        let again = try assay(
            "models", "register", folder.path("bundle-1"), "--store", store, "--json")
        #expect(again.output.contains(#""version":1,"stage":"shadow","share":1,"new":false"#))
        for arguments in [
            ["1", "--to", "live"], ["2", "--to", "canary", "--share", "0.1"],
            ["2", "--to", "live"],
        ] {
            let outcome = try CommandLineTests.run(
                ["models", "promote", "fraud"] + arguments + ["--store", store, "--by", "bob"])
            #expect(outcome.code == 0, "\(outcome.complaint)")
        }
        let back = try assay(
            "models", "rollback", "fraud", "--store", store, "--by", "cy", "--why", "too many")
        #expect(back.code == 0 && back.output == "fraud version 1 is live again.\n")
        let list = try assay("models", "list", "--store", store, "--json")
        let object = try JSONSerialization.jsonObject(with: Data(list.output.utf8))
        let models = try #require((object as? [String: Any])?["models"] as? [[String: Any]])
        #expect(models.map { $0["stage"] as? String } == ["live", "retired"])
        let history = try assay("models", "history", "fraud", "--store", store)
        #expect(history.output.split(separator: "\n").count == 9)
        #expect(history.output.contains("too many") && history.output.contains("canary"))
        let card = try assay("models", "show", "fraud", "--store", store)
        #expect(card.output == "fraud version 1, live\n\n# Card 1\n\n")
        let out = folder.path("out")
        #expect(
            try assay("models", "export", "fraud", "2", "--store", store, "--out", out).code == 0)
        for name in ["manifest.json", "model.json", "card.md"] {
            #expect(
                FileManager.default.contents(atPath: out + "/" + name)
                    == FileManager.default.contents(atPath: folder.path("bundle-2/" + name)))
        }
    }

    @Test("What cannot be done ends with 3 and what to do, wrong usage with 2")
    func refused() throws {
        let folder = try TemporaryFolder()
        let store = "sqlite:" + folder.path("a.db")
        #expect(try assay("models", "list", "--store", store).code == 3)
        _ = try assay("models", "register", try bundle(folder, card: "1"), "--store", store)
        for (arguments, code) in [
            (["rollback", "fraud"], 3), (["rollback", "none"], 3),
            (["promote", "fraud", "7", "--to", "live"], 3), (["show", "fraud", "3"], 3),
            (["compare", "fraud"], 3), (["register", "/nowhere"], 3),
            (["promote", "fraud", "1", "--to", "best"], 2),
            (["promote", "fraud", "1", "--to", "canary"], 2),
            (["promote", "fraud", "1", "--to", "live", "--share", "0.5"], 2),
            (["compare", "fraud", "1"], 2),
        ] as [([String], Int32)] {
            let outcome = try CommandLineTests.run(["models"] + arguments + ["--store", store])
            #expect(outcome.code == code, "\(arguments): \(outcome.complaint)")
            #expect(outcome.output.isEmpty && !outcome.complaint.isEmpty)
        }
        try "{}".write(
            toFile: folder.path("bundle-1/model.json"), atomically: true, encoding: .utf8)
        let changed = try assay("models", "register", folder.path("bundle-1"), "--store", store)
        #expect(changed.code == 3 && changed.complaint.contains("SHA-256"))
    }

    private static let header = "label,value,label_source,time,subject_source,subject_id\n"

    private static func row(_ id: String, _ value: String = "true") -> String {
        "fraud,\(value),chargeback,2026-01-01T00:00:00Z,shop,\(id)\n"
    }

    @Test("One bad line, and nothing of the file is kept unless the good ones are asked for")
    func badLines() throws {
        let folder = try TemporaryFolder()
        let store = "sqlite:" + folder.path("a.db")
        let text = Self.header + Self.row("a") + Self.row("b", "perhaps") + Self.row("c")
        let path = try folder.write(text, as: "labels.csv")
        let refused = try assay("labels", "import", path, "--store", store)
        #expect(refused.code == 1 && refused.output.contains("Kept nothing: 1 rows are bad"))
        #expect(refused.complaint.contains("labels.csv:3: wrong_type: value: expected true"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.db")))
        for kept in [2, 0] {
            let good = try assay(
                "labels", "import", path, "--store", store, "--keep-good", "--json")
            #expect(good.code == 1)
            #expect(good.output.contains(#""kept":\#(kept),"known":\#(2 - kept)"#))
        }
        let stats = try assay("labels", "stats", "--store", store)
        #expect(stats.code == 0 && stats.output.contains("chargeback"))
        let list = try assay("labels", "list", "--store", store, "--limit", "1")
        #expect(list.output.split(separator: "\n").count == 1)
        #expect(list.output.contains(#""subject_id":"a""#))
    }

    @Test("A sample is drawn from decisions, filled in, kept, and speaks of all of them")
    func exploration() throws {
        let world = try TestWorld(seed: 5, events: 5000)
        defer { world.remove() }
        let folder = try TemporaryFolder()
        let store = "sqlite:" + folder.path("a.db")
        let replay = try assay(
            "replay", "--pack", "PolicyPacks/streaming", "--events", world.events, "--store", store)
        #expect(replay.code == 0, "\(replay.complaint)")
        let sheet = folder.path("look.csv")
        let drawn = try assay(
            "labels", "sample", "--store", store, "--count", "50", "--seed", "7", "--out", sheet)
        #expect(drawn.code == 0, "\(drawn.complaint)")
        #expect(drawn.output.contains("50 of "))
        let twice = try assay(
            "labels", "sample", "--store", store, "--count", "50", "--seed", "7")
        #expect(twice.output == (try String(contentsOfFile: sheet, encoding: .utf8)))
        let over = try assay(
            "labels", "sample", "--store", store, "--count", "50", "--seed", "7", "--out", sheet)
        #expect(over.code == 3)
        let empty = try assay("labels", "import", sheet, "--store", store)
        #expect(empty.output.contains("50 rows have no value yet"))
        let filled = twice.output.replacingOccurrences(of: "fraud,,expl", with: "fraud,no,expl")
        try filled.write(toFile: sheet, atomically: true, encoding: .utf8)
        let kept = try assay("labels", "import", sheet, "--store", store)
        #expect(kept.code == 0 && kept.output.contains("Kept 50 labels"))
        let estimate = try assay(
            "labels", "estimate", "--store", store, "--threshold", "0.5", "--json")
        #expect(estimate.code == 0, "\(estimate.complaint)")
        #expect(estimate.output.contains(#""labels":50,"positives":0,"unscored":0"#))
        #expect(estimate.output.contains(#""prevalence":{"value":0.0"#))
        let out = folder.path("labels.csv")
        let exported = try assay("labels", "export", "--store", store, "--out", out)
        #expect(exported.code == 0 && exported.output.contains("Wrote 50 labels in 50 lines"))
    }
}
