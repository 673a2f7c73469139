import Detection
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Events of a small pack, decided and gathered.
private struct Gathered {
    static let events = """
        entities:
          account: Who acts
          device: What they act on
          address: Where from
          card: What pays
        events:
          played:
            description: A play.
            journey: doing
            fields:
              user: { type: string, max: 64, entity: account }
              device: { type: string, max: 64, entity: device }
              ip: { type: ip, entity: address }
              track: { type: string, max: 64 }
              artist: { type: string, max: 64 }
              payee: { type: string, max: 64 }
              number: { type: int }
          followed:
            description: A follow.
            journey: doing
            fields:
              user: { type: string, max: 64, entity: account }
              artist: { type: string, max: 64 }
          liked:
            description: A like.
            journey: doing
            fields:
              user: { type: string, max: 64, entity: account }
              thing: { type: string, max: 64 }
          joined:
            description: A sign-up.
            journey: doing
            fields:
              user: { type: string, max: 64, entity: account }
              device: { type: string, max: 64, entity: device }
              asn: { type: int }
              mail: { type: string, max: 64 }
          paid:
            description: A payment.
            journey: doing
            fields:
              user: { type: string, max: 64, entity: account }
              card: { type: string, max: 64, entity: card }
              number: { type: int }
        """

    static let detection = """
        account: account
        seat: device
        shares:
          - { entity: device, household: 6 }
          - { entity: card, household: 6 }
          - { entity: address, household: 12 }
        plays: { on: played, object: track, maker: artist, payee: payee, earns: event.number >= 30 }
        acts:
          - { on: followed, object: artist }
          - { on: liked, object: thing }
        sign_ups: { on: joined, together: [asn, mail] }
        """

    static let features = """
        features:
          - name: account.plays_1h
            description: Plays in an hour.
            entity: account
            on: played
            aggregate: count
            window: 1h
        """

    static let policy = """
        policy:
          doing:
            - { action: exclude, when: score >= 0.5 }
        """

    var conduct: Conduct
    var report: ReplayReport

    /// Events as (type, data), a second apart.
    init(_ events: [(String, String)], detection: String = detection) throws {
        var texts = SmallPack.texts(
            events: Self.events, features: Self.features, policy: Self.policy)
        texts["detection.yaml"] = detection
        let reading = PackLoader.read(texts: texts)
        let pack = try #require(reading.pack, "\(reading.report)")
        let definition = try #require(pack.detection)
        let folder = try TemporaryFolder()
        let lines = events.enumerated().map { place, item in
            event(
                "e\(place)", type: item.0,
                time: "2026-03-02T00:00:\(place / 10)\(place % 10)Z", data: item.1)
        }
        let path = try folder.write(lines.joined(separator: "\n") + "\n", as: "events.ndjson")
        let sink = GatheringSink(Gatherer(schema: pack.schema, definition: definition))
        let replay = Replay(
            evaluator: Evaluator(pack: pack), inputs: [Replay.Input(path: path)], sinks: [sink],
            threads: 2, isStrict: false, now: { 1_800_000_000_000 })
        report = try replay.run { _, _ in }
        conduct = sink.gatherer.conduct
    }
}

private func play(
    _ user: String, _ device: String?, _ track: String, number: Int = 60, more: String = ""
) -> (String, String) {
    let seat = device.map { #","device":"\#($0)""# } ?? ""
    return (
        "played", #""user":"\#(user)"\#(seat),"track":"\#(track)","number":\#(number)\#(more)"#
    )
}

@Suite struct GathererTests {
    static let start: Int64 = 1_772_409_600_000

    @Test("An account has a seat for each device, and one for what names none")
    func seats() throws {
        let conduct = try Gathered([
            play("u1", "d1", "t1"), play("u1", "d2", "t1"), play("u2", "d1", "t1"),
            play("u1", "d1", "t2"), ("followed", #""user":"u1","artist":"a1""#),
            play("u1", nil, "t1"), play("u2", "", "t1"),
        ]).conduct
        #expect(conduct.accounts.all == ["u1", "u2"])
        #expect(conduct.accountOfSeat == [0, 0, 1, 0, 1])
        let devices = conduct.valueOfSeat.map {
            $0 == Names.none ? "none" : String(conduct.values[$0].dropFirst())
        }
        #expect(devices == ["d1", "d2", "d1", "none", "none"])
        #expect(conduct.plays.seats == [0, 1, 2, 0, 3, 4])
        #expect(conduct.plays.objects == [0, 0, 0, 1, 0, 0])
        #expect(conduct.acts.seats == [3] && conduct.acts.names.count == 1)
        #expect(conduct.events == 7)
        #expect(conduct.earliest == Self.start && conduct.latest == Self.start + 6_000)
        #expect(conduct.plays.times == [0, 1, 2, 3, 5, 6].map { Self.start + $0 * 1_000 })
    }

    @Test("Without a seat in the definition nobody is told apart")
    func noSeat() throws {
        let detection = Gathered.detection.replacing("seat: device\n", with: "")
        let conduct = try Gathered(
            [play("u1", "d1", "t1"), play("u1", "d2", "t1"), play("u2", nil, "t1")],
            detection: detection
        ).conduct
        #expect(conduct.accountOfSeat == [0, 1] && conduct.plays.seats == [0, 0, 1])
        #expect(conduct.valueOfSeat == [Names.none, Names.none])
        #expect(conduct.links.seats == [0, 0], "both devices are still shared values")
    }

    @Test("A seat and a value are linked once, and equal texts of two kinds are two values")
    func links() throws {
        let ip = #","ip":"192.0.2.1""#
        let conduct = try Gathered([
            play("u1", "x", "t1", more: ip), play("u1", "x", "t1", more: #","ip":"192.0.2.2""#),
            play("u1", "x", "t1", more: ip), play("u1", "x", "t1", more: ip),
            play("u2", "x", "t1", more: ip), ("paid", #""user":"u2","card":"x""#),
            ("paid", #""user":"u2","card":"x""#),
        ]).conduct
        let links = zip(conduct.links.seats, conduct.links.values).map { [$0, $1] }
        #expect(links == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [2, 3]])
        #expect(conduct.kindOfValue == [0, 2, 2, 1])
        #expect(
            conduct.values.all.map { String($0.dropFirst()) }
                == ["x", "192.0.2.1", "192.0.2.2", "x"])
    }

    @Test("A play earns where the pack's condition holds, and is excluded where its policy says so")
    func marks() throws {
        let conduct = try Gathered([
            play("u1", "d1", "t1", number: 30), play("u1", "d1", "t1", number: 29),
            play("u1", "d1", "t1", number: 101), ("played", #""user":"u1","track":"t1""#),
            play("u2", "d1", "t1", number: 100), ("paid", #""user":"u3","number":500"#),
        ]).conduct
        #expect(conduct.plays.marks == [.earns, [], [.earns, .excluded], [], .earns])
        let worst = conduct.worstAction.map { Int($0) }
        #expect(worst == [Action.exclude.rank, 0, Action.exclude.rank])
    }

    @Test("Who is paid and who made it is as first met; nobody where events do not say")
    func owners() throws {
        let conduct = try Gathered([
            play("u1", "d1", "t1", more: #","artist":"a1","payee":"p1""#),
            play("u1", "d1", "t2", more: #","artist":"a1""#),
            play("u1", "d1", "t1", more: #","artist":"a2","payee":"p2""#),
            play("u1", "d1", "t3", more: #","payee":"p1""#),
        ]).conduct
        #expect(conduct.payees.all.first == "p1" && conduct.makers.all.first == "a1")
        #expect(conduct.payeeOfObject == [0, Names.none, 0])
        #expect(conduct.makerOfObject == [0, 0, Names.none])
    }

    @Test("Plays know their events' ids; what names no account or no object is nobody's")
    func ids() throws {
        let gathered = try Gathered([
            play("u1", "d1", "t1"), ("played", #""device":"d1","track":"t1","number":60"#),
            ("played", #""user":"u1","device":"d1","number":60"#), play("u10", "d1", "t1"),
        ])
        let plays = gathered.conduct.plays
        #expect(
            (0..<plays.count).map { String(decoding: plays.id($0), as: UTF8.self) }
                == ["e0", "e3"])
        #expect(gathered.report.events == 4 && gathered.conduct.events == 3)
    }

    @Test("Acts of two kinds on one name are on two things; sign-ups are grouped each way")
    func actsAndSignUps() throws {
        let conduct = try Gathered([
            ("followed", #""user":"u1","artist":"x""#), ("liked", #""user":"u1","thing":"x""#),
            ("followed", #""user":"u2","artist":"x""#),
            ("joined", #""user":"u3","device":"d1","asn":7,"mail":"7""#),
            ("joined", #""user":"u4","mail":"7""#),
            ("joined", #""user":"u5","asn":7"#),
        ]).conduct
        #expect(conduct.acts.objects == [0, 1, 0])
        #expect(conduct.signUps.accounts == [2, 3, 4] && conduct.signUps.seats == [2, 3, 4])
        #expect(conduct.signUps.groups == [[0, Names.none, 0], [1, 1, Names.none]])
    }
}
