import Packs
import TestKit
import Testing
import Vocabulary

/// What aggregations need to be told, and what is said where it is missing or does not belong.
@Suite struct AggregationTests {
    private func reading(_ recipe: String) -> PackReading {
        let lines = recipe.split(separator: "; ").joined(separator: "\n    ")
        return PackLoader.read(
            texts: SmallPack.texts(
                features: """
                    features:
                      - name: account.n
                        description: One feature.
                        entity: account
                        on: thing.done
                        \(lines)
                    """))
    }

    /// Recipes that are wrong, with the place of the fault and words of it and of its fix.
    private static let faults: [(recipe: String, place: String, words: String)] = [
        ("aggregate: quantile; of: event.number; window: 1h", "2:5", "has no `q`"),
        ("aggregate: quantile; of: event.number; window: 1h; q: 1.5", "9:8", "from 0 to 1"),
        ("aggregate: quantile; of: event.number; window: 1h; q: nan", "9:8", "Write 0.5"),
        ("aggregate: quantile; of: event.word; window: 1h; q: 0.5", "7:9", "reads numbers"),
        ("aggregate: sum; of: event.number; window: 1h; q: 0.5", "9:8", "`sum` has no `q`"),
        ("aggregate: longest_span; window: 1h", "2:5", "has no `rest`"),
        ("aggregate: longest_span; window: 1h; rest: 0s", "8:11", "longer than nothing"),
        ("aggregate: longest_span; window: 400d; rest: 1s", "8:11", "room for 34560000 runs"),
        ("aggregate: gap_mean; window: 1h; rest: 1m", "8:11", "with `longest_span`"),
        (
            "aggregate: longest_span; window: 1d; rest: 30m; resolution: 1h", "9:17",
            "needs the time of every event"
        ),
        ("aggregate: gap_mean; of: event.number; window: 1h", "7:9", "reads no value"),
        ("aggregate: variance; of: event.word; window: 1h", "7:9", "reads numbers"),
        ("aggregate: z_score; of: event.number; window: 1h; present: include", "9:14", "others"),
        ("aggregate: count; window: 1d; resolution: 7h", "8:17", "divides its window"),
        ("aggregate: count; window: 1d; resolution: 0m", "8:17", "divides its window"),
        ("aggregate: count; window: 1d; resolution: 2d", "8:17", "divides its window"),
        ("aggregate: count; window: 300d; resolution: 1m", "8:17", "432000 tiles"),
        ("aggregate: count; window: 1d; resolution: fine", "8:17", "a span of time"),
        ("aggregate: count; window: all; resolution: 1h", "8:17", "no far edge"),
        ("aggregate: distinct; of: event.word; window: 1d; cap: 10", "9:10", "every event anyway"),
        (
            "aggregate: distinct; of: event.word; window: 1d; cap: 10; resolution: exact", "9:10",
            "or take `window: all`"
        ),
        ("aggregate: distinct; of: event.word; window: all; cap: 0", "9:10", "from 1 to 100000"),
        ("aggregate: entropy; of: event.word; window: all; cap: 9", "9:10", "with `distinct`"),
    ]

    @Test("What is missing, wrong or in the wrong place is said with its place and fix")
    func faults() {
        for fault in AggregationTests.faults {
            let reading = reading(fault.recipe)
            let errors = reading.diagnostics.filter { $0.severity == .error }
            #expect(errors.count == 1, "\(fault.recipe)\n\(reading.report)")
            guard let error = errors.first else { continue }
            let place = "\(error.location.line):\(error.location.column)"
            #expect(place == fault.place, "\(fault.recipe)\n\(reading.report)")
            let text = error.message + " " + (error.fix ?? "")
            #expect(text.contains(fault.words), "\(fault.recipe)\n\(reading.report)")
        }
    }

    @Test("A formula has no resolution, no q, no rest and no cap")
    func formulas() {
        for key in ["resolution: 1h", "q: 0.5", "rest: 1m", "cap: 3"] {
            let report = reading("formula: 1 + 1; \(key)").report
            #expect(report.contains("A formula has no `\(key.prefix { $0 != ":" })`"), "\(report)")
        }
    }

    @Test(
        "What is whole is read",
        arguments: [
            "aggregate: quantile; of: event.amount; window: 30d; q: 0.95; resolution: 1h",
            "aggregate: longest_span; window: 7d; rest: 30m; resolution: exact",
            "aggregate: longest_span; window: all; rest: 30m",
            "aggregate: distinct; of: event.word; window: all; cap: 1000",
            "aggregate: distinct; of: event.word; window: 30d; cap: 1000; resolution: 1d",
            "aggregate: gap_entropy; window: 7d; resolution: 1m",
            "aggregate: z_score; of: event.number; window: 30d; resolution: 1d; present: exclude",
            "aggregate: herfindahl; of: event.word; window: 7d",
        ])
    func whole(recipe: String) {
        let reading = reading(recipe)
        #expect(reading.pack != nil, "\(reading.report)")
    }

    @Test("What a feature can never come to is said of conditions that ask for it")
    func bounds() {
        for (recipe, condition) in [
            ("aggregate: herfindahl; of: event.word; window: 1h", "features.account.n > 1.5"),
            ("aggregate: gap_top_share; window: 1h", "features.account.n > 1.5"),
            ("aggregate: gap_entropy; window: 1h", "features.account.n > 64.5"),
            ("aggregate: variance; of: event.number; window: 1h", "features.account.n < 0.0"),
        ] {
            let lines = recipe.split(separator: "; ").joined(separator: "\n    ")
            let report = PackLoader.read(
                texts: SmallPack.texts(
                    features: """
                        features:
                          - name: account.n
                            description: One feature.
                            entity: account
                            on: thing.done
                            \(lines)
                        """,
                    rules: "rules:" + SmallPack.rule("odd", when: condition))
            ).report
            #expect(report.contains("never"), "\(recipe)\n\(report)")
        }
    }
}
