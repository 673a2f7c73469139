import Decisions
import TestKit
import Testing
import Vocabulary

/// Trials that keep a share from the policy, so that it can be measured.
@Suite struct WithholdingTests {
    private static let rules = SmallPack.rule("a", when: "event.number > 5", weight: 0.9)

    private func walk(_ trial: String, _ lines: [String]) throws -> [Bench.Seen] {
        let bench = try Bench(
            SmallPack.texts(
                rules: "rules:" + Self.rules,
                policy: """
                    policy:
                      doing:
                        - { action: block, when: score >= 0.5 }
                        - { action: review, when: score >= 0.1 }
                      seeing: []
                    withhold:
                      - \(trial)
                    """))
        bench.walk(lines)
        return bench.seen
    }

    private static func lines(_ count: Int, users: Int, more: String = "") -> [String] {
        (0..<count).map { index in
            event(
                "e\(index)",
                data: "\"user\":\"u\(index % users)\",\"number\":\(index % 2 == 0 ? 9 : 1)\(more)")
        }
    }

    @Test("A holdout withholds a share of accounts, always the same, and the record says so")
    func holdout() throws {
        let seen = try walk(
            "{ name: spring, kind: holdout, unit: account, share: 0.05 }",
            Self.lines(20_000, users: 2001))
        var arms: [String: Set<String>] = [:]
        for one in seen {
            let view = try RecordView(record: one.record)
            guard let trial = view.trial else {
                #expect(view.action == "allow" && !one.fired.contains("a"))
                continue
            }
            #expect(trial.name == "spring" && trial.kind == "holdout" && trial.action == "block")
            let isWithheld = trial.arm == "withheld"
            #expect(view.actions == (isWithheld ? ["allow"] : ["block", "review"]))
            #expect(view.action == view.actions[0])
            #expect(abs(trial.propensity - (isWithheld ? 0.05 : 0.95)) < 1e-12)
            #expect(one.outcome.named == .block)
            arms[view.entities["account"]?.text ?? "", default: []].insert(trial.arm)
        }
        #expect(arms.values.allSatisfy { $0.count == 1 })
        let share =
            Double(arms.values.count { $0 == ["withheld"] }) / Double(arms.count)
        #expect((0.035...0.065).contains(share))
    }

    @Test("An exploration draws events; some it spares, and other actions it leaves alone")
    func exploration() throws {
        let trial =
            "{ name: look, kind: exploration, share: 0.05, actions: [block], "
            + "unless: event.amount > 100.0 }"
        let small = try walk(trial, Self.lines(10_000, users: 7, more: ",\"amount\":5.0"))
        let withheld = small.filter { $0.outcome.trial?.isWithheld == true }
        #expect((180...320).contains(withheld.count))
        #expect(Set(withheld.map(\.outcome.action)) == [.allow])
        let large = try walk(trial, Self.lines(1000, users: 7, more: ",\"amount\":500.0"))
        #expect(large.allSatisfy { $0.outcome.trial == nil })
        // Without an amount nobody can say that it is small.
        let unknown = try walk(trial, Self.lines(1000, users: 7))
        #expect(unknown.allSatisfy { $0.outcome.trial == nil })
    }

    @Test(
        "Trials that cannot be are told of, with their place",
        arguments: [
            ("{ name: a, kind: holdout, unit: account, share: 0.2 }", "`share` is a share"),
            ("{ name: a, kind: holdout, share: 0.01 }", "A holdout says whom it draws."),
            ("{ name: a, kind: holdout, unit: acount, share: 0.01 }", "account"),
            ("{ name: a, kind: exploration, share: 0.01, actions: [allow] }", "Nothing can be"),
            ("{ name: a, kind: exploration, share: 0.01, on: [doin] }", "doing"),
            ("{ name: a, kind: other, share: 0.01 }", "holdout"),
            ("{ name: a, kind: exploration, share: 0.01, unless: event.nr > 1 }", "event.n"),
        ])
    func faults(trial: String, words: String) throws {
        do {
            _ = try walk(trial, [])
            Issue.record("It was read: \(trial)")
        } catch let unsound as Unsound {
            #expect(unsound.description.contains(words), "\(unsound)")
            #expect(unsound.description.contains("policy.yaml:"), "\(unsound)")
        }
    }
}
