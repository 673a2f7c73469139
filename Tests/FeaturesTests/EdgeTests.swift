import Features
import Pipeline
import TestKit
import Testing
import Toolbox

/// Values and packs at the edge of what the engine can hold.
@Suite struct EdgeTests {
    private func features(_ recipes: [(String, String)]) -> String {
        "features:"
            + recipes.map { name, recipe in
                """

                  - name: \(name)
                    description: Edge.
                    entity: account
                    on: thing.done
                    window: 1h
                    \(recipe)
                """
            }.joined()
    }

    private func walk(_ recipes: [(String, String)], data: [String]) throws -> [Bench.Seen] {
        let bench = try Bench(SmallPack.texts(features: features(recipes)))
        bench.walk(data.enumerated().map { event("\($0)", data: #""user":"u1",\#($1)"#) })
        return bench.seen
    }

    @Test("The greatest whole numbers there are pass through unchanged")
    func wholeNumbersAreExact() throws {
        let numbers = [Int64.max, .min, 9_007_199_254_740_993, -9_007_199_254_740_993]
        for number in numbers {
            let seen = try walk(
                ["min", "max", "last"].map {
                    ("n.\($0)", "aggregate: \($0)\n    of: event.number")
                },
                data: ["\"number\":\(number)"])
            for name in ["min", "max", "last"] {
                #expect(seen[0].texts["features.n.\(name)"] == "\(number)")
            }
        }
    }

    @Test("A sum of whole numbers is exact beyond what a double holds")
    func wholeSumsAreExact() throws {
        let seen = try walk(
            [("n.sum", "aggregate: sum\n    of: event.number")],
            data: Array(repeating: "\"number\":9007199254740993", count: 3))
        #expect(seen[2].texts["features.n.sum"] == "27021597764222979")
    }

    @Test("Sums too large for an int are absent, and come back when their events have left")
    func hugeSumsAreAbsent() throws {
        let bench = try Bench(
            SmallPack.texts(
                features: features([
                    ("a.sum", "aggregate: sum\n    of: event.amount"),
                    ("a.sd", "aggregate: standard_deviation\n    of: event.amount"),
                    ("n.sum", "aggregate: sum\n    of: event.number"),
                ])))
        func line(_ id: Int, _ minute: Int, _ amount: String, _ number: Int64) -> String {
            let time = CivilTime(milliseconds: RandomLog.start + Int64(minute) * 60_000).rfc3339
            return event(
                "\(id)", time: time, data: #""user":"u1","amount":\#(amount),"number":\#(number)"#)
        }
        let large = (0..<9).map { line($0, $0, "4.6e18", 4_600_000_000_000_000_000) }
        let squares = (9..<15).map { line($0, 100 + $0, "2.1e9", -4_600_000_000_000_000_000) }
        bench.walk(large + squares + [line(20, 300, "2", 5), line(21, 301, "4", 6)])
        #expect(bench.deadLetters.isEmpty)
        #expect(bench.seen[8].number("features.a.sum") == 9 * 4.6e18)
        #expect(bench.seen[8].texts["features.n.sum"] == nil)
        #expect(bench.seen.last?.number("features.a.sum") == 6)
        #expect(bench.seen.last?.number("features.a.sd") == 1)
        #expect(bench.seen.last?.number("features.n.sum") == 11)
    }

    @Test("The deviation of large numbers that are nearly equal is right")
    func deviationDoesNotCancel() throws {
        let seen = try walk(
            [("a.sd", "aggregate: standard_deviation\n    of: event.amount")],
            data: (0..<200).map { "\"amount\":\($0 % 2 == 0 ? 1_000_000.25 : 1_000_000.75)" })
        let deviation = try #require(seen.last?.number("features.a.sd"))
        #expect(abs(deviation - 0.25) < 1e-10)
    }

    @Test("More than sixty-four kinds of streams on one key all count")
    func manyStreams() throws {
        let recipes = (0..<150).map {
            ("n.f\($0)", "aggregate: count\n    where: event.number != \($0)")
        }
        let seen = try walk(recipes, data: ["\"number\":3"])
        for index in 0..<150 {
            #expect(seen[0].number("features.n.f\(index)") == (index == 3 ? 0 : 1))
        }
    }

    @Test("The least of ever rising numbers over all time takes no more memory as they rise")
    func lifetimeExtremesStaySmall() throws {
        let texts = SmallPack.texts(
            features: features([("n.min", "aggregate: min\n    of: event.number")])
                .replacing("window: 1h", with: "window: all"))
        let bench = try Bench(texts)
        bench.walk(
            (0..<5000).map { index in
                let time = CivilTime(milliseconds: RandomLog.start + Int64(index) * 3_600_000)
                return event(
                    "\(index)", time: time.rfc3339, data: #""user":"u1","number":\#(index)"#)
            })
        #expect(bench.seen.last?.texts["features.n.min"] == "0")
        let empty = try Bench(texts)
        empty.walk([event("1", data: #""user":"u1","number":1"#)])
        let growth = bench.evaluator.memory.groups[0].bytes - empty.evaluator.memory.groups[0].bytes
        #expect(growth < 1024)
    }

    @Test("Moments, texts and truth are read back as they were sent")
    func firstAndLastKeepTheirForm() throws {
        let seen = try walk(
            ["word", "flag", "at", "amount"].map {
                ("last.\($0)", "aggregate: last\n    of: event.\($0)")
            },
            data: [#""word":"å, \"b\"","flag":true,"at":"2026-03-01T10:00:00.25Z","amount":-0.5"#])
        #expect(seen[0].texts["features.last.word"] == #"å, "b""#)
        #expect(seen[0].texts["features.last.flag"] == "true")
        #expect(seen[0].texts["features.last.at"] == "2026-03-01T10:00:00.250Z")
        #expect(seen[0].texts["features.last.amount"] == "-0.5")
    }

    @Test("Addresses are told apart whatever their writing")
    func addressesAreCounted() throws {
        let seen = try walk(
            [("n.ips", "aggregate: distinct\n    of: event.ip")],
            data: ["2001:db8::1", "2001:DB8:0:0::1", "192.0.2.1"].map { #""ip":"\#($0)""# })
        #expect(seen.map { $0.number("features.n.ips") } == [1, 1, 2])
    }

    @Test("A value of events that nothing else counts makes no other record longer")
    func ownGroup() throws {
        func records(_ extra: String) throws -> [(features: Int, records: Int, rings: Int)] {
            let recipes = [
                ("n", "aggregate: count"), ("sum", "aggregate: sum\n    of: event.number"),
            ]
            let bench = try Bench(
                SmallPack.texts(
                    features: features(recipes) + extra.replacing("ON", with: "thing.seen")))
            bench.walk(
                (0..<100).map { event("\($0)", data: #""user":"u1","number":1"#) }
                    + [event("seen", type: "thing.seen", data: #""user":"u1","number":7"#)]
                    + [event("last")])
            #expect(bench.seen.last?.texts["features.sum"] == "100")
            #expect(bench.seen.last?.texts["features.own"] == (extra.isEmpty ? nil : "7"))
            return bench.evaluator.memoryReport.groups.map {
                ($0.features, $0.records, $0.bytes.rings)
            }
        }
        let own = """

              - name: own
                description: Of other events.
                entity: account
                on: ON
                window: 1h
                aggregate: last
                of: event.number
            """
        let (without, with) = (try records(""), try records(own))
        #expect(without.map(\.features) == [2] && with.map(\.features) == [2, 1])
        #expect(with[0].records == without[0].records && with[0].rings == without[0].rings)
        #expect(with[1].records == 1)
        let joined = own.replacing("on: ON", with: "on: [thing.done, thing.seen]")
            .replacing("last", with: "max")
        #expect(try records(joined).map(\.features) == [3])
    }
}
