import Decisions
import Foundation
import TestKit
import Testing
import Vocabulary

/// From signals to actions, and what is said of them.
@Suite struct PolicyTests {
    private func walk(
        _ rules: String, policy: String = "- { action: review, when: score >= 0.5 }",
        data: String = #""user":"u1","number":7,"amount":0.934"#
    ) throws -> Bench.Seen {
        let bench = try Bench(
            SmallPack.texts(
                rules: "rules:" + rules, policy: "policy:\n  seeing: []\n  doing:\n    \(policy)\n")
        )
        bench.walk([event("1", data: data)])
        return try #require(bench.seen.first)
    }

    @Test("The score is one less the product of what each signal leaves")
    func score() throws {
        let rules =
            SmallPack.rule("a", when: "true", signal: "one", weight: 0.7)
            + SmallPack.rule("b", when: "true", signal: "two", weight: 0.4)
            + SmallPack.rule("c", when: "false", signal: "three", weight: 0.9)
        #expect(abs(try walk(rules).outcome.score - 0.82) < 1e-12)
        #expect(try walk(SmallPack.rule("a", when: "false")).outcome.score == 0)
        #expect(try walk(SmallPack.rule("a", when: "true", weight: 1)).outcome.score == 1)
    }

    @Test("Of two rules with one signal only the stronger counts, in any order")
    func oneSignalOnce() throws {
        let weak = SmallPack.rule("a", when: "true", signal: "one", weight: 0.3)
        let strong = SmallPack.rule("b", when: "true", signal: "one", weight: 0.6)
        for rules in [weak + strong, strong + weak] {
            let seen = try walk(rules)
            #expect(abs(seen.outcome.score - 0.6) < 1e-12)
            #expect(Set(seen.fired) == ["a", "b"])
        }
    }

    @Test("Rules in shadow are told, and change neither score nor action")
    func shadow() throws {
        let live = SmallPack.rule("a", when: "true", signal: "one", weight: 0.4)
        let shadow = SmallPack.rule("b", when: "true", signal: "one", weight: 0.9, mode: "shadow")
        let other = SmallPack.rule("c", when: "true", signal: "two", weight: 0.9, mode: "shadow")
        let policy = "- { action: block, when: signals.one > 0.5 || score > 0.5 }"
        let seen = try walk(shadow + live + other, policy: policy)
        #expect(seen.shadow == ["b", "c"])
        #expect(seen.fired == ["a"])
        #expect(seen.outcome.action == .allow)
        #expect(abs(seen.outcome.score - 0.4) < 1e-12)
        #expect(seen.record.contains(#""shadow":["b","c"]"#))
        let alone = try walk(live, policy: policy)
        #expect(alone.outcome == seen.outcome)
    }

    @Test("The strongest action is taken and all are named, in whatever order they stand")
    func precedence() throws {
        let actions = Action.allCases.filter { $0 != .allow }
        for order in [actions, actions.reversed(), actions.shuffled()] {
            for count in 1...order.count {
                let steps = order.prefix(count)
                let policy = steps.map { "- { action: \($0.rawValue), when: score >= 0.0 }" }
                    .joined(separator: "\n    ")
                let outcome = try walk(SmallPack.rule("a", when: "true"), policy: policy).outcome
                #expect(outcome.action == steps.max())
                #expect(outcome.actions == steps.sorted(by: >))
            }
        }
    }

    @Test("What no step names is allowed, and a step that cannot be decided does nothing")
    func allowed() throws {
        let seen = try walk(
            SmallPack.rule("a", when: "true", weight: 0.1),
            policy: "- { action: block, when: event.word == \"x\" || score > 0.9 }")
        #expect(seen.outcome.action == .allow)
        #expect(seen.outcome.actions == [.allow])
    }

    @Test("Reasons carry the event's values, each in its form")
    func reasons() throws {
        let rule = SmallPack.rule(
            "a", when: "event.number > 5 && share > 0.5",
            reason: "{event.number} things, {share|percent}, {share|rounded}, "
                + "{event.number * 1000|duration}, {event.word}, by {event.user}",
            local: "share: event.amount")
        let record = try walk(rule).record
        #expect(record.contains(#""text":"7 things, 93 %, 0.9, 116 min, ?, by u1""#), "\(record)")
        let values =
            #""values":{"event.user":"u1","event.number":7,"#
            + #""event.amount":0.934,"event.word":null}"#
        #expect(record.contains(values))
    }

    @Test("Reasons stand strongest first")
    func orderOfReasons() throws {
        let rules =
            SmallPack.rule("a", when: "true", signal: "one", weight: 0.2)
            + SmallPack.rule("b", when: "true", signal: "two", weight: 0.9)
            + SmallPack.rule("c", when: "true", signal: "three", weight: 0.9)
        let record = try walk(rules).record
        let places = ["b", "c", "a"].map { record.range(of: "{\"rule\":\"\($0)\"")!.lowerBound }
        #expect(places == places.sorted())
    }

    @Test("A record is JSON whatever the texts in it")
    func recordIsJSON() throws {
        let seen = try walk(
            SmallPack.rule("a", when: "true", reason: "{event.word} / {event.user}"),
            data: #""user":"a\"\\\u0001\n\u2028","word":"é\t😀""#)
        let json = try JSONSerialization.jsonObject(with: Data(seen.record.utf8)) as? [String: Any]
        let reasons = json?["reasons"] as? [[String: Any]]
        #expect(reasons?.first?["text"] as? String == "é\t😀 / a\"\\\u{1}\n\u{2028}")
        #expect(json?["action"] as? String == "review")
    }

    @Test("Texts made by formulas and locals belong to their own event, however many follow")
    func madeTexts() throws {
        let features =
            SmallPack.features + """

                  - name: account.label
                    description: A text made of two.
                    formula: event.user + "/" + event.word
                """
        let rule = SmallPack.rule(
            "a", when: "features.account.label != \"\" && size(loud) > 0",
            reason: "{loud} {features.account.label}", local: "loud: event.word.upperAscii()")
        for size in [1, 7, 2048] {
            let bench = try Bench(SmallPack.texts(features: features, rules: "rules:" + rule))
            bench.walk(
                (0..<500).map { event("\($0)", data: #""user":"u\#($0)","word":"w\#($0 % 13)""#) },
                batchSize: size)
            for (index, seen) in bench.seen.enumerated() {
                let label = "u\(index)/w\(index % 13)"
                #expect(seen.texts["features.account.label"] == label)
                #expect(seen.record.contains("\"text\":\"W\(index % 13) \(label)\""))
            }
        }
    }
}
