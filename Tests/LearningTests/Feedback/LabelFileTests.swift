import Foundation
import Learning
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Labels of files: what is read, what is refused and where.
@Suite struct LabelFileTests {
    private func read(_ text: String, as name: String = "labels.csv") throws -> LabelFile {
        let folder = try TemporaryFolder()
        return try LabelFile(path: try folder.write(text, as: name), recordedAt: 5_000_000_000_000)
    }

    private static let header =
        "time,label,value,label_source,subject_source,subject_id,entity,name,propensity\n"

    @Test("Events and entities are read from CSV, columns in any order")
    func csv() throws {
        let file = try read(
            LabelFileTests.header
                + "2026-01-01T00:00:00Z,fraud,true,chargeback,shop,\"e,1\",,,\n"
                + "2026-01-02T00:00:00.250Z,fraud,No,case,,,account,u1,0.25\n"
                + "2026-01-02T00:00:00Z,fraud,,exploration,shop,e2,,,0.5\n\n")
        #expect(file.refused == 0 && file.unanswered == 1 && file.labels.count == 2)
        #expect(file.labels[0].subject == .event(source: "shop", id: "e,1"))
        #expect(file.labels[0].isPositive && file.labels[0].confidence == 1)
        #expect(file.labels[0].propensity == 1)
        #expect(file.labels[0].recordedAt == 5_000_000_000_000)
        #expect(file.labels[1].subject == .entity(kind: "account", name: "u1"))
        #expect(!file.labels[1].isPositive && file.labels[1].propensity == 0.25)
        #expect(file.labels[1].time == 1_767_312_000_250)
    }

    @Test("Every bad line is told with its column")
    func badLines() throws {
        let file = try read(
            LabelFileTests.header
                + "2026-01-01,fraud,true,case,shop,e1,,,\n"
                + "2026-01-01T00:00:00Z,Fraud,true,case,shop,e1,,,\n"
                + "2026-01-01T00:00:00Z,fraud,maybe,case,shop,e1,,,\n"
                + "2026-01-01T00:00:00Z,fraud,true,,shop,e1,,,\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,,e1,,,\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,shop,e1,account,u1,\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,,,,,\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,,,account,,\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,shop,e1,,,1.5\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,shop,e1,,,often\n"
                + "2026-01-01T00:00:00Z,fraud,true,case\n"
                + "2026-01-01T00:00:00Z,fraud,true,case,shop,good,,,\n")
        #expect(file.labels.map(\.subject) == [.event(source: "shop", id: "good")])
        #expect(file.refused == 11 && file.flaws.map(\.line) == Array(2...12))
        #expect(
            file.flaws.map(\.field) == [
                "time", "label", "value", "label_source", "subject_source", "subject_id",
                "subject_id", "name", "propensity", "propensity", "",
            ])
        #expect(throws: Fault.self) { try self.read("label,value,time\nfraud,true,x\n") }
        #expect(throws: Fault.self) { try self.read("") }
    }

    @Test("NDJSON is read with the same names, and odd lines are refused")
    func ndjson() throws {
        let file = try read(
            """
            {"subject_source":"shop","subject_id":"e1","label":"fraud","value":true,
            {"subject_source":"shop","subject_id":"e1","label":"fraud","value":true,\
            "label_source":"case","time":"2026-01-01T00:00:00Z",\
            "recorded_at":"2026-01-02T00:00:00Z","confidence":0.5}

            {"entity":"account","name":"u1","label":"fraud","value":0,"label_source":"case",\
            "time":"2026-01-01T00:00:00Z","propensity":null}
            {"entity":"account","name":"u1","lable":"fraud"}
            [1]
            {"entity":["a"]}
            {"entity":"account","name":"u1","label":"fraud","value":true,"label_source":"case",\
            "time":"2026-01-02T00:00:00Z","recorded_at":"2026-01-01T00:00:00Z"}
            """, as: "labels.ndjson")
        #expect(file.labels.count == 2)
        #expect(file.labels[0].confidence == 0.5 && file.labels[0].recordedAt == 1_767_312_000_000)
        #expect(!file.labels[1].isPositive && file.labels[1].propensity == 1)
        #expect(file.flaws.map(\.line) == [1, 5, 6, 7, 8])
        #expect(file.flaws[1].field == "lable" && file.flaws[1].expected == "`label`")
        #expect(file.flaws[4].field == "recorded_at")
    }

    /// Whatever a label is, what is written of it reads back as the same.
    @Test("What is written is read again")
    func roundTrip() throws {
        let seed: UInt64 = 8
        var random = SplitMix64(seed: seed)
        let texts = ["a", "é", "a,b", "\"q\"", "日", "e\u{301}"]
        var csv = ByteWriter()
        csv.append(LabelRow.columns.joined(separator: ",") + "\n")
        var lines = ByteWriter()
        var labels: [Label] = []
        for _ in 0..<200 {
            let (one, other) = (texts[random.below(6)], texts[random.below(6)])
            let time = Int64(random.below(1 << 41))
            let label = Label(
                subject: random.chance(0.5)
                    ? .event(source: one, id: other) : .entity(kind: one, name: other),
                name: "fraud", isPositive: random.chance(0.5), source: other,
                confidence: 1 - random.unit(), time: time,
                recordedAt: time + Int64(random.below(1000)), propensity: 1 - random.unit())
            labels.append(label)
            for (place, cell) in label.cells.enumerated() {
                if place > 0 { csv.append(",") }
                csv.appendCell(cell)
            }
            csv.append("\n")
            label.writeJSON(to: &lines)
            lines.append("\n")
        }
        for (text, name) in [(csv.text, "a.csv"), (lines.text, "a.ndjson")] {
            let file = try read(text, as: name)
            #expect(file.refused == 0, "seed \(seed) \(file.flaws.first?.sentence ?? "")")
            #expect(file.labels == labels, "seed \(seed)")
        }
    }

    @Test("Statistics by name and source")
    func statistics() throws {
        let store = try ScoredStore().store
        let labels = (1...10).map { number in
            ScoredStore.label(
                number, number <= 3, propensity: number == 4 ? 0.25 : 1,
                recordedAt: Int64(number) * 60_000 + Int64(number) * 1000)
        }
        _ = try store.record(labels + [ScoredStore.label(1, true, source: "case")])
        let found = try LabelStatistics.of(store)
        #expect(found.map(\.source) == ["case", "chargeback"])
        #expect(found[1].count == 10 && found[1].positives == 3)
        #expect(found[1].delayMedian == 5000 && found[1].delayNinety == 9000)
        #expect(found[1].propensity == 0.25...1)
    }

    /// The whole way: draw, fill in, keep, estimate.
    @Test("A sheet that was filled in is a file of labels, and estimates what it was drawn from")
    func sheet() throws {
        var scored = try ScoredStore()
        var random = SplitMix64(seed: 2)
        var truths: [Bool] = []
        var rows: [(score: Double, models: [ScoredStore.Score])] = []
        for _ in 0..<3000 {
            let score = random.unit() * random.unit() * random.unit()
            truths.append(random.chance(score))
            rows.append((0, [.init(version: 1, value: score)]))
        }
        rows.append((0.9, []))
        try scored.add(rows)
        var settings = ExplorationSheet.Settings(seed: 7)
        settings.model = ModelRelease(name: "fraud", version: 1, stage: .live)
        let sheet = try ExplorationSheet(scored.store, count: 500, settings)
        #expect(sheet.population == 3000 && sheet.sample.chosen.count == 500)
        #expect(try ExplorationSheet(scored.store, count: 500, settings).text == sheet.text)
        var lines = sheet.text.split(separator: "\n").map(String.init)
        #expect(lines.count == 501)
        let columns = ExplorationSheet.columns
        let (value, id) = (
            try #require(columns.firstIndex(of: "value")),
            try #require(columns.firstIndex(of: "subject_id"))
        )
        let untouched = try read(sheet.text)
        #expect(untouched.unanswered == 500 && untouched.labels.isEmpty && untouched.refused == 0)
        for line in 1..<lines.count {
            var cells = lines[line].split(separator: ",", omittingEmptySubsequences: false)
                .map(String.init)
            let event = try #require(Int(cells[id].dropFirst()))
            cells[value] = truths[event - 1] ? "yes" : "no"
            lines[line] = cells.joined(separator: ",")
        }
        let filled = try read(lines.joined(separator: "\n") + "\n")
        #expect(filled.refused == 0 && filled.labels.count == 500)
        #expect(filled.others == ["score", "stratum", "decision"])
        #expect(try scored.store.record(filled.labels) == 500)
        #expect(try scored.store.record(filled.labels) == 0)
        let (estimate, unscored) = try ExplorationSheet.estimate(
            scored.store, threshold: 0.3, labelSource: "exploration", settings)
        #expect(unscored == 0 && estimate.labels == 500)
        #expect(abs(estimate.population - 3000) < 1e-6)
        let truth = Double(truths.count { $0 }) / 3000
        let prevalence = try #require(estimate.prevalence)
        #expect(prevalence.low < truth && truth < prevalence.high)
        settings.journey = "nowhere"
        #expect(throws: Fault.self) { try ExplorationSheet(scored.store, count: 5, settings) }
    }
}
