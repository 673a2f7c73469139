import Backtests
import Events
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A random log of a small pack with lists, formulas, kept texts and missing fields, and variants
/// of the pack.
struct SmallWorld {
    static let people = 23
    let folder: TemporaryFolder
    let path: String
    var texts: [String: String]

    static let features =
        SmallPack.features + """

              - name: account.amount_1h
                description: Money in an hour.
                entity: account
                on: thing.done
                aggregate: sum
                of: event.amount
                window: 1h
              - name: account.word
                description: The word before.
                entity: account
                on: thing.done
                aggregate: last
                of: event.word
                window: 24h
              - name: account.mean_1h
                description: Money a thing.
                formula: ratio(features.account.amount_1h, features.account.things_1h)
            """
    static let lists = """
        lists:
          odd_words:
            description: Words that are odd.
            kind: string
            version: 1
            entries: [alpha, beta]
        """
    static let costs = """
        unit: EUR
        who: account
        label: fraud
        partners: [device]
        review: 2.0
        challenge: 0.5
        prices:
          - on: thing.done
            missed: "has(event.amount) ? event.amount : 1.0"
            prevents: [challenge, block]
            wrong: { challenge: 0.25, block: 10.0 }
        segments:
          word: "has(event.word) ? event.word : 'none'"
        """
    static let policy = """
        policy:
          doing:
            - { action: review, when: score >= 0.4 }
            - { action: challenge, when: score >= 0.6 }
            - { action: block, when: signals.b >= 0.8 }
          seeing:
            - { action: review, when: score >= 0.2 }
        """

    /// Conditions that rules are made of; N stands for a number.
    static let conditions = [
        "event.number > N", "features.account.things_1h >= N",
        "features.account.amount_1h > double(N) * 3.0",
        "event.word in list(\"odd_words\") && event.number > N",
        "has(event.flag) && event.flag", "features.account.word == event.word",
        "features.account.mean_1h > double(N)", "event.number % (event.number - N) == 0",
        "twice > N", "event.amount > double(N)",
    ]

    init(_ random: inout SplitMix64, events count: Int) throws {
        folder = try TemporaryFolder()
        path = try folder.write(SmallWorld.log(&random, count), as: "events.ndjson")
        texts = SmallPack.texts(features: SmallWorld.features, policy: SmallWorld.policy)
        texts["lists.yaml"] = SmallWorld.lists
        texts["costs.yaml"] = SmallWorld.costs
        // The policy speaks of the signal `b`, so that one rule always has it.
        texts["rules.yaml"] = SmallWorld.rules(
            (0..<8).map { SmallWorld.rule($0, &random) } + [
                SmallPack.rule("steady", when: "event.number > 10", signal: "b", weight: 0.9)
            ])
    }

    static func rules(_ rules: [String]) -> String { "rules:" + rules.joined() }

    /// A random rule.
    static func rule(_ number: Int, _ random: inout SplitMix64) -> String {
        let condition = random.pick(conditions).replacing("N", with: "\(random.below(12))")
        return SmallPack.rule(
            "rule_\(number)", when: condition, signal: random.pick(["a", "b", "c"]),
            weight: random.pick([0.2, 0.5, 0.7, 0.9]),
            mode: random.pick(["live", "live", "live", "shadow", "off"]),
            reason: "{event.number} by {event.user}",
            local: condition.contains("twice") ? "twice: event.number * 2" : nil)
    }

    private static func log(_ random: inout SplitMix64, _ count: Int) -> String {
        var lines: [String] = []
        var time: Int64 = 1_772_000_000_000
        for number in 0..<count {
            time += Int64(random.below(3)) * 400_000
            let late = random.below(9) == 0 ? Int64(random.below(1_800_000)) : 0
            var data = #""user":"u\#(random.below(people))""#
            if random.below(5) > 0 { data += #","number":\#(random.below(14))"# }
            let isDone = random.below(6) > 0
            if isDone {
                if random.below(3) > 0 { data += #","device":"d\#(random.below(9))""# }
                if random.below(4) > 0 { data += #","amount":\#(random.below(400)).25"# }
                let word = random.pick(["alpha", "beta", "gamma", "δέλτα", ""])
                if random.below(4) > 0 { data += #","word":"\#(word)""# }
                if random.below(2) > 0 { data += #","flag":\#(random.below(2) == 0)"# }
                if random.below(2) > 0 { data += #","ip":"10.0.0.\#(random.below(6))""# }
                if random.below(3) == 0 {
                    data += #","price":{"amount":\#(random.below(9)).5,"currency":"EUR"}"#
                }
            }
            let id = random.below(40) == 0 ? number / 2 : number
            lines.append(
                event(
                    "e\(id)", type: isDone ? "thing.done" : "thing.seen",
                    time: CivilTime(milliseconds: time - late).rfc3339, data: data))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func pack(_ texts: [String: String]? = nil) throws -> Pack {
        try Bench(texts ?? self.texts).evaluator.pack
    }

    static let now: @Sendable () -> Int64 = { .max / 2 }

    func walk(_ pack: Pack, threads: Int = 2, program: String = "tests") throws -> Walk {
        try Walk(
            cache: folder.path("cache"), pack: pack, log: try LogIdentity(files: [path]),
            program: program, threads: threads
        ) { evaluator, writer in
            let report = try replay(evaluator, [writer], goal: .features)
            return (report.deadLetterCount, report.duplicates)
        }
    }

    @discardableResult
    func replay(
        _ evaluator: Evaluator, _ sinks: [any ReplaySink], goal: Replay.Goal = .decisions
    ) throws -> ReplayReport {
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)], sinks: sinks, threads: 2,
            isStrict: false, goal: goal, now: SmallWorld.now)
        return try replay.run { _, _ in }
    }

    /// The records that a full replay writes.
    func records(_ pack: Pack) throws -> [String] {
        let file = folder.path("decisions.ndjson")
        try replay(Evaluator(pack: pack), [try DecisionsFile(path: file)])
        return String(decoding: try folder.read("decisions.ndjson"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }
}
