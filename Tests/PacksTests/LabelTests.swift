import Packs
import TestKit
import Testing
import Vocabulary

/// Labels are known after the event: nothing that decides may read one.
@Suite struct LabelTests {
    private static let events = SmallPack.events.replacing(
        "flag: { type: bool }", with: "flag: { type: bool, label: true }")

    private func faults(
        events: String = LabelTests.events, features: String = SmallPack.features,
        rules: String = SmallPack.rules, policy: String = SmallPack.policy
    ) -> [String] {
        let reading = PackLoader.read(
            texts: SmallPack.texts(
                events: events, features: features, rules: rules, policy: policy))
        return reading.diagnostics.filter { $0.severity == .error }.map {
            "\($0.location.file):\($0.location.line):\($0.location.column): \($0.message) "
                + ($0.fix ?? "")
        }
    }

    private func feature(_ lines: String) -> String {
        """
        features:
          - name: account.flags
            description: Flags.
            entity: account
            on: thing.done
            window: 1d
        \(lines)
        """
    }

    @Test("A feature with a delay may read a label, in its value and its condition")
    func delayed() {
        #expect(
            faults(
                features: feature(
                    "    delay: 7d\n    aggregate: last\n    of: event.flag\n    where: event.flag")
            )
                == [])
    }

    @Test("A feature without a delay may not, and is told where and what to do")
    func undelayed() {
        for delay in ["", "    delay: 0s\n"] {
            let found = faults(
                features: feature("    aggregate: count\n    where: '!event.flag'\n" + delay))
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("features.yaml:8:14: `flag` is a label") == true)
            #expect(found.first?.contains("with `delay:`") == true)
        }
        let found = faults(features: feature("    aggregate: last\n    of: event.flag"))
        #expect(found.map { $0.prefix(21) } == ["features.yaml:8:9: `f"])
    }

    @Test("What holds the present event against the others may not, whatever the delay")
    func heldAgainstThePresent() {
        for lines in ["of: event.number\n    where: event.flag", "of: 'event.flag ? 1 : 0'"] {
            let found = faults(
                features: feature("    aggregate: z_score\n    delay: 7d\n    \(lines)"))
            #expect(found.count == 1 && found[0].contains("is a label"), "\(found)")
        }
    }

    @Test("Formulas, rules with their locals and reasons, and policy may not")
    func deciding() {
        let formula = """
            features:
              - name: a
                description: A formula.
                formula: "has(event.flag) ? 1 : 0"
            """
        #expect(faults(features: formula).map { $0.prefix(18) } == ["features.yaml:4:15"])
        let rules =
            "rules:" + SmallPack.rule("one", when: "event.flag")
            + SmallPack.rule("two", when: "f", local: "f: event.flag")
            + SmallPack.rule("three", when: "event.number > 1", reason: "it is {event.flag}")
        let found = faults(rules: rules)
        #expect(found.count == 3)
        #expect(found.allSatisfy { $0.hasPrefix("rules.yaml:") && $0.contains("is a label") })
        let policy = SmallPack.policy.replacing("score >= 0.5", with: "event.flag")
        #expect(faults(policy: policy).map { $0.prefix(12) } == ["policy.yaml:"])
    }

    @Test("A label is no entity, is not required, and is one in every event that has it")
    func attributes() {
        let events = SmallPack.events
            .replacing(
                "device: { type: string, max: 64,", with: "device: { type: string, label: true,"
            )
            .replacing(
                "word: { type: string,", with: "word: { type: string, label: true, required: true,"
            )
            .replacing(
                "journey: seeing\n    fields:",
                with: "journey: seeing\n    fields:\n      flag: { type: bool, label: true }")
        let found = faults(events: events)
        #expect(found.contains { $0.contains("A label cannot name an entity") })
        #expect(found.contains { $0.contains("A label is not known when the event comes") })
        #expect(
            found.contains { $0.contains("`flag` is a label in one event and none in another") })
        #expect(found.count == 3)
    }

    @Test("The fraud field of card payments is a label")
    func cardPayments() throws {
        let reading = try PackLoader.read(folder: repository + "/PolicyPacks/card-payments")
        let pack = try #require(reading.pack, "\(reading.report)")
        #expect(pack.schema.types[0].fields.filter(\.isLabel).map(\.name) == ["fraud"])
    }
}
