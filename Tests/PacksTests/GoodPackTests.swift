import Foundation
import Packs
import Pipeline
import TestKit
import Testing
import Vocabulary

/// Packs that are sound.
@Suite struct GoodPackTests {
    @Test("The small pack is sound, and warns of what nothing reads and of what no test fires")
    func small() {
        let reading = PackLoader.read(texts: SmallPack.texts())
        let unread = "Nothing reads the feature `account.things_1h`."
        #expect(reading.diagnostics.map(\.message) == [unread, "The pack has no tests.yaml."])
        let tested = PackLoader.read(
            texts: SmallPack.texts(
                tests: """
                    tests:
                      - name: Nothing
                        event: { type: thing.done, data: { user: u1, number: 1 } }
                        expect: { action: allow }
                    """))
        #expect(tested.pack != nil)
        #expect(tested.diagnostics.map(\.message) == [unread, "No test fires the rule `large`."])
    }

    @Test("The streaming pack is sound without a warning, and all its tests pass")
    func streaming() throws {
        let reading = try PackLoader.read(folder: repository + "/PolicyPacks/streaming")
        #expect(reading.report == "")
        let pack = try #require(reading.pack)
        #expect(!pack.tests.isEmpty)
        #expect(pack.detection != nil)
        for result in PackTester(pack: pack).run() where !result.passed {
            Issue.record("\(result.test.name): \(result.faults.joined(separator: "; "))")
        }
    }

    @Test("A pack's own tests fail with a sentence a fault")
    func failingTests() throws {
        let tests = """
            tests:
              - name: Wrong in every way
                given: { account.things_1h: 3 }
                event: { type: thing.done, data: { user: u1, number: 101 } }
                expect: { action: block, not: [large], undecided: [large], reason: nothing }
              - name: Does not fire
                event: { type: thing.done, data: { user: u1, number: 1 } }
                expect: { fires: [large] }
              - name: Cannot be decided
                event: { type: thing.done, data: { user: u1 } }
                expect: { fires: [large] }
              - name: Does not fit
                event: { type: thing.done, data: { number: 1 } }
                expect: { action: allow }
              - name: Has a field too many
                event: { type: thing.done, data: { user: u1, shoe: 1 } }
                expect: { action: allow }
              - name: Passes
                event: { type: thing.done, data: { user: u1, number: 101 } }
                expect: { action: review, fires: [large], reason: 101 by u1 }
            """
        let pack = try #require(PackLoader.read(texts: SmallPack.texts(tests: tests)).pack)
        let results = PackTester(pack: pack).run()
        #expect(results.map(\.faults.count) == [4, 1, 1, 1, 1, 0])
        #expect(results[0].faults[0] == "expected block, decided review at score 0.5; fired: large")
        #expect(results[2].faults[0] == "expected large to fire; it could not be decided")
        #expect(results[3].faults[0].contains("data.user: expected string, found nothing"))
        #expect(results[4].faults[0].contains("shoe"))
    }

    @Test("The hash changes with any byte of any file")
    func hash() throws {
        let texts = SmallPack.texts()
        let hash = try #require(PackLoader.read(texts: texts).pack).hash
        #expect(hash.count == 64)
        #expect(PackLoader.read(texts: texts).pack?.hash == hash)
        var seen: Set<String> = [hash]
        for name in texts.keys {
            var changed = texts
            changed[name]! += "\n# a comment"
            let other = try #require(PackLoader.read(texts: changed).pack).hash
            #expect(seen.insert(other).inserted, "\(name)")
        }
    }

    @Test("Formulas may stand before what they read")
    func formulasInAnyOrder() throws {
        let features = """
            features:
              - { name: c, description: Third., formula: features.b * 2 }
              - { name: b, description: Second., formula: features.account.things_1h + 1 }
              - { name: b2, description: Like another's name and more., formula: features.c - 1 }
            """ + SmallPack.features.dropFirst("features:".count)
        let bench = try Bench(SmallPack.texts(features: features))
        bench.walk([event("1"), event("2")])
        #expect(bench.seen.map { $0.number("features.c") } == [4, 6])
        #expect(bench.seen.map { $0.number("features.b2") } == [3, 5])
    }

    @Test("A folder that is not there is a fault, and missing files are each named")
    func folders() throws {
        let fault = #expect(throws: Fault.self) { try PackLoader.read(folder: "nowhere") }
        #expect(fault?.code == .notFound)
        let folder = try TemporaryFolder()
        _ = try folder.write(SmallPack.head, as: "pack.yaml")
        let reading = try PackLoader.read(folder: folder.url.path)
        #expect(reading.pack == nil)
        let missing = reading.diagnostics.filter { $0.message == "The file is missing." }
        #expect(
            missing.map { $0.location.file.split(separator: "/").last! }
                == ["events.yaml", "features.yaml", "policy.yaml", "rules.yaml"])
    }
}
