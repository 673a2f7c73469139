import Enforcements
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Random histories against a fold written another way, and against a receiver that knows only
/// what it was told.
@Suite struct LedgerOracleTests {
    /// What an enforcement stands at, told from its own lines alone, without the product's fold.
    private struct Naive: Equatable {
        var state: String
        var measure: EnforcementMeasure
        var points: Double
        var until: Int64?
    }

    private func naive(_ lines: [LedgerEntry]) -> Naive {
        var kinds = lines.map(\.kind)
        kinds.removeAll { [.appealed, .upheld, .overturned, .lowered].contains($0) }
        let state: String =
            switch kinds.last {
            case .applied, .approved: "active"
            case .held: "pending"
            case .expired: "expired"
            case .reversed: "reversed"
            default: "refused"
            }
        let said = lines.last { [.applied, .held, .approved, .lowered].contains($0.kind) }
        return Naive(
            state: state, measure: said?.measure ?? .strike, points: said?.points ?? -1,
            until: said?.until)
    }

    @Test("Tables, ledger and receiver agree after random histories", arguments: 0..<12)
    func histories(round: Int) throws {
        var random = Seed.random(71, round: round)
        let story = try Story()
        let reach =
            round % 2 == 0 ? [] : [ReachCap(scope: .rule, span: 3 * Story.day, entities: 3)]
        let definition = Story.definition(
            Story.policy(cooldown: Story.day / 2, expires: 8 * Story.day), reach: reach)
        var clock = Story.start
        for _ in 0..<60 {
            clock += Int64(random.below(Int(Story.day)))
            switch random.below(8) {
            case 0...3:
                try story.decide(
                    (0...random.below(6)).map { _ in
                        Story.Said(
                            account: "u\(random.below(5))",
                            time: clock - Int64(random.below(3_600_000)),
                            action: random.chance(0.8) ? .exclude : .allow,
                            rule: random.pick(["looped", "pool"]),
                            version: random.pick([nil, 1, 2]), ring: random.pick(["", "ring-1"]))
                    })
                try story.run(definition, at: clock)
            case 4:
                try change(story, clock, &random) { desk, one, _ in
                    _ = try desk.reverse(one, by: "ann", why: "wrong")
                }
            case 5:
                try change(story, clock, &random) { desk, one, coin in
                    guard one.state == .pending else { return }
                    _ = try Approval(by: "bea", why: "seen", isRefusal: coin)
                        .decide(one.id, desk)
                }
            case 6:
                try change(story, clock, &random) { desk, one, coin in
                    guard one.state.stands else { return }
                    let appeals = AppealDesk(desk)
                    guard let appeal = try? appeals.open(one.id, text: "no", by: "u")
                    else { return }
                    _ = try appeals.decide(appeal.id, overturns: coin, by: "cleo", why: "read")
                }
            default:
                try story.run(definition, at: clock)
                guard random.chance(0.3) else { continue }
                var filter = EnforcementFilter()
                filter.scope = random.pick(["rule:pool", "version:1", "ring:ring-1"])
                let now = clock
                let report = try Undoing(filter, by: "dan", why: "all wrong")
                    .run(in: story.store, now: { now })
                #expect(report.left == 0)
            }
        }
        try check(story, &random)
    }

    private func change(
        _ story: Story, _ clock: Int64, _ random: inout SplitMix64,
        _ work: (EnforcementDesk, Enforcement, _ coin: Bool) throws -> Void
    ) throws {
        var filter = EnforcementFilter(limit: 1000)
        filter.states = [.active, .pending, .expired]
        let found = try story.all(filter)
        guard !found.isEmpty else { return }
        let one = found[random.below(found.count)]
        let coin = random.chance(0.4)
        try story.write(at: clock) { try work($0, one, coin) }
    }

    private func check(_ story: Story, _ random: inout SplitMix64) throws {
        let entries = try story.store.readingEnforcements {
            try $0.entries(after: 0, limit: 1_000_000)
        }
        #expect(entries.map(\.sequence) == entries.indices.map { Int64($0 + 1) })
        let standing = try story.all()
        let lines = Dictionary(grouping: entries, by: \.enforcement)
        #expect(lines.count == standing.count, "\(Seed.hint)")
        var byID: [String: Enforcement] = [:]
        for one in standing { byID[one.id] = one }
        for one in standing {
            let expected = naive(lines[one.id] ?? [])
            let found = Naive(
                state: one.state.rawValue, measure: one.measure, points: one.points,
                until: one.until)
            #expect(found == expected, "\(one.id), \(Seed.hint)")
            guard one.state.stands || one.state == .pending else { continue }
            // What it rests on is its own strike and those that still stand.
            let points = one.origin.counted.reduce(1.0) {
                $0 + (byID[$1].map { $0.state.stands ? 1 : 0 } ?? 0)
            }
            #expect(one.points == points, "\(one.id), \(Seed.hint)")
            let measures: [EnforcementMeasure] = [.warn, .exclude, .suspend]
            #expect(one.measure == measures[min(2, Int(points) - 1)], "\(one.id), \(Seed.hint)")
        }
        let fold = try Enforcement.fold(entries)
        #expect(fold == byID, "\(Seed.hint)")
        #expect(try LedgerCheck.run(in: story.store).differences.isEmpty, "\(Seed.hint)")
        let messages = try story.messages()
        let active = standing.filter { $0.state == .active && $0.measure != .strike }
        let expected = Dictionary(
            uniqueKeysWithValues: active.map { ($0.id, "\($0.entity.text) \($0.measure.rawValue)") }
        )
        // Each twice and in any order, as a network and replays may.
        var arriving = messages + messages
        for _ in 0..<3 {
            var receiver = NaiveReceiver()
            for message in arriving { try receiver.receive(message) }
            #expect(receiver.inForce == expected, "\(Seed.hint)")
            for place in arriving.indices.reversed() {
                arriving.swapAt(place, random.below(place + 1))
            }
        }
        let told = entries.filter { !$0.message.isEmpty }.map(\.message)
        #expect(Set(told).count == told.count && Set(told) == Set(messages.map(\.id)))
    }

    @Test("Strikes, cooldown, expiry and rungs are those of a naive count", arguments: 0..<6)
    func rungs(round: Int) throws {
        var random = Seed.random(72, round: round)
        let story = try Story()
        let policy = Story.policy(cooldown: Story.day, expires: 5 * Story.day)
        var said: [Story.Said] = []
        var time = Story.start
        for _ in 0..<300 {
            time += Int64(random.below(Int(Story.day / 3)))
            said.append(Story.Said(account: "u\(random.below(4))", time: time))
        }
        for start in stride(from: 0, to: said.count, by: 37) {
            try story.decide(Array(said[start..<min(said.count, start + 37)]))
            if random.chance(0.5) { try story.run(Story.definition(policy)) }
        }
        try story.run(Story.definition(policy))
        var violations: [String: [Int64]] = [:]
        var expected: [String] = []
        for one in said {
            let before = violations[one.account] ?? []
            if before.contains(where: { one.time - $0 < policy.cooldown }) { continue }
            violations[one.account, default: []].append(one.time)
            let points = 1 + before.count { $0 + policy.expires > one.time }
            expected.append("\(one.account) \(one.time) \(points)")
        }
        let found = try story.all().map {
            "\($0.entity.name) \($0.origin.time) \(Int($0.points))"
        }
        #expect(found == expected, "\(Seed.hint)")
    }
}
