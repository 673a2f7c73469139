import Detection
import Toolbox

// Whom stories are about: people with lives of their own, and those who act for somebody.

extension Story {
    /// Listeners with a device and a home each, a taste for a few artists, and evenings in March.
    /// One play in ten is of the stars, whom everybody knows.
    mutating func people(
        _ count: Int, _ random: inout SplitMix64, plays: Int = 80,
        home: (Int) -> String = { "h\($0)" },
        device: (Int) -> String = { "phone\($0)" }
    ) {
        for person in 0..<count {
            let name = "person\(person)"
            let joined =
                Story.start - Int64(random.below(300)) * Story.day
                - Int64(random.below(Int(Story.day)))
            signUp(name, device(person), at: joined, network: "net\(random.below(20))")
            use(name, device(person), .address, home(person))
            listen(name, device(person), &random, plays: plays)
        }
    }

    /// Plays of somebody with a taste, over thirty evenings.
    mutating func listen(
        _ account: String, _ device: String, _ random: inout SplitMix64, plays: Int,
        from day: Int = 0, days: Int = 30
    ) {
        let loved = (0..<6).map { _ in min(random.below(300), random.below(300)) }
        var time: Int64 = 0
        for number in 0..<plays {
            if number % 10 == 0 {
                time =
                    Story.start + Int64(day + random.below(days)) * Story.day
                    + Int64(random.within(7...22)) * Story.hour + Int64(random.below(3_600_000))
            }
            time += Int64(random.within(90...280)) * 1_000
            let star = random.below(10) == 0
            let artist = random.below(8) == 0 ? random.below(300) : loved[random.below(6)]
            if star {
                hear(account, device, star: random.below(3), random.below(10), at: time)
            } else {
                play(
                    account, device, "t\(artist)-\(random.below(15))", by: "artist\(artist)",
                    paying: "label\(artist % 60)", at: time)
            }
        }
    }

    /// A play of a star's track.
    mutating func hear(
        _ account: String, _ device: String, star: Int, _ number: Int, at time: Int64
    ) {
        play(
            account, device, "hit\(star)-\(number)", by: "star\(star)", paying: "major", at: time)
    }

    /// Accounts that play one list in step, day by day: six tracks of `front`, and as many hits.
    ///
    /// - Parameters:
    ///   - perDevice: how many share a machine.
    ///   - inStep: at the same minutes, else each at its own.
    mutating func farm(
        _ accounts: [String], perDevice: Int, _ random: inout SplitMix64, days: Int = 20,
        rounds: Int = 1, inStep: Bool = true, front: String = "front", hits: Bool = true
    ) {
        for day in 0..<days {
            var shared = SplitMix64(seed: UInt64(day) << 8 | UInt64(front.utf8.first ?? 0))
            for round in 0..<rounds {
                let together =
                    Story.start + Int64(day) * Story.day
                    + Int64(shared.within(0...20)) * Story.hour + Int64(round) * 2 * Story.hour
                for (place, account) in accounts.enumerated() {
                    var time =
                        inStep
                        ? together + Int64(random.below(15_000))
                        : Story.start + Int64(day) * Story.day
                            + Int64(random.below(20)) * Story.hour
                    for track in 0..<6 {
                        play(
                            account, "machine\(front)\(place / perDevice)", "\(front)-\(track)",
                            by: front, paying: "pocket-" + front, at: time)
                        time += 95_000
                        guard hits else { continue }
                        hear(
                            account, "machine\(front)\(place / perDevice)", star: track % 3, track,
                            at: time)
                        time += 95_000
                    }
                }
            }
        }
    }

    static func bots(_ count: Int, _ prefix: String = "bot") -> [String] {
        (0..<count).map { "\(prefix)\($0)" }
    }
}
