import Experiments
import Foundation
import Testing
import Toolbox
import Vocabulary

/// Holdouts, experiments and funnels on a simulated world, by the real binary.
@Suite("Holdouts, experiments and funnels on the command line")
struct ExperimentsCommandTests {
    /// A world with its decisions, those on three in ten accounts withheld, and labels by its
    /// truth.
    private struct Held {
        let folder = NSTemporaryDirectory() + "assay-holdout-\(UUID().uuidString)"
        var named = 0
        var badNamed = 0
        var badLetThrough = 0

        init() throws {
            try #require(
                CommandLineTests.run([
                    "simulate", "--out", folder, "--events", "60000", "--days", "40", "--seed", "9",
                ]).code == 0)
            try #require(
                CommandLineTests.run([
                    "replay", "--pack", "PolicyPacks/streaming", "--events",
                    folder + "/events.ndjson", "--decisions", folder + "/all.ndjson",
                ]).code == 0)
            let bad = try labels()
            let arms = Assignment(
                arms: [ExperimentDefinition.Arm(name: "withheld", share: 0.3)], salt: "small")
            var lines: [String] = []
            for line in try String(contentsOfFile: folder + "/all.ndjson", encoding: .utf8)
                .split(separator: "\n").map(String.init)
            {
                let record = try RecordGlance(line)
                let account = record.entities["account"] ?? ""
                let isBad = bad.contains(account)
                guard record.action > .review else {
                    if isBad { badLetThrough += 1 }
                    lines.append(line)
                    continue
                }
                named += 1
                if isBad { badNamed += 1 }
                let isWithheld = arms.arm(of: account) == 0
                let trial =
                    #","trial":{"name":"small","kind":"holdout","arm":"#
                    + #""\#(isWithheld ? "withheld" : "enforced")","#
                    + #""action":"\#(record.action.rawValue)","#
                    + #""propensity":\#(isWithheld ? 0.3 : 0.7)},"score":"#
                var text = line.replacing(#","score":"#, with: trial, maxReplacements: 1)
                if isWithheld {
                    text = text.replacing(
                        #""action":"\#(record.action.rawValue)","actions""#,
                        with: #""action":"allow","actions""#, maxReplacements: 1)
                }
                lines.append(text)
            }
            try lines.joined(separator: "\n").write(
                toFile: folder + "/decisions.ndjson", atomically: true, encoding: .utf8)
        }

        /// Writes them, and returns the accounts that are bad.
        private func labels() throws -> Set<String> {
            let rows = try String(
                contentsOfFile: folder + "/truth-accounts.csv", encoding: .utf8
            ).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
            let user = try #require(rows[0].firstIndex(of: "user"))
            let label = try #require(rows[0].firstIndex(of: "label"))
            var text = "label,value,label_source,time,entity,name\n"
            var bad: Set<String> = []
            for row in rows.dropFirst() {
                let isBad = row[label] == "abusive"
                if isBad { bad.insert(row[user]) }
                text += "fraud,\(isBad),case,2026-01-01T00:00:00Z,account,\(row[user])\n"
            }
            try text.write(toFile: folder + "/labels.csv", atomically: true, encoding: .utf8)
            return bad
        }
    }

    @Test(
        "A holdout of a simulated world tells what its truth says; a funnel and a readout walk it")
    func world() throws {
        let held = try Held()
        defer { try? FileManager.default.removeItem(atPath: held.folder) }
        let estimate = try CommandLineTests.run([
            "holdout", "estimate", "--decisions", held.folder + "/decisions.ndjson", "--labels",
            held.folder + "/labels.csv", "--loss", "2", "--friction", "1", "--json",
        ])
        #expect(estimate.code == 0, "\(estimate.complaint)")
        let report = try JSONDecoder().decode(HoldoutReport.self, from: Data(estimate.output.utf8))
        let all = try #require(report.rows.first { $0.action == "all" }).estimate
        #expect(all.named == held.named && all.withheld > 0 && all.withheld < all.named)
        let precision = try #require(all.precision)
        let truth = Double(held.badNamed) / Double(held.named)
        #expect(precision.low <= truth && truth <= precision.high, "\(truth): \(precision)")
        let recall = try #require(all.recall)
        let caught = Double(held.badNamed) / Double(held.badNamed + held.badLetThrough)
        #expect(recall.low <= caught && caught <= recall.high, "\(caught): \(recall)")
        #expect(report.bill.lost == 2 * Double(report.bill.bad))
        let events = [
            "--pack", "PolicyPacks/streaming", "--events", held.folder + "/events.ndjson",
        ]
        let labels = ["--labels", held.folder + "/labels.csv"]
        let funnel = try CommandLineTests.run(
            ["funnel", "--json", "--svg", held.folder + "/f.svg"] + events + labels)
        #expect(funnel.code == 0, "\(funnel.complaint)")
        let walked = try JSONDecoder().decode(FunnelReport.self, from: Data(funnel.output.utf8))
        let honest = try #require(walked.parts.first { $0.group == "honest" })
        #expect(honest.began > 0 && honest.steps.count == 3)
        #expect(walked.parts.contains { $0.group == "bad" && $0.began > 0 })
        #expect(FileManager.default.fileExists(atPath: held.folder + "/f.svg"))
        let readout = try CommandLineTests.run(
            ["experiment", "readout", "--json"] + events + labels)
        #expect(readout.code == 0, "\(readout.output) \(readout.complaint)")
        let said = try JSONDecoder().decode(
            ExperimentReadout.self, from: Data(readout.output.utf8))
        // Both arms met the same policy.
        #expect(said.verdict == .goOn || said.verdict == .none)
        #expect(said.arms.allSatisfy { $0.entities > 0 })
        let words = try CommandLineTests.run(["experiment", "readout"] + events + labels)
        #expect(words.output.contains("listening_on:") && words.output.contains("came_back"))
    }

    @Test("Wrong usage and missing things are told apart, with a fix")
    func usage() throws {
        #expect(try CommandLineTests.run(["holdout", "estimate"]).code == 2)
        #expect(try CommandLineTests.run(["funnel", "--events", "a.ndjson"]).code == 2)
        let unknown = try CommandLineTests.run([
            "experiment", "plan", "listening", "--pack", "PolicyPacks/streaming",
        ])
        #expect(unknown.code == 3 && unknown.complaint.contains("Did you mean listening_on?"))
        let none = try CommandLineTests.run([
            "experiment", "plan", "--pack", "PolicyPacks/card-payments",
        ])
        #expect(none.code == 3 && none.complaint.contains("declares no experiment"))
    }

    @Test("Rehearsals answer in figures, and a plan in words")
    func rehearsals() throws {
        let holdout = try CommandLineTests.run(["holdout", "rehearse", "--draws", "4", "--json"])
        let results = try JSONDecoder().decode(
            [HoldoutRehearsal.Result].self, from: Data(holdout.output.utf8))
        #expect(results.count == HoldoutRehearsal.designs.count)
        let plan = try CommandLineTests.run([
            "experiment", "plan", "--pack", "PolicyPacks/streaming", "--draws", "50", "--per-day",
            "100",
        ])
        #expect(plan.code == 0 && plan.output.contains("half of such experiments say so within"))
        #expect(plan.output.contains("days"))
    }
}
