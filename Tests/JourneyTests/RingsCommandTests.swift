import Foundation
import TestKit
import Testing
import Toolbox

/// `assay rings` as an engineer meets it: small files in, tables and JSON out.
@Suite("Rings on the command line")
struct RingsCommandTests {
    private func assay(_ arguments: [String]) throws -> CommandLineTests.Outcome {
        try CommandLineTests.run(["rings"] + arguments)
    }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let outcome = try assay(arguments + ["--json"])
        #expect(outcome.code == 0, "\(outcome.complaint)")
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(object as? [String: Any])
    }

    /// Twenty accounts that touch the same ten objects, among forty of whom each touches its own.
    private static let edges: String = {
        var lines = ["object,weight,account"]
        for account in 0..<40 { lines.append("own\(account),1,solo\(account)") }
        for account in 0..<20 {
            for object in 0..<10 { lines.append("o\(object),2.5,\"ring,\(account)\"") }
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    @Test("The dense block is found by name, by density and above the background, plain and packed")
    func blocks() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(RingsCommandTests.edges, as: "edges.csv")
        let expected = Set((0..<20).map { "ring,\($0)" })
        for more in [[], ["--by", "background"], ["--weights"]] {
            let found = try json(["blocks", "--edges", path, "--blocks", "1"] + more)
            let blocks = try #require(found["blocks"] as? [[String: Any]])
            #expect(Set(blocks.first?["accounts"] as? [String] ?? []) == expected, "\(more)")
            #expect((blocks.first?["objects"] as? [String])?.count == 10)
            #expect(blocks.first?["fill"] as? Double == 1)
            #expect(found["edges"] as? Int == 240)
            for key in ["readSeconds", "graphSeconds"] { #expect(found[key] is Double) }
        }
        let packed = Process()
        packed.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        packed.arguments = ["gzip", path]
        try packed.run()
        packed.waitUntilExit()
        let text = try assay(["blocks", "--edges", path + ".gz"])
        #expect(text.code == 0)
        #expect(text.output.contains("240 edges between 60 accounts and 50 objects"))
        #expect(text.output.contains("1  accounts ring,0, ring,1"))
    }

    @Test("Bad lines are told by file and line, left out, and end with 1")
    func badLines() throws {
        let folder = try TemporaryFolder()
        let text = "account,object,weight\na,x,1\na,,1\nb,x,-1\nb,x\nb,x,many\nb,y,1\n"
        let path = try folder.write(text, as: "bad.csv")
        let outcome = try assay(["blocks", "--edges", path, "--weights", "--json"])
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("\"edges\":2,") && outcome.output.contains("\"leftOut\":4"))
        #expect(outcome.complaint.contains("bad.csv:3: missing_field: object: expected a name"))
        #expect(outcome.complaint.contains("bad.csv:4: wrong_type: weight: expected a number"))
        #expect(outcome.complaint.contains("bad.csv:5: not_an_event: expected 3 cells, found 2"))
        #expect(outcome.complaint.contains("bad.csv:6: wrong_type: weight"))
        let plain = try assay(["components", "--edges", path])
        #expect(plain.code == 1 && plain.complaint.contains("2 lines of"))
        let missing = try assay(["blocks", "--edges", folder.path("none.csv")])
        #expect(missing.code == 3 && missing.complaint.contains("Cannot open"))
        let lacking = try folder.write("account,track\n", as: "lacking.csv")
        let column = try assay(["components", "--edges", lacking])
        #expect(column.code == 3 && column.complaint.contains("there is no column `object`"))
        let empty = try folder.write("", as: "empty.csv")
        let nothing = try assay(["components", "--edges", empty])
        #expect(nothing.code == 3 && nothing.complaint.contains("is empty. It begins with"))
        #expect(try assay(["blocks", "--edges", path, "--blocks", "0"]).code == 2)
        #expect(try assay(["blocks", "--edges", path, "--by", "luck"]).code == 2)
    }

    @Test("A table without rows and one with one account end well")
    func small() throws {
        let folder = try TemporaryFolder()
        let none = try folder.write("account,object\n", as: "none.csv")
        let one = try folder.write("account,object\nann,x\nann,x\n", as: "one.csv")
        for by in ["density", "background"] {
            let found = try json(["blocks", "--edges", none, "--by", by])
            #expect((found["blocks"] as? [Any])?.isEmpty == true)
            let outcome = try assay(["blocks", "--edges", none, "--by", by])
            #expect(outcome.code == 0 && outcome.output.contains("No block."))
            #expect(try assay(["blocks", "--edges", one, "--by", by]).code == 0)
        }
        #expect(try json(["components", "--edges", none])["components"] as? Int == 0)
        #expect(try json(["components", "--edges", one])["components"] as? Int == 1)
        let blocks = try json(["blocks", "--edges", one])["blocks"] as? [[String: Any]]
        #expect(blocks?.first?["accounts"] as? [String] == ["ann"])
        let times = try folder.write("account,time\nann,1\n", as: "times.csv")
        let scores = try json(["timing", "--times", times])
        #expect(scores["scored"] as? Int == 0 && scores["tooFewTimes"] as? Int == 1)
    }

    @Test("Components are counted and told by account, and one of all ends well")
    func components() throws {
        let folder = try TemporaryFolder()
        let text = "account,object\na,x\nb,x\nc,y\nb,z\nd,w\ne,y\n"
        let out = folder.path("out.csv")
        let found = try json([
            "components", "--edges", try folder.write(text, as: "few.csv"), "--out", out,
        ])
        #expect(found["components"] as? Int == 3)
        let largest = try #require(found["largest"] as? [[String: Any]])
        #expect(largest.map { $0["accounts"] as? Int } == [2, 2, 1])
        #expect(largest.map { $0["objects"] as? Int } == [2, 1, 1])
        let rows = String(decoding: try folder.read("out.csv"), as: UTF8.self)
        #expect(rows == "account,component\na,0\nb,0\nc,1\nd,2\ne,1\n")
        var giant = "account,object\n"
        for account in 0..<50_000 {
            giant += "a\(account),o\(account)\na\(account),o\(account + 1)\n"
        }
        let all = try json(["components", "--edges", try folder.write(giant, as: "giant.csv")])
        #expect(all["components"] as? Int == 1)
        let one = (all["largest"] as? [[String: Any]])?.first
        #expect(one?["accounts"] as? Int == 50_000 && one?["objects"] as? Int == 50_001)
    }

    /// Times and labels of machines, which act every five minutes, and people, who do not by night.
    private func times() -> (times: String, labels: String) {
        var (times, labels) = ("account,time\n", "account,label\n")
        var random = SplitMix64(seed: 5)
        for account in 0..<40 {
            let isMachine = account % 4 == 0
            labels += "u\(account),\(isMachine ? "bot" : "person")\n"
            for action in 0..<60 {
                let seconds =
                    isMachine
                    ? 1_700_000_000 + action * 300
                    : 1_700_000_000 + action / 6 * 86_400
                        + random.below(50_000)
                times += "u\(account),\(seconds)\n"
            }
        }
        return (times, labels)
    }

    @Test("Machines are told from people by their times, and labels say how well")
    func timing() throws {
        let folder = try TemporaryFolder()
        let text = times()
        let path = try folder.write(text.times, as: "times.csv")
        let labels = try folder.write(text.labels + "stranger,bot\n", as: "labels.csv")
        let sorted = try #require(
            try json(["timing", "--times", path])["scores"] as? [[String: Any]])
        #expect(sorted.count == 40)
        let first = Set(sorted.prefix(10).compactMap { $0["account"] as? String })
        #expect(first == Set((0..<10).map { "u\($0 * 4)" }))
        let found = try json(["timing", "--times", path, "--labels", labels, "--folds", "3"])
        let fitted = try #require(found["fitted"] as? [String: Double])
        #expect(fitted["auc"] == 1 && fitted["ap"] == 1 && fitted["precisionAtRecall64"] == 1)
        #expect(found["machines"] as? Int == 10 && found["withoutTimes"] as? Int == 1)
        let table = try assay(["timing", "--times", path, "--labels", labels])
        #expect(table.code == 0 && table.output.contains("10 of 40 are `bot`; 5 folds, seed 1"))

        let unknown = try assay([
            "timing", "--times", path, "--labels", labels, "--positive", "robot",
        ])
        #expect(unknown.code == 3)
        #expect(unknown.complaint.contains("bot (11), person (30)"))
        let two = try folder.write(text.labels + "u0,person\n", as: "two.csv")
        let conflict = try assay(["timing", "--times", path, "--labels", two])
        #expect(conflict.code == 1)
        #expect(conflict.complaint.contains("two.csv:42: repeated_field: label"))
        let far = try folder.write("account,time\nu,1700000000000000\nu,soon\n", as: "far.csv")
        let bad = try assay(["timing", "--times", far])
        #expect(bad.code == 1 && bad.complaint.contains("far.csv:2: wrong_type: time"))
        #expect(bad.complaint.contains("far.csv:3"))
    }
}
