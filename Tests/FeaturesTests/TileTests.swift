import Features
import Pipeline
import TestKit
import Testing
import Toolbox

/// Windows in tiles, windows without end, and what they keep.
@Suite struct TileTests {
    private func feature(_ name: String, _ recipe: String, on: String = "thing.done") -> String {
        """

          - name: \(name)
            description: Tiles.
            entity: account
            on: \(on)
            \(recipe.split(separator: "; ").joined(separator: "\n    "))
        """
    }

    private func bench(_ features: [String]) throws -> Bench {
        try Bench(SmallPack.texts(features: "features:" + features.joined()))
    }

    private func line(
        _ id: Int, _ time: String, _ data: String = #""number":1"#, type: String = "thing.done"
    ) -> String {
        event("\(id)", type: type, time: time, data: #""user":"u1",\#(data)"#)
    }

    @Test("A day in a tile of a day counts since midnight")
    func calendarDay() throws {
        let bench = try bench([feature("n", "aggregate: count; window: 1d; resolution: 1d")])
        let times = [
            "01T23:00:00Z", "01T23:59:59.999Z", "02T00:00:00Z", "02T09:00:00Z", "02T23:59:59.999Z",
            "03T00:00:00Z",
        ]
        bench.walk(times.enumerated().map { line($0, "2026-03-\($1)") })
        #expect(bench.seen.map { $0.number("features.n") } == [1, 2, 1, 2, 3, 1])
    }

    @Test("The near edge of a window in tiles is exact, its far edge leaves out what it cuts")
    func edges() throws {
        let bench = try bench([
            feature("n", "aggregate: count; window: 2h; resolution: 1h; present: exclude")
        ])
        let times = ["10:00:00Z", "10:30:00Z", "11:10:00Z", "12:00:00Z", "12:29:59Z", "13:00:00Z"]
        bench.walk(times.enumerated().map { line($0, "2026-03-02T\($1)") })
        // At 12:00 the window is (10:00, 12:00]: the tile of 10:00 is cut by a millisecond.
        #expect(bench.seen.map { $0.number("features.n") } == [0, 1, 2, 1, 2, 2])
    }

    /// Bytes of a dense entity: an event every half minute for 40 days.
    private func bytes(_ recipe: String, resolution: String, days: Int = 40) throws -> Int {
        let bench = try bench([
            feature("n", recipe + "; window: 30d; resolution: \(resolution)")
        ])
        var random = Seed.random(30)
        let step: Int64 = 30_000
        let count = Int64(days) * 86_400_000 / step
        for start in stride(from: 0, to: count, by: 20_000) {
            bench.walk(
                (start..<min(count, start + 20_000)).map { index in
                    let time = CivilTime(milliseconds: RandomLog.start + index * step).rfc3339
                    return line(
                        Int(index), time,
                        #""number":\#(random.below(50)),"amount":\#(random.unit())"#)
                })
        }
        return bench.evaluator.memory.groups[0].bytes
    }

    @Test(
        "A tile of an hour keeps less than a tenth of what every event takes",
        arguments: [
            "aggregate: sum; of: event.amount", "aggregate: distinct; of: event.number",
            "aggregate: gap_mean",
        ])
    func memoryFalls(recipe: String) throws {
        let exact = try bytes(recipe, resolution: "exact")
        let tiled = try bytes(recipe, resolution: "1h")
        print("30 d of an event each 30 s, \(recipe): exact \(exact) B, in tiles \(tiled) B")
        // A list of 50 values is longer than two numbers.
        #expect(tiled * (recipe.contains("distinct") ? 4 : 10) < exact)
    }

    @Test("Windows without end keep no more as the years go by, whatever they remember")
    func lifetimeStaysSmall() throws {
        let recipes = [
            "aggregate: gap_variation", "aggregate: longest_span; rest: 30m",
            "aggregate: max; of: event.amount", "aggregate: first; of: event.number",
            "aggregate: distinct; of: event.amount; cap: 100",
            "aggregate: quantile; of: event.number; q: 0.5",
        ]
        let grown = [2000, 8000].map { count -> Int in
            guard
                let bench = try? bench(
                    recipes.enumerated().map { feature("n\($0)", $1 + "; window: all") })
            else { return 0 }
            var random = Seed.random(31)
            bench.walk(
                (0..<count).map { index in
                    let time = RandomLog.start + Int64(index) * 3_600_000
                    return line(
                        index, CivilTime(milliseconds: time).rfc3339,
                        #""number":\#(random.below(9)),"amount":\#(random.unit())"#)
                })
            return bench.evaluator.memory.groups[0].bytes
        }
        #expect(grown[0] > 0 && grown[0] == grown[1])
    }

    @Test("The hours of the day that events fall on have an entropy")
    func hourEntropy() throws {
        let bench = try bench([
            feature("hours", "aggregate: entropy; of: event.time.getHours(); window: 7d")
        ])
        bench.walk(
            (0..<48).map { index in
                let time = RandomLog.start + Int64(index) * 3_600_000
                return line(index, CivilTime(milliseconds: time).rfc3339)
            })
        #expect(bench.seen[0].number("features.hours") == 0)
        #expect(bench.seen[1].number("features.hours") == 1)
        #expect(abs(bench.seen[3].number("features.hours")! - 2) < 1e-9)
        #expect(abs(bench.seen[47].number("features.hours")! - 4.584_962_500_721_156) < 1e-9)
    }

    @Test("A label counts only once its delay has gone by, even when it comes late")
    func labelsWait() throws {
        let bench = try bench([
            feature(
                "labels", "aggregate: count; window: all; delay: 7d", on: "[thing.seen]"),
            feature(
                "tiled", "aggregate: count; window: 30d; delay: 7d; resolution: 1d",
                on: "[thing.seen]"),
        ])
        let labels = ["02T00:00:00Z", "01T23:30:00Z"].enumerated().map {
            line($0, "2026-03-\($1)", type: "thing.seen")
        }
        let asks = ["02T01:00:00Z", "08T23:29:59.999Z", "08T23:30:00Z", "09T00:00:00Z"]
        bench.walk(labels + asks.enumerated().map { line(10 + $0, "2026-03-\($1)") })
        let asked = bench.seen.suffix(4)
        #expect(asked.map { $0.number("features.labels") } == [0, 0, 1, 2])
        #expect(asked.map { $0.number("features.tiled") } == [0, 0, 1, 2])
    }

    @Test("A late event reads windows without end as of its own time")
    func lateReadsItsPast() throws {
        let recipes = [
            "aggregate: sum; of: event.number", "aggregate: max; of: event.number",
            "aggregate: last; of: event.number", "aggregate: distinct; of: event.number; cap: 1",
            "aggregate: sum; of: event.number; present: exclude",
        ]
        let bench = try bench(
            recipes.enumerated().map { feature("n\($0)", $1 + "; window: all") })
        let times = ["10:00:00Z", "10:40:00Z", "10:20:00Z", "10:50:00Z"]
        let numbers = [1, 20, 3, 4]
        bench.walk(
            zip(times, numbers).enumerated().map {
                line($0, "2026-03-02T\($1.0)", #""number":\#($1.1)"#)
            })
        let late = bench.seen[2]
        #expect((0..<5).map { late.number("features.n\($0)") } == [4, 3, 3, 2, 1])
        let next = bench.seen[3]
        #expect((0..<5).map { next.number("features.n\($0)") } == [28, 20, 4, 4, 24])
    }

    @Test("A value is held against the entity's own past, and against nothing else")
    func ownPast() throws {
        let bench = try bench([
            feature("z", "aggregate: z_score; of: event.number; window: 1h"),
            feature("seen", "aggregate: count; window: 1h", on: "thing.seen"),
        ])
        let numbers = [4, 4, 8, 8, 10]
        bench.walk(
            numbers.enumerated().map {
                line($0, "2026-03-02T00:0\($0):00Z", #""number":\#($1)"#)
            } + [line(9, "2026-03-02T00:09:00Z", type: "thing.seen")])
        #expect(bench.seen.prefix(3).allSatisfy { $0.texts["features.z"] == nil })
        #expect(abs(bench.seen[3].number("features.z")! - 1.414_213_562_373_095) < 1e-12)
        #expect(bench.seen[4].number("features.z") == 2)
        #expect(bench.seen[5].texts["features.z"] == nil)
    }
}
