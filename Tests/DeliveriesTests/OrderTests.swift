import Deliveries
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Senders, an outbox and an unreliable world under a clock of their own, over a real store.
@Suite("Order, leases and dead letters in the store") struct OrderTests {
    /// What the receiver got, first arrivals alone, and how often each was sent.
    private final class World {
        let store: SQLiteStore
        var random: SplitMix64
        var time: Int64 = 1_800_000_000_000
        var sent: [String: Int] = [:]
        var first: [String] = []
        var waiting: [(at: Int64, outcome: DeliveryOutcome)] = []
        var inAir: Set<String> = []
        var settings = DeliverySettings()

        init(round: Int) throws {
            store = try SQLiteStore(url: "sqlite::memory:")
            random = Seed.random(81, round: round)
            settings.attemptsMax = 6
            (settings.firstWait, settings.longestWait) = (100, 2000)
            settings.longestOpen = 1000
            settings.perEndpoint = 4
            settings.failuresMax = 5
        }

        func addEndpoint(_ name: String, _ kinds: String) throws {
            var draws = random
            _ = try store.add(
                endpoint: WebhookEndpoint(
                    name: name, url: "https://example.com/", kinds: try KindPattern.list(kinds),
                    secrets: [.init(try WebhookSecret.made(by: &draws))], allowsPrivate: false,
                    createdAt: time), fromStart: true)
        }

        /// One step: outcomes that are there are written, what is due is taken and "sent".
        func step(failing: Double, dying: Double, of subjects: [String: String]) throws {
            var round = DeliveryRound(
                now: time, leaseUntil: time + 500, lease: Int64(random.next() >> 1),
                perEndpoint: settings.perEndpoint, failuresMax: settings.failuresMax)
            round.outcomes = waiting.filter { $0.at <= time }.map(\.outcome)
            waiting.removeAll { $0.at <= time }
            for outcome in round.outcomes {
                inAir.remove("\(outcome.delivery.endpoint.name) \(outcome.delivery.message.id)")
            }
            for delivery in try store.run(round) {
                let (id, name) = (delivery.message.id, delivery.endpoint.name)
                let subject = "\(name) \(subjects[id] ?? "")"
                // No two of one subject are on their way to one endpoint at once.
                let clashes = inAir.contains { key in
                    let parts = key.split(separator: " ").map(String.init)
                    let other = "\(parts[0]) \(subjects[parts[1]] ?? "")"
                    return other == subject && parts[1] != id
                }
                #expect(!clashes, "two of \(subject) at once; \(Seed.hint)")
                let isTaken = !random.chance(failing)
                if isTaken {
                    if sent["\(name) \(id)"] == nil { first.append("\(name) \(id)") }
                    sent["\(name) \(id)", default: 0] += 1
                }
                // A sender that dies tells nothing: its lease ends by itself.
                if random.chance(dying) { continue }
                inAir.insert("\(name) \(id)")
                let reply = WebhookReply(status: isTaken ? 200 : 500)
                let done = time + Int64(random.below(300))
                waiting.append(
                    (
                        done,
                        reply.outcome(
                            of: delivery, settings: settings, now: done, unit: random.unit())
                    ))
            }
            time += Int64(random.within(1...120))
        }
    }

    private func post(_ world: World, count: Int, subjects: Int) throws -> [String: String] {
        var of: [String: String] = [:]
        let messages = (0..<count).map { place in
            let subject = world.random.chance(0.1) ? "" : "s\(world.random.below(subjects))"
            let kind = world.random.chance(0.5) ? "a.one" : "b.two"
            of["m\(place)"] = subject.isEmpty ? "#m\(place)" : subject
            return OutboxMessage(
                id: "m\(place)", kind: kind, subject: subject, at: world.time, payload: "{}")
        }
        #expect(try world.store.post(messages) == count)
        #expect(try world.store.post(Array(messages.prefix(7))) == 0)
        return of
    }

    @Test("None is lost, subjects keep their order, whatever fails", arguments: 0..<12)
    func random(round: Int) throws {
        let world = try World(round: round)
        try world.addEndpoint("all", "*")
        try world.addEndpoint("some", "a.*")
        let subjects = try post(world, count: 150, subjects: 12)
        let dying = world.random.pick([0, 0, 0.1])
        let failing = world.random.pick([0, 0.2, 0.4])
        var steps = 0
        while try world.store.standings().contains(where: { $0.backlog > 0 }), steps < 20_000 {
            try world.step(failing: failing, dying: dying, of: subjects)
            steps += 1
        }
        #expect(try world.store.standings().allSatisfy { $0.backlog == 0 }, "\(Seed.hint)")
        let dead = try world.store.deliveries(DeliveryFilter(state: .dead, limit: 1000))
        let gone = Set(dead.map { "\($0.endpoint) \($0.message.id)" })
        for place in 0..<150 {
            let key = "all m\(place)"
            #expect(world.sent[key] != nil || gone.contains(key), "\(key) is lost; \(Seed.hint)")
        }
        // The oracle of order: first arrivals of a subject are in the order of the outbox.
        var last: [String: Int] = [:]
        for key in world.first {
            let parts = key.split(separator: " ").map(String.init)
            let subject = "\(parts[0]) \(subjects[parts[1]] ?? "")"
            let place = Int(parts[1].dropFirst())!
            #expect(last[subject] ?? -1 < place, "\(key) came late; \(Seed.hint)")
            last[subject] = place
        }
        if dying == 0, failing == 0 {
            #expect(world.sent.values.allSatisfy { $0 == 1 })
            #expect(dead.isEmpty)
        }
    }

    @Test("A dead letter lets the next of its subject go, and is replayed under its id")
    func dead() throws {
        let world = try World(round: 100)
        try world.addEndpoint("w", "*")
        _ = try world.store.post([
            OutboxMessage(id: "a", kind: "k", subject: "s", at: 5, payload: "{}"),
            OutboxMessage(id: "b", kind: "k", subject: "s", at: 6, payload: "{}"),
        ])
        let subjects = ["a": "s", "b": "s"]
        while try world.store.deliveries(DeliveryFilter(state: .dead)).isEmpty {
            try world.step(failing: 1, dying: 0, of: subjects)
        }
        #expect(world.sent.isEmpty)
        let (found, attempts) = try world.store.deliveries(of: "a")
        #expect(found.map(\.state) == [.dead])
        #expect(attempts.map(\.number) == [6, 5, 4, 3, 2, 1])
        #expect(attempts.first?.result == .dead)
        let replayed = try world.store.replay(
            DeliveryFilter(state: .dead), message: nil, now: world.time)
        #expect(replayed.count == 1 && replayed.last == found[0].sequence)
        for _ in 0..<400 { try world.step(failing: 0, dying: 0, of: subjects) }
        #expect(world.sent == ["w a": 1, "w b": 1])
        #expect(try world.store.standings()[0].backlog == 0)
        // What is delivered can be sent once more as well.
        #expect(
            try world.store.replay(DeliveryFilter(), message: "b", now: world.time).count == 1)
        for _ in 0..<20 { try world.step(failing: 0, dying: 0, of: subjects) }
        #expect(world.sent["w b"] == 2)
    }

    @Test("Pages end with whole messages, so none of several webhooks is left out")
    func pages() throws {
        let world = try World(round: 101)
        let names = ["a", "b", "c"]
        for name in names { try world.addEndpoint(name, "*") }
        let subjects = try post(world, count: 20, subjects: 20)
        var filter = DeliveryFilter(state: .dead, limit: 1000)
        while try world.store.deliveries(filter).count < 60 {
            try world.step(failing: 1, dying: 0, of: subjects)
        }
        filter.limit = 4
        var seen: [String] = []
        while let last = try world.store.deliveries(filter).last {
            let page = try world.store.deliveries(filter)
            seen += page.map { "\($0.message.id) \($0.endpoint)" }
            filter.before = last.sequence
        }
        #expect(seen.count == 60 && Set(seen).count == 60)
        filter.before = nil
        var count = 0
        repeat {
            let page = try world.store.replay(filter, message: nil, now: world.time)
            count += page.count
            filter.before = page.last
        } while filter.before != nil
        #expect(count == 60)
    }

    @Test("410 disables the endpoint and keeps what it did not get")
    func gone() throws {
        let world = try World(round: 101)
        try world.addEndpoint("w", "*")
        _ = try world.store.post([
            OutboxMessage(id: "a", kind: "k", subject: "s", at: 5, payload: "{}")
        ])
        var round = DeliveryRound(
            now: 10, leaseUntil: 100, lease: 1, perEndpoint: 4, failuresMax: 5)
        let leased = try world.store.run(round)
        #expect(leased.map(\.message.id) == ["a"])
        (round.now, round.lease) = (20, 2)
        #expect(try world.store.run(round).isEmpty)
        round.outcomes = [
            WebhookReply(status: 410).outcome(
                of: leased[0], settings: world.settings, now: 20, unit: 0)
        ]
        #expect(try world.store.run(round).isEmpty)
        let standing = try world.store.standings()[0]
        #expect(standing.endpoint.state == .disabled && standing.backlog == 1)
        #expect(try !world.store.hasDue(now: 1000))
        try world.store.set(state: .on, why: "", of: "w")
        (round.outcomes, round.now, round.lease) = ([], 30, 3)
        #expect(try world.store.run(round).map(\.message.id) == ["a"])
    }

    @Test("An outcome of a lease that is over changes nothing that another has taken")
    func lateOutcome() throws {
        let world = try World(round: 102)
        try world.addEndpoint("w", "*")
        _ = try world.store.post([
            OutboxMessage(id: "a", kind: "k", subject: "s", at: 5, payload: "{}")
        ])
        var round = DeliveryRound(
            now: 10, leaseUntil: 100, lease: 1, perEndpoint: 4, failuresMax: 5)
        let first = try world.store.run(round)
        (round.now, round.lease, round.leaseUntil) = (100, 2, 200)
        let second = try world.store.run(round)
        #expect(second.map(\.attempt) == [2])
        (round.now, round.lease) = (110, 3)
        round.outcomes = [
            WebhookReply(status: 500).outcome(
                of: first[0], settings: world.settings, now: 110, unit: 0)
        ]
        #expect(try world.store.run(round).isEmpty)
        round.outcomes = [
            WebhookReply(status: 200).outcome(
                of: second[0], settings: world.settings, now: 120, unit: 0)
        ]
        _ = try world.store.run(round)
        #expect(try world.store.deliveries(of: "a").deliveries.map(\.state) == [.delivered])
    }

    @Test("A circuit that is open lets one message try")
    func circuit() throws {
        let world = try World(round: 103)
        try world.addEndpoint("w", "*")
        _ = try world.store.post(
            (0..<20).map {
                OutboxMessage(id: "m\($0)", kind: "k", subject: "s\($0)", at: 5, payload: "{}")
            })
        var round = DeliveryRound(
            now: 10, leaseUntil: 100, lease: 1, perEndpoint: 8, failuresMax: 5)
        let leased = try world.store.run(round)
        #expect(leased.count == 8)
        round.outcomes = leased.map {
            WebhookReply(status: 503).outcome(of: $0, settings: world.settings, now: 20, unit: 0)
        }
        (round.now, round.lease) = (20, 2)
        #expect(try world.store.run(round).isEmpty)
        let open = try world.store.endpoints()[0]
        #expect(open.failures == 8 && open.openUntil > 20)
        (round.outcomes, round.now, round.lease) = ([], open.openUntil, 3)
        round.leaseUntil = open.openUntil + 100
        let probe = try world.store.run(round)
        #expect(probe.count == 1)
        round.outcomes = [
            WebhookReply(status: 200).outcome(
                of: probe[0], settings: world.settings, now: open.openUntil + 1, unit: 0)
        ]
        (round.now, round.lease) = (open.openUntil + 1, 4)
        #expect(try world.store.run(round).count == 8)
    }

    @Test("Endpoints: names are one's own, secrets and states are kept, removal forgets")
    func endpoints() throws {
        let world = try World(round: 104)
        try world.addEndpoint("w", "a.*,b")
        #expect(throws: Fault.self) { try world.addEndpoint("w", "*") }
        #expect(throws: Fault.self) { try world.addEndpoint("a b", "*") }
        let kept = try #require(try world.store.endpoints().first)
        #expect(kept.kinds.map(\.text) == ["a.*", "b"] && kept.secrets.count == 1)
        try world.store.set(
            secrets: [kept.secrets[0], .init(kept.secrets[0].secret, until: 50)], of: "w")
        let rotated = try world.store.endpoints()[0]
        #expect(rotated.signing(at: 49).count == 2 && rotated.signing(at: 50).count == 1)
        _ = try world.store.post([
            OutboxMessage(id: "a", kind: "b", subject: "", at: 5, payload: "{}")
        ])
        #expect(try world.store.standings()[0].backlog == 1)
        #expect(try world.store.remove(endpoint: "w") == 1)
        #expect(try world.store.endpoints().isEmpty)
        #expect(throws: Fault.self) { try world.store.remove(endpoint: "w") }
    }
}
