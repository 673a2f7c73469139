import Packs
import TestKit
import Testing
import Vocabulary

/// `detection.yaml`: what detection reads of the pack's events.
@Suite struct DetectionFileTests {
    private static let events =
        SmallPack.events
        .replacing("device: What they act on", with: "device: What they act on\n  place: A place")
        .replacing("flag: { type: bool }", with: "flag: { type: bool, label: true }") + """

              place.opened:
                description: A place opened.
                journey: seeing
                fields:
                  place: { type: string, entity: place }
                  number: { type: int }
              thing.judged:
                description: What detection found.
                journey: seeing
                fields:
                  user: { type: string, max: 64, entity: account }
                  score: { type: double }
                  action: { type: string, max: 16 }
                  ring: { type: string, max: 64 }
                  members: { type: int }
            """
    private static let sound = """
        account: account
        seat: device
        shares:
          - { entity: device, household: 6 }
        plays:
          on: thing.done
          object: word
          maker: number
          payee: ip
          earns: event.number >= 30
        acts:
          - { on: thing.seen, object: number }
        sign_ups:
          on: thing.done
          together: [ip, word]
        verdicts: thing.judged
        """

    private func read(_ detection: String?, events: String = events) -> PackReading {
        var texts = SmallPack.texts(events: events)
        texts["detection.yaml"] = detection
        return PackLoader.read(texts: texts)
    }

    /// Place, message and fix of every diagnostic of detection.yaml.
    private func faults(_ detection: String, events: String = events) -> [String] {
        read(detection, events: events).diagnostics
            .filter { $0.location.file == "detection.yaml" }
            .map { "\($0.location.line):\($0.location.column) \($0.message) \($0.fix ?? "-")" }
    }

    private func expect(_ expected: [String], in found: [String]) {
        for words in expected {
            #expect(
                found.contains { $0.hasPrefix(words) },
                "\(words); found:\n\(found.joined(separator: "\n"))")
        }
        #expect(found.count == expected.count, "found:\n\(found.joined(separator: "\n"))")
    }

    @Test("A sound file becomes indices and slots; without one there is no detection")
    func sound() throws {
        let reading = read(Self.sound)
        let pack = try #require(reading.pack, "\(reading.report)")
        #expect(!reading.report.contains("detection.yaml"))
        let detection = try #require(pack.detection)
        func slot(_ name: String) -> Int? { pack.slotNames.firstIndex(of: name) }
        func type(_ name: String) -> Int? { pack.schema.types.firstIndex { $0.name == name } }
        let seen = try #require(type("thing.seen"))
        let ip = try #require(slot("event.ip"))
        let number = try #require(slot("event.number"))
        #expect(pack.schema.entities[detection.account] == "account")
        #expect(detection.seat.map { pack.schema.entities[$0] } == "device")
        #expect(detection.shared.map { pack.schema.entities[$0.entity] } == ["device"])
        #expect(detection.shared.map(\.household) == [6])
        let plays = try #require(detection.plays)
        #expect(plays.act.type == type("thing.done") && plays.act.object == slot("event.word"))
        #expect(plays.maker == number && plays.payee == ip)
        #expect(plays.earns != nil)
        #expect(detection.acts.map(\.type) == [seen])
        #expect(detection.acts.map(\.object) == [number])
        #expect(detection.signUps?.type == type("thing.done"))
        #expect(detection.signUps?.groups == [ip, plays.act.object])
        #expect(detection.verdicts == type("thing.judged"))

        let without = try #require(read(nil).pack)
        #expect(without.detection == nil && without.hash != pack.hash)
        #expect(read(Self.sound + "\n# a comment").pack?.hash != pack.hash)
    }

    @Test("All but the account may be left out; an account alone leaves nothing to read")
    func least() throws {
        let detection = try #require(
            read("account: account\nshares: [{ entity: device, household: 1 }]").pack?.detection)
        #expect(detection.seat == nil && detection.plays == nil && detection.signUps == nil)
        #expect(detection.acts.isEmpty && detection.verdicts == nil)
        let plays = "account: account\nplays: { on: thing.done, object: word }"
        #expect(read(plays).pack?.detection?.plays?.earns == nil)
        #expect(faults(plays) == [])
        expect(["1:1 Detection has nothing to read."], in: faults("account: account"))
        #expect(read("account: account").pack?.detection != nil)
        expect(
            ["1:1 This detection file has no `account`. Add `account`."], in: faults("acts: []"))
        expect(["1:1 The file is empty."], in: faults(""))
    }

    @Test("Keys and names nobody knows are each shown at their place, with the nearest")
    func names() {
        expect(
            [
                "1:10 There is no entity `acount`. Did you mean `account`?",
                "2:1 `seet` is not a key of this detection file. Did you mean `seat`?",
                "3:7 There is no entity `devise`. Did you mean `device`?",
                "5:5 This share has no `household`.",
                "6:15 There is no entity `devcie`. Did you mean `device`?",
                "6:34 `household` is a whole number from 1 to 4096.",
                "7:5 A share is a mapping",
                "9:7 There is no event type `thing.dune`. Did you mean `thing.done`?",
                "9:3 This description of plays has no `object`.",
                "10:3 `objekt` is not a key of this description of plays. Did you mean `object`?",
                "11:7 `acts` is a list.",
                "13:3 This description of sign-ups has no `together`.",
                "14:11 There is no event type `thing.juged`. Did you mean `thing.judged`?",
            ],
            in: faults(
                """
                account: acount
                seet: device
                seat: devise
                shares:
                  - { entity: device }
                  - { entity: devcie, household: 0 }
                  - device
                plays:
                  on: thing.dune
                  objekt: word
                acts: { on: thing.seen }
                sign_ups:
                  on: thing.done
                verdicts: thing.juged
                """))
    }

    @Test("What is named must be of the event, and make sense there")
    func meanings() {
        expect(
            [
                "2:7 The account does not tell who sits in it.",
                "5:15 `device` stands twice in `shares`.",
                "5:34 `household` is a whole number",
                "6:15 Accounts do not share the account they are.",
                "7:15 No event names both the account and the place.",
                "10:11 There is no field `wrod`. Did you mean `word`?",
                "11:10 `amount` is double, and tells nothing apart.",
                "12:10 `user` is the account itself.",
                "14:31 `word` is a field of `thing.done`, not of `thing.seen`. "
                    + "Choose from user, number.",
                "16:31 `thing.seen` on this object stands twice in `acts`.",
                "17:11 `place.opened` does not name the account. "
                    + "These do: thing.done, thing.seen, thing.judged.",
                "19:7 `place.opened` does not name the account.",
                "20:22 `number` stands twice in `together`.",
                "20:30 `flag` is a field of `thing.done`, not of `place.opened`.",
            ],
            in: faults(
                """
                account: account
                seat: account
                shares:
                  - { entity: device, household: 6 }
                  - { entity: device, household: 4097 }
                  - { entity: account, household: 2 }
                  - { entity: place, household: 2 }
                plays:
                  on: thing.done
                  object: wrod
                  maker: amount
                  payee: user
                acts:
                  - { on: thing.seen, object: word }
                  - { on: thing.seen, object: number }
                  - { on: thing.seen, object: number }
                  - { on: place.opened, object: place }
                sign_ups:
                  on: place.opened
                  together: [number, number, flag]
                """))
        expect(
            ["12:31 `thing.done` on this object is what `plays` reads. Drop it here."],
            in: faults(
                Self.sound.replacing("acts:", with: "acts:\n  - { on: thing.done, object: word }")))
    }

    @Test("Whether a play earns is a condition on the event alone, and on no label")
    func earns() {
        func fault(_ condition: String) -> [String] {
            faults(Self.sound.replacing("event.number >= 30", with: condition))
        }
        expect(["10:10 "], in: fault("event.number + 1"))
        expect(
            ["10:10 'event.nmber' is not declared did you mean event.number?"],
            in: fault("event.nmber > 1"))
        expect(
            ["10:10 Detection reads events, and computes no features."],
            in: fault("features.account.things_1h > 1"))
        #expect(fault("event.word == 'features.'") == [])
        expect(["10:10 `earns` is an expression"], in: fault("[1, 2]"))
        expect(
            [
                "10:10 `flag` is a label: it is known only after the event. "
                    + "Read fields that the event has when it comes."
            ], in: fault("event.flag"))
        expect(
            ["7:11 `flag` is a label"],
            in: faults(Self.sound.replacing("object: word", with: "object: flag")))
    }

    @Test("A list has at most sixteen entries")
    func lengths() {
        let acts = (0..<17).map { _ in "\n  - { on: thing.seen, object: number }" }.joined()
        let found = faults("account: account\nacts:" + acts)
        #expect(found.contains { $0.hasPrefix("19:5 `acts` has at most 16 entries.") })
        let names = (0..<17).map { _ in "ip" }.joined(separator: ", ")
        let together = faults(
            "account: account\nsign_ups: { on: thing.done, together: [\(names)] }")
        #expect(together.contains { $0.contains("`together` has at most 16 entries.") })
        expect(
            ["2:39 `together` names no field."],
            in: faults("account: account\nsign_ups: { on: thing.done, together: [] }"))
    }

    @Test("The event of verdicts has the fields that detection writes, and demands no others")
    func verdicts() {
        func fault(_ old: String, _ new: String) -> [String] {
            faults(Self.sound, events: Self.events.replacing(old, with: new))
        }
        expect(
            [
                "16:11 `thing.judged` has no field `score`. "
                    + "Write `score: { type: double }` under `thing.judged` in events.yaml."
            ], in: fault("      score: { type: double }\n", ""))
        expect(
            [
                "16:11 `members` of `thing.judged` is double; a verdict has int there. "
                    + "Write `members: { type: int }` under `thing.judged` in events.yaml."
            ], in: fault("members: { type: int }", "members: { type: double }"))
        expect(
            ["16:11 `ring` of `thing.judged` has at most 8 bytes; a verdict has up to 24."],
            in: fault("ring: { type: string, max: 64 }", "ring: { type: string, max: 8 }"))
        expect(
            ["16:11 `score` of `thing.judged` is a label"],
            in: fault("score: { type: double }", "score: { type: double, label: true }"))
        expect(
            ["16:11 `thing.judged` demands `amount`, which no verdict has."],
            in: fault(
                "members: { type: int }",
                "members: { type: int }\n      amount: { type: double, required: true }"))
        expect(
            [
                "16:11 The account has at most 32 bytes in `thing.judged` and 64 in `thing.done`. "
                    + "Write `max: 64` there"
            ],
            in: fault(
                "user: { type: string, max: 64, entity: account }",
                "user: { type: string, max: 32, entity: account }"))
        expect(
            ["16:11 `thing.judged` does not name the account."],
            in: fault(
                "user: { type: string, max: 64, entity: account }",
                "user: { type: string, max: 64 }"))
        expect(
            ["16:11 `thing.seen` stands in `acts` too."],
            in: faults(Self.sound.replacing("thing.judged", with: "thing.seen"))
                .filter { !$0.contains("has no field") })
    }

    @Test("While events.yaml cannot be read, nothing is said of what detection.yaml names")
    func brokenEvents() {
        #expect(faults(Self.sound, events: "events: [") == [])
        expect(
            ["1:1 `acount` is not a key"], in: faults("acount: account", events: "events: ["))
    }
}
