import Models
import Packs
import TestKit
import Testing
import Vocabulary

/// What a pack may say of models, and what it is told when it says something else.
@Suite("Models in packs")
struct ModelsInPacksTests {
    private func texts(
        stages: String, inputs: [String] = ["event.number"], declaration: String? = nil,
        rules: String = SmallPack.rules, events: String = SmallPack.events
    ) throws -> [String: String] {
        var texts = SmallPack.texts(events: events, rules: rules)
        texts["models.yaml"] = declaration ?? SampleModel.declaration("risk")
        texts["models/stages.yaml"] = stages
        for version in 1...3 {
            let bundle = try SampleModel.logistic(
                "risk", intercept: -2, weights: inputs.map { ($0, 0.1 * Double(version)) })
            texts.merge(SampleModel.files("risk", version: version, bundle)) { first, _ in first }
        }
        return texts
    }

    private func line(_ version: Int, _ stage: String) -> String {
        "\n  - { model: risk, version: \(version), stage: \(stage) }"
    }

    @Test func aSoundPackHasItsVersionsAndASlot() throws {
        let stages =
            "stages:" + line(1, "live") + line(2, "canary, share: 0.25") + line(3, "shadow")
        let rule = SmallPack.rule("risky", when: "models.risk >= 0.9")
        let reading = PackLoader.read(
            texts: try texts(stages: stages, rules: SmallPack.rules + rule))
        let pack = try #require(reading.pack, "\(reading.report)")
        #expect(!reading.report.contains("stages.yaml"), "\(reading.report)")
        let model = try #require(pack.models.models.first)
        #expect(model.versions.map(\.release.stage) == [.live, .canary, .shadow])
        #expect(model.versions[1].release.share == 0.25)
        #expect(pack.slotNames[model.slot] == "models.risk")
    }

    @Test func whatAModelReadsIsNotUnused() throws {
        let unused = "Nothing reads the feature `account.things_1h`"
        func report(_ inputs: [String]) throws -> String {
            PackLoader.read(texts: try texts(stages: "stages:" + line(1, "live"), inputs: inputs))
                .report
        }
        #expect(try report(["event.number"]).contains(unused))
        #expect(try !report(["features.account.things_1h"]).contains(unused))
    }

    @Test func aRetiredVersionNeedsNoFiles() throws {
        var files = try texts(stages: "stages:" + line(1, "live") + line(9, "retired"))
        files["models/risk/2/manifest.json"] = nil
        let reading = PackLoader.read(texts: files)
        #expect(reading.pack?.models.models.first?.versions.count == 1, "\(reading.report)")
    }

    @Test(
        "What cannot be is told with its place",
        arguments: [
            (
                #"  - { model: risk, version: 4, stage: live }"#,
                "There is no models/risk/4/manifest"
            ),
            (#"  - { model: other, version: 1, stage: live }"#, "There is no model `other`"),
            (#"  - { model: risk, version: 1, stage: best }"#, "There is no stage `best`"),
            (#"  - { model: risk, version: 1, stage: canary }"#, "This stage has no `share`"),
            (#"  - { model: risk, version: 1, stage: live, share: 0.5 }"#, "Only a canary"),
            (
                "  - { model: risk, version: 1, stage: live }\n"
                    + "  - { model: risk, version: 2, stage: live }", "is live already"
            ),
            (
                "  - { model: risk, version: 1, stage: live }\n"
                    + "  - { model: risk, version: 1, stage: shadow }", "stands here twice"
            ),
        ])
    func wrongStages(lines: String, message: String) throws {
        let reading = PackLoader.read(texts: try texts(stages: "stages:\n\(lines)"))
        #expect(reading.pack == nil)
        #expect(reading.report.contains(message), "\(reading.report)")
        #expect(reading.report.contains("models/stages.yaml"), "\(reading.report)")
    }

    @Test func aCanaryNeedsSomebodyToGoBy() throws {
        let reading = PackLoader.read(
            texts: try texts(
                stages: "stages:" + line(1, "canary, share: 0.5"),
                declaration: SampleModel.declaration("risk", splitBy: nil)))
        #expect(reading.report.contains("split_by"), "\(reading.report)")
    }

    @Test(arguments: [
        ("features.account.things_1x", "Did it mean `features.account.things_1h`?"),
        ("event.word", "`event.word` is no number"),
        ("event.outcome", "`event.outcome` is a label"),
    ])
    func anInputThatCannotBeFed(input: String, message: String) throws {
        let events = SmallPack.events.replacing(
            "      flag: { type: bool }",
            with: "      flag: { type: bool }\n      outcome: { type: int, label: true }")
        let reading = PackLoader.read(
            texts: try texts(
                stages: "stages:" + line(1, "live"), inputs: [input], events: events))
        #expect(reading.pack == nil)
        #expect(reading.report.contains(message), "\(reading.report)")
    }

    @Test func aRuleOfAnotherJourneyIsToldThatTheModelIsMissingThere() throws {
        let rule = SmallPack.rule("risky", when: "models.risk >= 0.9")
            .replacing("on: doing", with: "on: seeing")
        let reading = PackLoader.read(
            texts: try texts(stages: "stages:" + line(1, "live"), rules: SmallPack.rules + rule))
        #expect(!reading.diagnostics.isEmpty)
        #expect(reading.report.contains("models.risk"), "\(reading.report)")
    }

    @Test func theRegistryStandsInThePlaceOfThePacksOwnVersions() throws {
        let own = try texts(stages: "stages:" + line(1, "live"))
        let files = try SampleModel.logistic(
            "risk", intercept: 1, weights: [("event.number", 2)])
        let releases = [
            ModelRelease(name: "risk", version: 7, stage: .live),
            ModelRelease(name: "risk", version: 8, stage: .canary, share: 0.5),
            ModelRelease(name: "risk", version: 6, stage: .retired),
        ]
        let overlaid = try ModelFiles.overlaid(own, by: releases) { _ in
            files.merging(["card.md": "# A card"]) { first, _ in first }
        }
        let pack = try #require(PackLoader.read(texts: overlaid).pack)
        #expect(pack.models.models[0].versions.map(\.release) == Array(releases.prefix(2)))
        #expect(!overlaid.keys.contains { $0.hasSuffix("card.md") || $0.contains("risk/1/") })
        let before = try #require(PackLoader.read(texts: own).pack)
        #expect(pack.hash != before.hash && pack.walkHash == before.walkHash)
    }
}
