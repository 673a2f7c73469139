import Packs
import TestKit
import Testing
import Vocabulary

/// Packs with faults: all are found in one reading, each with its place and what to do.
@Suite struct FaultyPackTests {
    private static let head = """
        name: faulty
        versoin: 1.0.0
        description: Wrong everywhere.
        owner: tests
        lateness: soon
        """
    private static let events = """
        entities:
          account: Who acts
          Device: What they act on
        events:
          thing.done:
            description: Done.
            journey: doing
            fields:
              user: { type: string, required: yes, entity: acount }
              number: { type: integer }
              amount: { type: double, entity: account }
              word: { type: string, max: 0 }
          thing.seen:
            description: Seen.
            fields: {}
        """
    private static let features = """
        features:
          - name: account.things
            description: Things.
            entity: acount
            on: thing.dune
            aggregate: cuont
            window: 1h
          - name: account.words
            description: Words.
            entity: account
            on: thing.done
            aggregate: sum
            of: event.word
            window: 1 hour
          - name: account.words
            description: Again.
            formula: 1 +
          - name: a
            description: A circle.
            formula: features.b + 1
          - name: b
            description: A circle.
            formula: features.a + 1
        """
    private static let rules = """
        rules:
          - id: Large
            description: A rule.
            owner: tests
            severity: grave
            mode: live
            on: dooing
            when: event.wrod == "x"
            signal: { name: large, weight: 1.5 }
            reason: "{event.word"
          - id: second
            description: ""
            owner: tests
            severity: low
            mode: live
            on: doing
            when: >-
              event.word == "x"
              && event.word > 5
            signal: { weight: 0.5 }
            reason: "{event.nope} things"
            colour: red
        """
    private static let policy = """
        policy:
          doing:
            - { action: blok, when: score >= 0.5 }
            - { action: block, when: scroe >= 0.5 }
            - { action: hold, when: score + 1.0 }
          going: []
        """
    private static let tests = """
        tests:
          - name: One
            given: { account.thingz: 1 }
            event: { type: thing.dne, data: {} }
            expect: { fires: [nobody] }
          - name: Two
            event: { type: thing.done, data: { user: u1 } }
            expect: {}
        """

    private let reading = PackLoader.read(
        texts: SmallPack.texts(
            head: head, events: events, features: features, rules: rules, policy: policy,
            tests: tests), folder: "faulty")

    /// Place and a word of the message of each fault that must be found.
    private static let expected: [(String, String)] = [
        ("pack.yaml:1:1", "no `version`"), ("pack.yaml:2:1", "`versoin` is not a key of this pack"),
        ("pack.yaml:5:11", "a span of time, not `soon`"),
        ("events.yaml:3:3", "`Device` is no name"), ("events.yaml:9:39", "true or false"),
        ("events.yaml:9:52", "no entity `acount`"), ("events.yaml:10:23", "no type `integer`"),
        ("events.yaml:11:39", "A double cannot name an entity"),
        ("events.yaml:12:34", "whole number from 1 to 65536"),
        ("events.yaml:14:5", "has no `journey`"),
        ("features.yaml:4:13", "no entity `acount`"),
        ("features.yaml:5:9", "no event type `thing.dune`"),
        ("features.yaml:6:16", "no aggregate `cuont`"),
        ("features.yaml:13:9", "`sum` reads numbers"),
        ("features.yaml:14:13", "a span of time, not `1 hour`"),
        ("features.yaml:15:11", "already is a feature `account.words`"),
        ("features.yaml:20:14", "waits on itself"), ("features.yaml:23:14", "waits on itself"),
        ("rules.yaml:2:9", "`Large` is no name"), ("rules.yaml:5:15", "no severity `grave`"),
        ("rules.yaml:7:9", "no journey `dooing`"), ("rules.yaml:8:11", "wrod"),
        ("rules.yaml:9:36", "above 0 and at most 1"), ("rules.yaml:10:13", "not closed"),
        ("rules.yaml:12:18", "`description` is a text"),
        ("rules.yaml:19:10", "does not take string and int"),
        ("rules.yaml:20:13", "no `name`"), ("rules.yaml:21:15", "nope"),
        ("rules.yaml:22:5", "`colour` is not a key of this rule"),
        ("policy.yaml:3:17", "no action `blok`"), ("policy.yaml:4:30", "scroe"),
        ("policy.yaml:5:29", "bool"), ("policy.yaml:6:3", "`going` is not a key of this policy"),
        ("tests.yaml:3:14", "no feature `account.thingz`"),
        ("tests.yaml:4:20", "no event type `thing.dne`"), ("tests.yaml:5:23", "no rule `nobody`"),
        ("tests.yaml:8:13", "expects nothing"),
    ]

    @Test("One reading finds every one of more than thirty faults in all six files")
    func allAtOnce() {
        #expect(reading.pack == nil)
        let found = reading.diagnostics.map { "\(place($0)) \($0.message)" }
        for (place, words) in FaultyPackTests.expected {
            let isFound = reading.diagnostics.contains {
                "faulty/\(place)" == self.place($0) && $0.message.contains(words)
            }
            #expect(isFound, "\(place) \(words); found:\n\(found.joined(separator: "\n"))")
        }
        let errors = reading.diagnostics.filter { $0.severity == .error }
        #expect(errors.count == FaultyPackTests.expected.count)
    }

    private func place(_ diagnostic: Diagnostic) -> String {
        "\(diagnostic.location.file):\(diagnostic.location.line):\(diagnostic.location.column)"
    }

    @Test("Every fault says what to do, except where the compiler has nothing to add")
    func everyFaultHasAFix() {
        let without = reading.diagnostics.filter { $0.fix == nil }.map { place($0) }
        #expect(without.allSatisfy { $0.contains("rules.yaml") || $0.contains("policy.yaml") })
        #expect(without.count <= 3, "\(without)")
    }

    @Test("Faults are shown with their line, a caret under the word, and the fix")
    func renderings() {
        for golden in [
            """
            faulty/features.yaml:6:16: error: There is no aggregate `cuont`.
              6 |     aggregate: cuont
                |                ^^^^^
              fix: Did you mean `count`?
            """,
            """
            faulty/events.yaml:9:52: error: There is no entity `acount`.
              9 |       user: { type: string, required: yes, entity: acount }
                |                                                    ^^^^^^
              fix: Did you mean `account`?
            """,
            """
            faulty/rules.yaml:9:36: error: A weight is above 0 and at most 1.
              9 |     signal: { name: large, weight: 1.5 }
                |                                    ^^^
              fix: Write how sure the signal alone makes you, such as 0.7.
            """,
        ] {
            #expect(reading.report.contains(golden), "\(reading.report)")
        }
    }

    @Test("A file that is no YAML does not hide the faults of the others")
    func brokenYAML() {
        let reading = PackLoader.read(
            texts: SmallPack.texts(
                rules: "rules:\n  - id: a\n   b: [", policy: FaultyPackTests.policy))
        let files = Set(reading.diagnostics.map(\.location.file))
        #expect(files == ["rules.yaml", "policy.yaml"])
        let broken = reading.diagnostics.filter { $0.location.file == "rules.yaml" }
        #expect(broken.count == 1)
        #expect(broken.first?.message.hasPrefix("This is no YAML") == true)
        #expect(broken.first?.location.line == 3)
        #expect(reading.diagnostics.count { $0.location.file == "policy.yaml" } >= 3)
    }

    @Test("A key that stands twice is reported, and a file that is empty or no mapping")
    func shapes() {
        let twice = PackLoader.read(texts: SmallPack.texts(head: "name: a\nname: b\n"))
        #expect(twice.report.contains("`name` stands twice"))
        let empty = PackLoader.read(texts: SmallPack.texts(policy: " \n"))
        #expect(empty.report.contains("policy.yaml:1:1: error: The file is empty."))
        let list = PackLoader.read(texts: SmallPack.texts(policy: "- a\n- b\n"))
        #expect(list.report.contains("policy.yaml:1:1: error: A policy file is a mapping"))
    }

    @Test("A fault in a block of several lines is shown at its own line")
    func placesInBlocks() {
        for (style, gap) in [(">-", ""), ("|", ""), (">", "\n"), ("|-", "\n")] {
            let rules = SmallPack.rules.replacing(
                "when: event.number > 100",
                with: "when: \(style)\n      event.number > 1\(gap)\n      && event.nmber > 2")
            let reading = PackLoader.read(texts: SmallPack.texts(rules: rules))
            let place = reading.diagnostics.first.map { self.place($0) }
            #expect(place == "rules.yaml:\(gap.isEmpty ? 10 : 11):10", "\(reading.report)")
        }
    }

    @Test("Values that an aggregation cannot hold are refused while the pack is read")
    func unreadableValues() {
        func report(_ aggregate: String, _ value: String) -> String {
            PackLoader.read(
                texts: SmallPack.texts(
                    features: SmallPack.features.replacing(
                        "aggregate: count", with: "aggregate: \(aggregate)\n    of: \(value)"))
            ).report
        }
        #expect(report("last", "event.ip").contains("`last` cannot read net.IP"))
        #expect(
            report("distinct", "\"[event.user, event.word]\"").contains("cannot read list(string)"))
        for (aggregate, value) in [
            ("distinct", "event.ip"), ("first", "event.at"), ("last", "event.user + event.word"),
        ] {
            #expect(!report(aggregate, value).contains("cannot read"))
        }
    }
}
