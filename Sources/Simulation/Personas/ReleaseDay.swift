import Toolbox

/// The day a famous artist brings out an album: a burst of plays and follows for one artist by
/// people who did not plan it together.
struct ReleaseDay: Sendable {
    private static let turnout = 0.3
    private static let albumTracks = 10
    private static let followChance = 0.1

    /// Among the most popular artists, but not the most popular.
    let artist: UInt32 = 6
    let day: Int

    init(days: Int) { day = days * 2 / 5 }

    /// When someone plays the album, in seconds of the day, UTC; nil if they do not care.
    func start(on day: Int, in country: Country, _ random: inout SplitMix64) -> Int? {
        guard day == self.day, random.chance(Self.turnout) else { return nil }
        return Habits.secondOfDay(hour: 8 + random.below(14), in: country, &random)
    }

    /// Plays the album from end to end and returns when it is over.
    func play(
        for listener: Listener, from start: Int, in scene: Scene,
        _ random: inout SplitMix64, _ log: inout DayLog
    ) -> Int {
        let seat = listener.account.seat
        var session = Session(
            seat: seat, source: .album, skipChance: listener.skipChance, clock: start)
        for number in 0..<Self.albumTracks {
            session.play(scene.catalogue.track(number, of: artist), &random, &log)
        }
        if random.chance(Self.followChance) { log.follow(artist, by: seat, at: session.clock) }
        return session.clock
    }
}
