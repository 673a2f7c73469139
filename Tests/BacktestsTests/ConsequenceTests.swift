import Backtests
import Foundation
import Learning
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// What a backtest tells, counted anew in the plainest way from the records of two full replays.
@Suite struct ConsequenceTests {
    /// One decision as its record tells it.
    private struct Seen {
        var person: String
        var device: String
        var day: String
        var type: String
        var action: Action
        var actions: [String]
        var score: Double
        var fired: Set<String>
        var event: String
    }

    private func seen(_ records: [String]) throws -> [Seen] {
        try records.map { record in
            let view = try RecordView(record: record)
            return Seen(
                person: view.entities["account"]?.text ?? "",
                device: view.entities["device"]?.text ?? "",
                day: String(view.event.time.prefix(10)),
                type: view.event.type, action: try #require(Action(rawValue: view.action)),
                actions: view.actions, score: view.score,
                fired: Set(view.reasons.map(\.rule) + view.shadow), event: view.event.id)
        }
    }

    private static let bad: Set<String> = ["u1", "u4", "u7", "u11"]
    private static let unknown: Set<String> = ["u2", "u3"]

    private func labels(_ world: SmallWorld) throws -> String {
        let lines = (0..<SmallWorld.people).map { "u\($0)" }.filter {
            !ConsequenceTests.unknown.contains($0)
        }.map { "\($0),\(ConsequenceTests.bad.contains($0) ? "abusive" : "organic"),x" }
        return try world.folder.write(
            "user,label,campaign\n" + lines.joined(separator: "\n") + "\n", as: "truth.csv")
    }

    private func mark(_ person: String) -> Int {
        ConsequenceTests.bad.contains(person)
            ? 1 : ConsequenceTests.unknown.contains(person) ? -1 : 0
    }

    @Test("Counts, people, friction, changes, overlap and partners are those of a plain count")
    func plainCount() throws {
        var random = Seed.random(75)
        let world = try SmallWorld(&random, events: 900)
        let live = try world.pack()
        var texts = world.texts
        texts["rules.yaml"] = SmallWorld.rules(
            (0..<7).map { SmallWorld.rule($0, &random) } + [
                SmallPack.rule("fresh", when: "event.number > 7", signal: "b", weight: 0.7)
            ])
        let candidate = try world.pack(texts)
        let walk = try world.walk(candidate)
        let after = try Judgement(candidate, walk, threads: 2)
        let before = try Judgement(live, walk, threads: 2)
        let costs = Ground.costs(of: candidate)
        let ground = try Ground(
            after, costs: costs,
            truth: try Truth.Source(
                files: [try labels(world)], pack: candidate, who: costs.who, name: nil), threads: 2)
        let report = try BacktestReport(ground, before: before, after: after) { _ in nil }
        let old = try seen(try world.records(live))
        let new = try seen(try world.records(candidate))
        check(report.before, old)
        check(report.after, new)
        let pairs = Array(zip(old, new))
        #expect(
            report.changes.moves.reduce(0) { $0 + $1.events.events }
                == pairs.count { $0.action != $1.action }, "\(Seed.hint)")
        #expect(
            report.changes.byKind["newlyActedOn"]?.bad ?? 0
                == pairs.count {
                    $0.action == .allow && $1.action != .allow && mark($0.person) == 1
                })
        for pair in report.overlap where pair.rule == "fresh" {
            #expect(
                pair.both
                    == pairs.count { $1.fired.contains("fresh") && $0.fired.contains(pair.other) })
            #expect(
                pair.onlyOther
                    == pairs.count { !$1.fired.contains("fresh") && $0.fired.contains(pair.other) })
        }
        for line in report.partners {
            #expect(
                line.withheldAfter
                    == new.count { $0.device == line.name && $0.action > .review }, "\(Seed.hint)")
        }
        let words = report.after.segments["word"] ?? []
        #expect(words.reduce(0) { $0 + $1.events.events } == new.count)
        #expect(words.reduce(0) { $0 + $1.caught } == report.after.caught)
    }

    private func check(_ side: BacktestReport.Side, _ seen: [Seen]) {
        #expect(
            side.caught == seen.count { mark($0.person) == 1 && $0.action != .allow },
            "\(Seed.hint)")
        #expect(side.missed == seen.count { mark($0.person) == 1 && $0.action == .allow })
        #expect(side.hurt == seen.count { mark($0.person) == 0 && $0.action > .review })
        #expect(
            side.goodPeopleHurt
                == Set(
                    seen.filter { mark($0.person) != 1 && $0.action > .review }.map(\.person)
                ).count)
        for line in side.actions {
            #expect(line.events.events == seen.count { $0.action.rawValue == line.action })
        }
        for line in side.rules where line.mode != "off" {
            let fired = seen.filter { $0.fired.contains(line.rule) }
            #expect(line.events.events == fired.count)
            #expect(line.people == Set(fired.map(\.person)).count)
        }
        let good = Dictionary(grouping: seen.filter { mark($0.person) != 1 }) {
            "\($0.person) \($0.day)"
        }
        #expect(side.friction.goodSessions == good.count)
        #expect(
            side.friction.goodChallenged
                == good.values.count { $0.contains { $0.actions.contains("challenge") } })
    }

    @Test("Money is the sum of what each mistake costs")
    func money() throws {
        var random = Seed.random(76)
        var world = try SmallWorld(&random, events: 300)
        world.texts["rules.yaml"] = SmallWorld.rules([
            SmallPack.rule("large", when: "event.number > 5", signal: "b", weight: 0.9)
        ])
        world.texts["costs.yaml"] = SmallWorld.costs
            .replacing("has(event.amount) ? event.amount : 1.0", with: "3")
        let pack = try world.pack()
        let judgement = try Judgement(pack, try world.walk(pack), threads: 1)
        let costs = Ground.costs(of: pack)
        let ground = try Ground(
            judgement, costs: costs,
            truth: try Truth.Source(
                files: [try labels(world)], pack: pack, who: costs.who, name: nil), threads: 1)
        let report = try BacktestReport(ground, before: judgement, after: judgement) { _ in nil }
        let all = try seen(try world.records(pack))
        let things = all.filter { $0.type == "thing.done" }
        let missed = things.count { mark($0.person) == 1 && $0.action < .challenge }
        let blocked = things.count { mark($0.person) == 0 && $0.action == .block }
        let money = try #require(report.after.money)
        #expect(money.missed == Double(missed) * 3)
        #expect(money.wrong == Double(blocked) * 10)
        func sessions(_ action: String) -> Int {
            Set(all.filter { $0.actions.contains(action) }.map { "\($0.person) \($0.day)" }).count
        }
        #expect(money.reviews == Double(sessions("review")) * 2)
        #expect(money.challenges == Double(sessions("challenge")) * 0.5)
        #expect(report.html.contains("<svg"))
        #expect(report.text.contains("bad events caught"))
    }

    @Test("Without labels there are counts, and no word on who is right")
    func withoutLabels() throws {
        var random = Seed.random(77)
        let world = try SmallWorld(&random, events: 200)
        let pack = try world.pack()
        let judgement = try Judgement(pack, try world.walk(pack), threads: 1)
        let ground = try Ground(
            judgement, costs: Ground.costs(of: pack), truth: Truth.Source(), threads: 1)
        let report = try BacktestReport(ground, before: judgement, after: judgement) { _ in nil }
        #expect(report.after.caught == nil && report.after.money == nil)
        #expect(report.text.contains("No labels were given"))
    }

    @Test("A value on the scale is at its own step, and reaches no threshold above it")
    func steps() {
        let steps = TuningRows.steps
        for step in 0...steps {
            let value = Double(step) / Double(steps)
            #expect(TuningRows.step(value) == step)
            #expect(TuningRows.step(value.nextDown) == max(0, step - 1))
        }
        #expect(TuningRows.step(0.58) == 116)
        #expect(TuningRows.step(-1) == 0 && TuningRows.step(2) == steps)
    }

    @Test("The threshold for a budget is the lowest that keeps it, and of costs the cheapest")
    func tuning() throws {
        var random = Seed.random(78)
        var world = try SmallWorld(&random, events: 900)
        world.texts["rules.yaml"] = SmallWorld.rules(
            [(3, 0.2), (6, 0.4), (9, 0.6), (11, 0.9)].map { number, weight in
                SmallPack.rule(
                    "over_\(number)", when: "event.number > \(number)", signal: "s\(number)",
                    weight: weight)
            })
        world.texts["policy.yaml"] = SmallWorld.policy.replacing("signals.b", with: "score")
        let pack = try world.pack()
        let judgement = try Judgement(pack, try world.walk(pack), threads: 2)
        let costs = Ground.costs(of: pack)
        let ground = try Ground(
            judgement, costs: costs,
            truth: try Truth.Source(
                files: [try labels(world)], pack: pack, who: costs.who, name: nil), threads: 2)
        func tuned(_ aim: Tuning.Aim) throws -> Tuning {
            try Tuning(
                ground, judgement,
                Tuning.Question(value: .score, action: .challenge, journey: 0, aim: aim, seed: 7))
        }
        let budgeted = try tuned(.budget(400))
        let allowed = budgeted.earlier.points.filter { $0.friction.high <= 400 }
        #expect(budgeted.recommended == allowed.map(\.threshold).min())
        let cheap = try tuned(.costs)
        let least = cheap.earlier.points.compactMap(\.money?.value).min()
        let chosen = cheap.earlier.points.first { $0.threshold == cheap.recommended }
        #expect(chosen?.money?.value == least)
        let all = try seen(try world.records(pack)).filter { $0.type == "thing.done" }
        for curve in [cheap.earlier, cheap.later] {
            for (one, next) in zip(curve.points, curve.points.dropFirst()) {
                #expect(one.caughtShare.value >= next.caughtShare.value)
                #expect(one.friction.value >= next.friction.value)
            }
            for point in curve.points {
                #expect(point.caughtShare.low <= point.caughtShare.value + 1e-9)
                #expect(point.caughtShare.high >= point.caughtShare.value - 1e-9)
            }
        }
        #expect(
            cheap.earlier.badEvents + cheap.later.badEvents == all.count { mark($0.person) == 1 })
        #expect(cheap.picture.contains("polyline") && cheap.text.contains("Recommended"))
    }
}
