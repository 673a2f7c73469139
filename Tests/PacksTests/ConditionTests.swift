import Packs
import TestKit
import Testing

/// Conditions that cannot be meant: too dear, never true, or asking for what is never there.
@Suite struct ConditionTests {
    private func report(
        head: String = SmallPack.head, features: String = SmallPack.features, _ rules: String...,
        policy: String = SmallPack.policy
    ) -> String {
        PackLoader.read(
            texts: SmallPack.texts(
                head: head, features: features, rules: "rules:" + rules.joined(), policy: policy)
        ).report
    }

    @Test("A rule above the budget is refused, and the part that costs is named")
    func budget() {
        let head = SmallPack.head + "\nbudget: 100"
        let dear = "event.number > 1 && editDistance(event.word, event.user, 64) < 3"
        let text = report(head: head, SmallPack.rule("r", when: dear))
        #expect(text.contains("rules.yaml:8:32: error: This costs up to "))
        #expect(text.contains("more than the pack's budget of 100"))
        #expect(!report(SmallPack.rule("r", when: dear)).contains("budget"))
    }

    @Test("A rule whose parts are within the budget, and together are not, is refused")
    func total() {
        let rule = SmallPack.rule(
            "r", when: "one && event.word.contains(\"b\")", local: "one: event.word.contains(\"a\")"
        )
        func isRefused(_ budget: Int) -> Bool {
            report(head: SmallPack.head + "\nbudget: \(budget)", rule).contains("more than")
        }
        #expect(!isRefused(1000))
        let least = (1...1000).first { !isRefused($0) } ?? 0
        let text = report(head: SmallPack.head + "\nbudget: \(least - 1)", rule)
        #expect(text.contains("The rule `r` costs up to \(least), more than the pack's budget"))
        #expect(text.contains(", the condition alone up to "))
    }

    @Test("Conditions that shares, counts and signals can never meet are warned of")
    func bounds() {
        let features =
            SmallPack.features + """

                  - name: account.top
                    description: A share.
                    entity: account
                    on: thing.done
                    aggregate: top_share
                    of: event.word
                    window: 1h
                """
        let text = report(
            features: features,
            SmallPack.rule(
                "r", when: "features.account.top > 50 || features.account.things_1h < 0"),
            policy: SmallPack.policy.replacing("score >= 0.5", with: "signals.odd > 0.5"))
        #expect(text.contains("never true: features.account.top is at most 1"))
        #expect(text.contains("features.account.things_1h is at least 0"))
        #expect(text.contains("policy.yaml:3:31: warning"))
    }

    @Test("A rule that asks for what its journey never has can never fire")
    func unreachable() {
        let rule = SmallPack.rule("r", when: "event.word == \"a\" && event.number > 1")
            .replacing("on: doing", with: "on: seeing")
        let text = report(rule)
        #expect(text.contains("warning"))
        #expect(text.contains("event.word"))
        #expect(!report(SmallPack.rule("r", when: "event.word == \"a\"")).contains("event.word"))
    }

    @Test("A rule that one of its journeys can never decide is warned of")
    func journeys() {
        func rule(_ condition: String) -> String {
            SmallPack.rule("r", when: condition).replacing("on: doing", with: "on: [doing, seeing]")
        }
        let text = report(rule("event.word == \"a\" && event.number > 1"))
        #expect(text.contains("The rule can never fire at `seeing`: no event there has all"))
        #expect(!report(rule("event.number > 1")).contains("can never fire"))
        #expect(!report(rule("has(event.word) || event.number > 1")).contains("can never fire"))
    }

    @Test("A condition that YAML takes for a tag is told so")
    func tag() {
        let text = report(
            SmallPack.rule("r", when: "event.flag").replacing("'event.flag'", with: "!event.flag"))
        #expect(text.contains("YAML takes what begins with `!` for a tag."))
    }

    @Test("A reason is held to the budget too")
    func reasons() {
        let head = SmallPack.head + "\nbudget: 100"
        let text = report(
            head: head,
            SmallPack.rule(
                "r", when: "event.number > 1",
                reason: "{editDistance(event.word, event.user, 64)} edits"))
        #expect(text.contains("more than the pack's budget of 100"))
    }

    @Test("Extra macros are there for authors")
    func macros() {
        let text = report(
            SmallPack.rule(
                "r", when: "between(event.number, 1, 5) || [1, 2].none(x, x > event.number)"))
        #expect(!text.contains("error"))
    }
}
