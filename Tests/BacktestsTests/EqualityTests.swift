import Backtests
import Foundation
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A backtest from the cache is a full replay: decision by decision, and byte by byte.
@Suite struct EqualityTests {
    private func check(_ world: SmallWorld, _ pack: Pack, _ judgement: Judgement) throws {
        let check = try Verification(judgement, threads: 2)
        try world.replay(Evaluator(pack: pack), [check])
        #expect(check.isEqual, "\(check.differences), \(Seed.hint)")
        #expect(check.compared > 0)
        let rows = try RebuiltRows(judgement)
        for (row, record) in try world.records(pack).enumerated() {
            #expect(try rows.record(row) == record, "row \(row), \(Seed.hint)")
        }
    }

    @Test("Random changes of rules, weights, modes and policy equal a full replay of the candidate")
    func randomChanges() throws {
        var random = Seed.random(71)
        for _ in 0..<4 {
            let world = try SmallWorld(&random, events: 900)
            let live = try world.pack()
            let walk = try world.walk(live)
            #expect(walk.isNew)
            try check(world, live, try Judgement(live, walk, threads: 2))
            var rules = (0..<8).map { SmallWorld.rule($0, &random) }
            for round in 0..<5 {
                let changed = random.below(8)
                rules[changed] = SmallWorld.rule(100 * (round + 1) + changed, &random)
                if round == 2 { rules.append(SmallWorld.rule(99, &random)) }
                if round == 3 { rules.remove(at: 0) }
                var texts = world.texts
                texts["rules.yaml"] = SmallWorld.rules(rules)
                texts["policy.yaml"] = SmallWorld.policy
                    .replacing("0.4", with: random.pick(["0.1", "0.4", "0.55"]))
                    .replacing("signals.b >= 0.8", with: "score >= 0.7 || event.number > 11")
                let candidate = try world.pack(texts)
                let again = try world.walk(candidate)
                #expect(!again.isNew)
                try check(world, candidate, try Judgement(candidate, again, threads: 2))
            }
        }
    }

    @Test("Only what changed is evaluated; a weight or a threshold evaluates nothing")
    func onlyChanges() throws {
        var random = Seed.random(72)
        var world = try SmallWorld(&random, events: 400)
        let rules = ["event.number > 3", "event.number > 5", "features.account.things_1h > 2"]
            .enumerated().map {
                SmallPack.rule("rule_\($0.offset)", when: $0.element, signal: "b", weight: 0.5)
            }
        world.texts["rules.yaml"] = SmallWorld.rules(rules)
        let live = try world.pack()
        let walk = try world.walk(live)
        let first = try Judgement(live, walk, threads: 2)
        #expect(first.rules.evaluated == [0, 1, 2])
        var texts = world.texts
        texts["rules.yaml"] = SmallWorld.rules(rules).replacing("0.5", with: "0.9")
        texts["policy.yaml"] = SmallWorld.policy.replacing("0.4", with: "0.2")
        let weighed = try world.pack(texts)
        let second = try Judgement(weighed, try world.walk(weighed), threads: 2)
        #expect(second.rules.evaluated.isEmpty)
        try check(world, weighed, second)
        texts["rules.yaml"] = SmallWorld.rules(rules).replacing("> 5", with: "> 6")
        let changed = try world.pack(texts)
        let third = try Judgement(changed, try world.walk(changed), threads: 2)
        #expect(third.rules.evaluated == [1])
        try check(world, changed, third)
    }

    @Test(
        "Other lists, another program or a log that grew: another walk; a torn one is walked anew"
    )
    func otherWalks() throws {
        var random = Seed.random(73)
        let world = try SmallWorld(&random, events: 400)
        let live = try world.pack()
        let walk = try world.walk(live)
        var texts = world.texts
        texts["lists.yaml"] = SmallWorld.lists.replacing("beta", with: "gamma")
        let listed = try world.pack(texts)
        let other = try world.walk(listed)
        #expect(other.isNew)
        let judgement = try Judgement(listed, other, threads: 2)
        try judgement.checkRows(of: try Judgement(live, walk, threads: 2), threads: 2)
        try check(world, listed, judgement)
        #expect(try !world.walk(live).isNew)
        #expect(try world.walk(live, program: "built anew").isNew)
        let column = walk.folder + "/slot-4.col"
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: column)))
        try Data(bytes.dropLast(3)).write(to: URL(fileURLWithPath: column))
        #expect(try world.walk(live).isNew)
        let whole = try world.folder.read("events.ndjson")
        _ = try world.folder.write(
            whole + Array((event("new", time: "2026-12-01T00:00:00Z") + "\n").utf8),
            as: "events.ndjson")
        let grown = try world.walk(live)
        #expect(grown.isNew && grown.rows > walk.rows)
    }

    @Test("A changed model scores anew, and the rules that read it are evaluated anew")
    func models() throws {
        var random = Seed.random(74)
        let world = try SmallWorld(&random, events: 500)
        var texts = world.texts
        texts["models.yaml"] = SampleModel.declaration("risk")
        texts["models/stages.yaml"] = """
            stages:
              - { model: risk, version: 1, stage: live }
            """
        texts["rules.yaml"] = SmallWorld.rules([
            SmallPack.rule("plain", when: "event.number > 4", signal: "b"),
            SmallPack.rule("modelled", when: "models.risk > 0.6", signal: "a", weight: 0.7),
        ])
        func pack(_ weight: Double) throws -> Pack {
            var texts = texts
            let bundle = try SampleModel.logistic(
                "risk", intercept: -1, weights: [("event.number", weight)])
            texts.merge(SampleModel.files("risk", version: 1, bundle)) { $1 }
            return try world.pack(texts)
        }
        let live = try pack(0.2)
        let walk = try world.walk(live)
        let first = try Judgement(live, walk, threads: 2)
        #expect(first.askedModels)
        try check(world, live, first)
        let same = try Judgement(live, walk, threads: 2)
        #expect(!same.askedModels && same.rules.evaluated.isEmpty)
        let candidate = try pack(0.4)
        let again = try world.walk(candidate)
        #expect(!again.isNew)
        let second = try Judgement(candidate, again, threads: 2)
        #expect(second.askedModels)
        #expect(second.rules.evaluated == [1])
        try check(world, candidate, second)
    }
}
