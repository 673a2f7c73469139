import Events
import Foundation
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Questions at any times, against an event put where it would have been.
@Suite struct ProbeTests {
    private static let rounds = 120
    private static let featuresPerPack = 60
    private static let questionsPerLog = 14
    /// From an event's time to a question's, milliseconds.
    private static let steps: [Int64] = [
        -3_600_000, -60_000, -1000, -1, 0, 0, 1, 999, 60_000, 90_000, 3_600_001, 604_800_000,
    ]

    private struct Question {
        var user: String?
        var device: String?
        var time: Int64

        var instant: String { CivilTime(milliseconds: time).rfc3339 }
        var csv: String { "\(instant),\(user ?? ""),\(device ?? "")" }
        var ndjson: String {
            let names = [("device", device), ("account", user)].compactMap { name, value in
                value.map { "\"\(name)\":\"\($0)\"," }
            }
            return "{\(names.joined())\"time\":\"\(instant)\"}"
        }

        /// The event that stands for it.
        var event: String {
            let data = [("user", user), ("device", device)].compactMap { name, value in
                value.map { "\"\(name)\":\"\($0)\"" }
            }
            return TestKit.event(
                "asked", type: "thing.asked", time: instant, data: data.joined(separator: ","))
        }
    }

    /// A pack whose events may be of a type that no feature counts.
    private static func pack(_ features: [PlainFeature], lateness: Int64) -> [String: String] {
        var texts = packTexts(features, lateness: "\(lateness / 60_000)m")
        texts["events.yaml"]! += """

              thing.asked:
                description: Somebody asked.
                journey: doing
                fields:
                  user: { type: string, entity: account }
                  device: { type: string, entity: device }
            """
        texts["features.yaml"]! += """

              - name: hour
                description: Of time and a feature.
                formula: event.time.getHours() + event.time.getMilliseconds()
              - name: of_another
                description: Of a feature that may be absent.
                formula: "features.\(features[0].name)"
            """
        return texts
    }

    @Test(
        "A question reads what an event in its place would, late events, tiles and delays included",
        arguments: 0..<rounds)
    func agreesWithAnEvent(round: Int) throws {
        var log = RandomLog(random: Seed.random(71, round: round))
        let features = Array(log.features().prefix(ProbeTests.featuresPerPack))
        let lateness: Int64 = log.random.pick([120_000, 3_600_000])
        let evaluator = try Bench(ProbeTests.pack(features, lateness: lateness)).evaluator
        let sent = log.events(
            log.random.within(20...80), lateness: round % 4 == 0 ? 0 : lateness,
            longestStep: log.random.pick([1001, 90_000, 3_600_000, .max]))
        var lines: [String] = []
        for event in sent {
            lines.append(event.json)
            if log.random.chance(0.1) { lines.append(log.random.pick(lines)) }
        }
        let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
        bench.walk(lines)
        let times = Dictionary(uniqueKeysWithValues: sent.map { ("\($0.id)", $0.time) })
        let admitted = try bench.seen.map { ($0.line, try #require(times[$0.id])) }
        let questions = (0..<ProbeTests.questionsPerLog).map { _ in
            Question(
                user: log.random.chance(0.9) ? log.random.pick(["u1", "u2", "nobody"]) : nil,
                device: "d\(log.random.within(1...3))",
                time: log.random.pick(sent).time + log.random.pick(ProbeTests.steps))
        }
        let answers = try answer(questions, lines, evaluator, &log.random)
        try #require(answers.count == questions.count)
        for (question, answer) in zip(questions, answers) {
            let place = admitted.last { $0.1 <= question.time }?.0 ?? 0
            let other = Bench(evaluator: Evaluator(pack: evaluator.pack))
            other.walk(Array(lines[..<place]) + [question.event])
            let seen = try #require(other.seen.last)
            try #require(seen.id == "asked")
            let expected = evaluator.pack.featureSlots.map { slot in
                cell(seen.texts[evaluator.pack.slotNames[slot]] ?? "")
            }
            let row = ([question.csv] + expected).joined(separator: ",")
            #expect(answer == row, "round \(round), behind line \(place); \(Seed.hint)")
            if answer != row { return }
        }
    }

    private func cell(_ text: String) -> String { text.contains(",") ? "\"\(text)\"" : text }

    /// The rows without the header, as CSV in the order time, account, device.
    private func answer(
        _ questions: [Question], _ lines: [String], _ evaluator: Evaluator,
        _ random: inout SplitMix64
    ) throws -> [String] {
        let folder = try TemporaryFolder()
        let log = try folder.write(lines.joined(separator: "\n"), as: "log.ndjson")
        let asked = try folder.write(
            "time,account,device\n" + questions.map(\.csv).joined(separator: "\n"), as: "asked.csv")
        let list = try ProbeFile.read(asked, schema: evaluator.pack.schema)
        try #require(list.deadLetters.isEmpty)
        var limits = IntakeLimits()
        limits.batchEventsMax = random.pick([1, 3, 64, 2048])
        let walker = Evaluator(pack: evaluator.pack, limits: limits)
        let walk = try ProbeWalk(
            list, evaluator: walker,
            table: FeatureTable(featuresOf: evaluator.pack, format: .csv),
            path: folder.path("out.csv"), threads: 2)
        let replay = Replay(
            evaluator: walker, inputs: [Replay.Input(path: log)], sinks: [], threads: 2,
            isStrict: false, goal: .probes(walk), now: { .max / 2 })
        _ = try replay.run { _, _ in }
        let text = String(decoding: try folder.read("out.csv"), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: true).dropFirst().map(
            String.init)
    }

    @Test("Questions as NDJSON are those as CSV; bad lines are named and the rest is asked")
    func questionFiles() throws {
        let schema = try Bench(SmallPack.texts()).evaluator.pack.schema
        let folder = try TemporaryFolder()
        let csv = try folder.write(
            """
            account,time,device
            u1,2026-03-02T00:00:00Z,d1
            u2,yesterday,
            "u,3",2026-03-02T01:00:00+01:00,
            ,2026-03-02T00:00:00Z,
            u4,2026-03-02T00:00:00Z
            """, as: "asked.csv")
        let list = try ProbeFile.read(csv, schema: schema)
        #expect(list.names == ["account", "time", "device"])
        #expect(list.times == [1_772_409_600_000, 1_772_409_600_000])
        #expect(list.hash(0, column: 0) == Hash64.of("u1") && list.hash(1, column: 2) == 0)
        #expect(list.deadLetters.map(\.line) == [3, 5, 6])
        #expect(list.deadLetters[0].sentence.hasPrefix("\(csv):3: wrong_type: time: expected"))
        var writer = ByteWriter()
        list.writeCSV(1, to: &writer)
        #expect(writer.text == "\"u,3\",2026-03-02T01:00:00+01:00,")
        let ndjson = try folder.write(
            """
            {"account":"u1","device":"d1","time":"2026-03-02T00:00:00Z"}
            {"acount":"u1","time":"2026-03-02T00:00:00Z"}
            {"account":7,"time":"2026-03-02T00:00:00Z"}
            nonsense
            {"device":null,"account":"u,3","time":"2026-03-02T00:00:00Z"}
            """, as: "asked.ndjson")
        let other = try ProbeFile.read(ndjson, schema: schema)
        #expect(other.times == list.times)
        #expect((0...1).allSatisfy { other.hash($0, column: 0) == list.hash($0, column: 0) })
        #expect(other.deadLetters.map(\.code) == [.unknownField, .wrongType, .malformedJSON])
        #expect(other.deadLetters[0].sentence.contains("did you mean account?"))
        let misspelt = try folder.write("acount,time\n", as: "misspelt.csv")
        let fault = #expect(throws: Fault.self) {
            try ProbeFile.read(misspelt, schema: schema)
        }
        #expect(fault?.description.contains("misspelt.csv:1: there is no kind of entity") == true)
        #expect(fault?.fix == "Did you mean `account`?")
    }

    @Test("More questions than a batch holds, all at one time, are each answered once")
    func manyAtOnce() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<500).map { index in
            event(
                "\(index)", time: CivilTime(seconds: 1_772_409_600 + Int64(index) * 60).rfc3339,
                data: "\"user\":\"u\(index % 7)\"")
        }
        let log = try folder.write(lines.joined(separator: "\n"), as: "log")
        let questions = (0..<5000).map { "u\($0 % 9),2026-03-02T02:00:00Z" }
        let asked = try folder.write(
            "account,time\n" + questions.joined(separator: "\n"), as: "asked.csv")
        let evaluator = try Bench(SmallPack.texts()).evaluator
        let walk = try ProbeWalk(
            try ProbeFile.read(asked, schema: evaluator.pack.schema), evaluator: evaluator,
            table: FeatureTable(featuresOf: evaluator.pack, format: .ndjson),
            path: folder.path("out"), threads: 2)
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: log)], sinks: [], threads: 2,
            isStrict: true, goal: .probes(walk), now: { .max / 2 })
        _ = try replay.run { _, _ in }
        let rows = String(decoding: try folder.read("out"), as: UTF8.self).split(separator: "\n")
        #expect(rows.count == 5000)
        // 60 events of minutes 61 to 120 fall on 7 users by turns.
        #expect(
            rows[0]
                == #"{"account":"u0","time":"2026-03-02T02:00:00Z","features.account.things_1h":9}"#
        )
        #expect(
            rows[8]
                == #"{"account":"u8","time":"2026-03-02T02:00:00Z","features.account.things_1h":0}"#
        )
    }
}
