import Detection
import Testing
import Toolbox
import Vocabulary

/// Stories of people and rings among four hundred listeners.
@Suite struct JudgementTests {
    private func town(_ seed: UInt64, people: Int = 400) -> (Story, SplitMix64) {
        var random = SplitMix64(seed: seed)
        var story = Story()
        story.people(people, &random)
        return (story, random)
    }

    @Test("A town without rings has none", arguments: UInt64(1)...3)
    func nobody(seed: UInt64) {
        let detected = town(seed).0.detected()
        #expect(detected.judgement.rings.isEmpty, "seed \(seed)")
        #expect(detected.accounts(.none).count == 400, "seed \(seed)")
        #expect(!detected.judgement.isArtificial.contains(true), "seed \(seed)")
    }

    @Test("Two grounds restrict: bots in step that share machines", arguments: UInt64(1)...3)
    func farm(seed: UInt64) throws {
        var (story, random) = town(seed)
        story.farm(Story.bots(12), perDevice: 3, &random)
        let detected = story.detected()
        #expect(detected.accounts(.restrict) == Set(Story.bots(12)), "seed \(seed)")
        #expect(detected.accounts(.review).isEmpty, "seed \(seed)")
        let ring = try #require(detected.judgement.rings.first)
        #expect(detected.judgement.rings.count == 1 && detected.names(of: ring).count == 12)
        #expect(ring.evidence.map(\.family).contains(.lockstep))
        #expect(ring.evidence.map(\.family).contains(.infrastructure))
        #expect(detected.judgement.isArtificial.count { $0 } == 12 * 20 * 12)
    }

    @Test(
        "One ground reviews: bots in step, each on a machine of its own", arguments: UInt64(1)...3)
    func oneGround(seed: UInt64) throws {
        var (story, random) = town(seed)
        // They play what they are told and as much of their own, so that nothing else speaks.
        let bots = Story.bots(12)
        story.farm(bots, perDevice: 1, &random, hits: false)
        for (place, bot) in bots.enumerated() {
            story.listen(bot, "machinefront\(place)", &random, plays: 160)
        }
        let detected = story.detected()
        #expect(detected.accounts(.restrict).isEmpty, "seed \(seed)")
        #expect(detected.accounts(.review) == Set(bots), "seed \(seed)")
        // Of what they play, the list is artificial and the rest is theirs.
        let own = detected.artificial("bot0", "machinefront0")
        #expect(own.count == 120 && own.of == 280, "seed \(seed)")
    }

    @Test(
        "A crowd on one device alone is looked at, and never restricted", arguments: UInt64(1)...3)
    func crowd(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var story = Story()
        // The last twenty share a device, with tastes, hours and years of their own.
        story.people(420, &random, device: { $0 < 400 ? "phone\($0)" : "kiosk" })
        let detected = story.detected()
        #expect(detected.accounts(.restrict).isEmpty, "seed \(seed)")
        #expect(
            detected.accounts(.review) == Set((400..<420).map { "person\($0)" }), "seed \(seed)")
    }

    @Test("Homes with two to five accounts on a device are no rings", arguments: UInt64(1)...3)
    func households(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var story = Story()
        var homes: [Int] = []
        while homes.count < 300 {
            homes += [Int](repeating: homes.count, count: random.within(2...5))
        }
        let home = homes
        story.people(
            home.count, &random, home: { "h\(home[$0])" }, device: { "tablet\(home[$0])" })
        let detected = story.detected()
        #expect(detected.judgement.rings.isEmpty, "seed \(seed)")
        #expect(detected.accounts(.none).count == home.count, "seed \(seed)")
    }

    @Test("Forty students behind one address are no ring", arguments: UInt64(1)...3)
    func campus(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var story = Story()
        story.people(440, &random, home: { $0 < 400 ? "h\($0)" : "campus" })
        let detected = story.detected()
        #expect(detected.judgement.rings.isEmpty, "seed \(seed)")
        #expect(detected.accounts(.none).count == 440, "seed \(seed)")
    }

    @Test(
        "A person in whose account a ring sits is looked at, no more, and keeps their plays",
        arguments: UInt64(1)...3)
    func hijacked(seed: UInt64) throws {
        var (story, random) = town(seed)
        let victims = ["person3", "person5", "person7"]
        story.farm(Story.bots(9) + victims, perDevice: 3, &random)
        let detected = story.detected()
        #expect(detected.accounts(.restrict) == Set(Story.bots(9)), "seed \(seed)")
        #expect(detected.accounts(.review) == Set(victims), "seed \(seed)")
        for victim in victims {
            let phone = "phone" + victim.dropFirst(6)
            #expect(detected.artificial(victim, phone) == (80, 0), "seed \(seed)")
            #expect(detected.artificial(victim, "machinefront3") == (240, 240), "seed \(seed)")
        }
        var names = RingNames()
        let document = try #require(detected.documents(&names).first)
        #expect(document.hijacked == 3 && document.accounts == 12)
        #expect(
            Set(document.members.filter { $0.role == "hijacked" }.map(\.account))
                == Set(victims))
    }

    @Test(
        "New fans of a new album, who listen to other music too, lose nothing",
        arguments: UInt64(1)...3)
    func fans(seed: UInt64) {
        var (story, random) = town(seed)
        let release = Story.start + 12 * Story.day + 9 * Story.hour
        for fan in 0..<60 {
            let (name, phone) = ("fan\(fan)", "fanphone\(fan)")
            // They come within three hours through one link.
            let joined = release + Int64(random.below(Int(3 * Story.hour)))
            story.signUp(name, phone, at: joined, network: "campaign")
            var time = joined + Int64(random.below(Int(4 * Story.hour)))
            for _ in 0..<random.within(1...2) {
                for track in 0..<10 where random.below(8) > 0 {
                    story.play(
                        name, phone, "album-\(track)", by: "idol", paying: "idols", at: time)
                    time += Int64(random.within(150...260)) * 1_000
                }
                time += Int64(random.below(Int(4 * Story.hour)))
            }
            story.listen(name, phone, &random, plays: 50, from: 12, days: 18)
        }
        let detected = story.detected()
        #expect(detected.accounts(.restrict).isEmpty, "seed \(seed)")
        #expect(!detected.judgement.isArtificial.contains(true), "seed \(seed)")
        #expect(detected.makers(.beneficiary).isEmpty, "seed \(seed)")
    }

    @Test("Sleepers to one noise, hours a night, are nobody's ring", arguments: UInt64(1)...3)
    func sleepers(seed: UInt64) {
        var (story, random) = town(seed)
        for sleeper in 0..<15 {
            for night in 0..<20 {
                var time =
                    Story.start + Int64(night) * Story.day + 21 * Story.hour
                    + Int64(random.below(7_200_000))
                for number in 0..<100 {
                    story.play(
                        "sleeper\(sleeper)", "bed\(sleeper)", "noise-\((sleeper + number) % 8)",
                        by: "noise", paying: "sleep", at: time)
                    time += 240_000 + Int64(random.below(4_000))
                }
            }
        }
        let detected = story.detected()
        #expect(detected.judgement.rings.isEmpty, "seed \(seed)")
        #expect(detected.accounts(.none).count == 415, "seed \(seed)")
    }

    @Test("What the rules excluded is artificial, and a lone account is looked at, no more")
    func loner() {
        var (story, _) = town(5)
        for number in 0..<40 {
            story.play(
                "loner", "d", "t\(number)", by: "a", paying: "p",
                at: Story.start + Int64(number) * Story.hour,
                marks: number < 30 ? [.earns, .excluded] : .earns)
        }
        story.decide("person9", .hold)
        let detected = story.detected()
        #expect(detected.accounts(.restrict).isEmpty)
        #expect(detected.accounts(.review) == ["loner", "person9"])
        #expect(detected.artificial("loner", "d") == (40, 30))
        #expect(detected.artificial("person9", "phone9") == (80, 0))
    }

    @Test("The same log gives the same judgement, on one thread as on three")
    func same() throws {
        var (story, random) = town(8)
        story.farm(Story.bots(12), perDevice: 3, &random)
        var (one, three) = (RingNames(), RingNames())
        #expect(
            story.detected(threads: 1).documents(&one)
                == story.detected(threads: 3).documents(&three))
        #expect(one.bytes == three.bytes)
    }
}
