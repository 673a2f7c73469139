import Events
import Features
import Foundation
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Rows of features: the same as a replay's, chosen, and in every form.
@Suite struct TableTests {
    private static let features =
        SmallPack.features + """

              - name: account.word
                description: The word before.
                entity: account
                on: thing.done
                aggregate: last
                of: event.word
                window: all
                present: exclude
              - name: account.double
                description: Twice the things.
                formula: features.account.things_1h * 2
            """

    private static let lines: [String] = {
        var random = Seed.random(72)
        return (0..<5000).map { id in
            let time = CivilTime(seconds: 1_772_409_600 + Int64(id) * 10).rfc3339
            return random.chance(0.3)
                ? event(
                    "\(id)", type: "thing.seen", time: time, data: #""user":"u1","number":\#(id)"#)
                : event(
                    "\(id)", time: time,
                    data: #""user":"u\#(random.below(9))","number":\#(random.below(200)),"#
                        + #""amount":\#(random.unit()),"#
                        + #""word":"\#(random.pick(["a", "b,\\\"c", "", "line\\nbreak"]))""#)
        }
    }()

    private let folder: TemporaryFolder
    private let log: String

    init() throws {
        folder = try TemporaryFolder()
        log = try folder.write(TableTests.lines.joined(separator: "\n"), as: "log")
    }

    private func write(
        _ name: String, goal: Replay.Goal = .features, threads: Int = 2,
        _ table: (Evaluator) throws -> FeatureTable
    ) throws -> String {
        let evaluator = try Bench(SmallPack.texts(features: TableTests.features)).evaluator
        let file = try FeaturesFile(path: folder.path(name), table: try table(evaluator))
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: log)], sinks: [file],
            threads: threads, isStrict: true, goal: goal, now: { .max / 2 })
        _ = try replay.run { _, _ in }
        return String(decoding: try folder.read(name), as: UTF8.self)
    }

    @Test("Rows without decisions are the bytes of a replay's, on any number of threads")
    func sameAsReplay() throws {
        let replayed = try write("a.csv", goal: .decisions) { FeatureTable(of: $0.pack) }
        for threads in [1, 2, 5] {
            let walked = try write("b.csv", threads: threads) { FeatureTable(of: $0.pack) }
            #expect(walked == replayed)
        }
        let header = "id,source,type,time,account,device,features.account.things_1h,"
        #expect(replayed.hasPrefix(header + "features.account.word,features.account.double\n"))
    }

    @Test("Only what is needed is computed, and it is the same")
    func someFeatures() throws {
        let whole = try Bench(SmallPack.texts(features: TableTests.features)).evaluator.pack
        let slots = try ColumnNames.features(["account.double"], of: whole)
        let pack = whole.keepingFeatures(for: slots)
        #expect(pack.features.map(\.name) == ["account.things_1h", "account.double"])
        let fault = #expect(throws: Fault.self) {
            try ColumnNames.features(["account.duoble"], of: whole)
        }
        #expect(fault?.fix == "Did you mean account.double?")
        let fields = try ColumnNames.fields(["event.data.amount", "price.currency"], of: whole)
        #expect(fields.map { whole.slotNames[$0] } == ["event.amount", "event.price.currency"])
    }

    @Test("A sample is the same events every time, others with another seed, and near its share")
    func sample() throws {
        func ids(_ share: Double, seed: UInt64, threads: Int) throws -> [Substring] {
            try write("s.csv", threads: threads) {
                var choice = RowChoice()
                choice.sample(share, seed: seed)
                return FeatureTable(of: $0.pack, features: [], choice: choice)
            }.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
        }
        let first = try ids(0.1, seed: 7, threads: 2)
        #expect(try ids(0.1, seed: 7, threads: 1) == first)
        #expect(try ids(0.1, seed: 8, threads: 2) != first)
        #expect((380...620).contains(first.count))
        #expect(try ids(1, seed: 7, threads: 2).count == 5000)
        // A larger share takes all that a smaller one does.
        #expect(Set(try ids(0.3, seed: 7, threads: 2)).isSuperset(of: first))
    }

    @Test("Types are chosen, and columns of the event come last; NDJSON says null, CSV nothing")
    func forms() throws {
        let csv = try write("t.csv") {
            var choice = RowChoice()
            choice.types = [false, true]
            return FeatureTable(
                of: $0.pack, features: [],
                fields: try ColumnNames.fields(["number", "word"], of: $0.pack), choice: choice)
        }
        let rows = csv.split(separator: "\n")
        #expect(rows.dropFirst().allSatisfy { $0.contains(",thing.seen,") })
        #expect(rows[0] == "id,source,type,time,account,device,event.number,event.word")
        #expect(rows[1].hasSuffix(",u1,,\(rows[1].prefix { $0 != "," }),"))
        let ndjson = try write("t.ndjson") {
            FeatureTable(
                of: $0.pack, format: .ndjson,
                fields: try ColumnNames.fields(["word", "amount"], of: $0.pack))
        }
        var texts: Set<String> = []
        for (line, sent) in zip(ndjson.split(separator: "\n"), TableTests.lines) {
            let row = try object(String(line))
            let data = try #require(try object(sent)["data"] as? [String: Any])
            #expect(row["event.word"] as? String == data["word"] as? String)
            #expect(row["event.amount"] as? Double == data["amount"] as? Double)
            #expect(row["device"] is NSNull)
            if let word = row["event.word"] as? String { texts.insert(word) }
        }
        #expect(texts.count == 4)
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
