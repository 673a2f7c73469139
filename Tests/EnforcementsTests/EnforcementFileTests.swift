import Foundation
import Packs
import TestKit
import Testing
import Vocabulary

/// `enforcement.yaml`: what is done to whom.
@Suite struct EnforcementFileTests {
    private static let sound = """
        policies:
          - name: things
            description: Things done.
            entity: account
            when: { actions: [review], journeys: [doing], signals: [large], rules: [large] }
            cooldown: 1h
            strikes: { weight: 1.5, expires: 30d }
            ladder:
              - { strikes: 1, measure: warn }
              - { strikes: 3, measure: hold_payout, for: 7d }
            ground: Terms
            notices: { en: "{measure} {facts} {ground} {appeal_until}" }
            appeal: 14d
        hands:
          ground: Terms, by hand
          notices: { en: "{measure} {facts} {ground} {appeal_until}" }
          appeal: 30d
          label: abusive
        reach:
          - { by: rule, per: 1h, entities: 10 }
        """

    private func faults(_ text: String) -> [String] {
        var texts = SmallPack.texts()
        texts["enforcement.yaml"] = text
        return PackLoader.read(texts: texts).diagnostics
            .filter { $0.location.file == "enforcement.yaml" }
            .map { "\($0.location.line):\($0.location.column) \($0.message) \($0.fix ?? "-")" }
    }

    @Test(
        "A notice of hands says what happened, on what ground, and how to appeal")
    func hands() throws {
        // Within the literal the file is not set in.
        let said = "ground: Terms, by hand\n  notices: { en: \"{measure} {facts}"
        let mute = Self.sound.replacing(said + " {ground} {appeal_until}", with: said)
        #expect(mute != Self.sound)
        let found = faults(mute)
        #expect(found.contains { $0.contains("{ground}") }, "\(found)")
        #expect(found.contains { $0.contains("{appeal_until}") }, "\(found)")
        #expect(faults(Self.sound).isEmpty)
        for pack in ["streaming", "marketplace"] {
            let reading = try PackLoader.read(folder: repository + "/PolicyPacks/\(pack)")
            #expect(reading.pack?.enforcement?.hands?.notices["en"] != nil, "\(reading.report)")
            #expect(reading.pack?.cases?.hands == reading.pack?.enforcement?.hands)
        }
    }

    @Test("Words of notices are read for each locale, and only those that a notice can say")
    func words() throws {
        var texts = SmallPack.texts()
        let said = "words: { en: { warn: a warning, no_end: we lift it, \"yes\": aye } }\n"
        texts["enforcement.yaml"] = said + Self.sound
        let reading = PackLoader.read(texts: texts)
        let definition = try #require(reading.pack?.enforcement, "\(reading.report)")
        let expected = ["en": ["warn": "a warning", "no_end": "we lift it", "yes": "aye"]]
        #expect(definition.policies.first?.words == expected && definition.hands?.words == expected)
        for (from, to, message) in [
            ("warn: a", "warm: a", "`warm` is not a key"),
            ("{ en: { warn", "{ fr: { warn", "There is no locale of a notice `fr`"),
        ] {
            let found = faults(said.replacing(from, with: to) + Self.sound)
            #expect(found.contains { $0.contains(message) }, "\(found)")
        }
        for pack in ["streaming", "marketplace"] {
            let reading = try PackLoader.read(folder: repository + "/PolicyPacks/\(pack)")
            let words = reading.pack?.enforcement?.hands?.words?["de"]
            #expect(words?["no_end"] == "zur Aufhebung", "\(reading.report)")
            #expect(words.map { Set($0.keys) } == Set(NoticeWords.all))
        }
    }

    @Test("A sound file is read, and does not enter the walk's hash")
    func good() throws {
        var texts = SmallPack.texts()
        let before = try #require(PackLoader.read(texts: texts).pack)
        texts["enforcement.yaml"] = Self.sound
        let reading = PackLoader.read(texts: texts)
        let pack = try #require(reading.pack, "\(reading.report)")
        let policy = try #require(pack.enforcement?.policies.first)
        #expect(policy.weight == 1.5 && policy.expires == 30 * 86_400_000)
        #expect(policy.ladder.map(\.measure) == [.warn, .holdPayout])
        #expect(policy.rung(of: 0.5) == 0 && policy.rung(of: 1) == 1 && policy.rung(of: 9) == 2)
        #expect(pack.enforcement?.reach.first?.entities == 10)
        #expect(
            pack.enforcement?.hands
                == HandNotices(
                    ground: "Terms, by hand",
                    notices: ["en": "{measure} {facts} {ground} {appeal_until}"],
                    appeal: 30 * 86_400_000, label: "abusive"))
        #expect(pack.walkHash == before.walkHash && pack.hash != before.hash)
    }

    @Test(
        "Each fault has its place and its fix",
        arguments: [
            ("entity: account", "entity: acount", "There is no entity `acount`"),
            ("actions: [review]", "actions: [revew]", "There is no action `revew`"),
            ("rules: [large]", "rules: [larg]", "There is no rule `larg`"),
            ("strikes: 3, measure", "strikes: 1, measure", "A rung is above the one before it"),
            ("measure: warn", "measure: strike", "is a strike anyway"),
            ("{facts}", "{fact}", "There is no placeholder `fact`"),
            ("{appeal_until}", "", "does not say `{appeal_until}`"),
            ("expires: 30d", "expires: soon", "is a span of time"),
            ("weight: 1.5", "weight: 0", "is a number above 0"),
            ("by: rule", "by: rul", "There is no by `rul`"),
        ])
    func bad(from: String, to: String, message: String) {
        let text = Self.sound.replacingOccurrences(of: from, with: to)
        #expect(text != Self.sound)
        let found = faults(text)
        #expect(found.contains { $0.contains(message) }, "\(found)")
        #expect(found.allSatisfy { !$0.hasSuffix(" -") }, "\(found)")
    }

    @Test("The streaming pack's file is sound")
    func streaming() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let reading = try PackLoader.read(folder: root + "/PolicyPacks/streaming")
        let pack = try #require(reading.pack, "\(reading.report)")
        #expect(pack.enforcement?.policies.count == 5, "\(reading.report)")
        #expect(reading.diagnostics.isEmpty, "\(reading.report)")
    }
}
