import Toolbox

/// Someone who sleeps to noise: hours of plays of a few tracks in a row without a skip.
enum Sleeper {
    static let share = 0.006
    private static let nightChance = 0.7

    /// Between 21 and 23 o'clock local time, in seconds of the day, UTC; nil on a quiet night.
    static func bedtime(in country: Country, _ random: inout SplitMix64) -> Int? {
        guard random.chance(nightChance) else { return nil }
        return Habits.secondOfDay(hour: 21 + random.below(2), in: country, &random)
    }
}

extension Cast {
    mutating func recruitSleeper() {
        addListener(.hard(.sleeper), passion: .nightNoise)
    }
}

extension Listener {
    /// A night of some seven hours of noise; returns when it ends.
    func sleep(
        from start: Int, in scene: Scene, _ random: inout SplitMix64, _ log: inout DayLog
    ) -> Int {
        var session = Session(seat: account.seat, source: .playlist, skipChance: 0, clock: start)
        let noise = scene.catalogue.noise
        let artist = noise.lowerBound + account.seat.user % UInt32(noise.count)
        let wakeUp = start + Int((7 + 0.7 * random.normal()) * Double(Clock.secondsPerHour))
        var number = random.below(8)
        while session.clock < wakeUp {
            session.play(scene.catalogue.track(number, of: artist), &random, &log)
            number += 1
        }
        return session.clock
    }
}
