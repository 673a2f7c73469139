import Toolbox

/// A sitting: some tracks in a row on one device.
struct Session {
    let seat: Seat
    let source: PlaySource
    let skipChance: Double
    /// Seconds after the start of the log.
    var clock: Int

    /// Plays or skips one track, after the pause it takes to go on.
    mutating func play(_ track: Track, _ random: inout SplitMix64, _ log: inout DayLog) {
        let length = Int(track.length)
        let played: Int
        if random.chance(skipChance) {
            played = random.within(1_000...29_000)
        } else if random.chance(0.12) {
            played = random.within(30_000...length)
        } else {
            played = length
        }
        clock += 1 + (played + 999) / 1_000 + Int(2 * random.exponential())
        log.play(track, played: UInt32(played), from: source, by: seat, at: clock)
    }
}

extension Listener {
    private static let sources = WeightedChoice(weights: [45, 25, 18, 12])

    /// Listens for a while and returns when it ends, in seconds after the start of the log.
    func listen(
        from start: Int, at seat: Seat, in scene: Scene,
        _ random: inout SplitMix64, _ log: inout DayLog
    ) -> Int {
        let choice = UInt8(Self.sources.draw(&random))
        var session = Session(
            seat: seat, source: PlaySource(rawValue: choice) ?? .playlist,
            skipChance: skipChance, clock: start)
        let tracks = 1 + Int(Habits.meanMoreTracks * random.exponential())
        var artist = favourite(in: scene, &random)
        for number in 0..<tracks {
            if session.source == .album {
                session.play(scene.catalogue.track(number, of: artist), &random, &log)
                continue
            }
            artist = nextArtist(from: session.source, in: scene, &random)
            let track = scene.catalogue.anyTrack(of: artist, &random)
            session.play(track, &random, &log)
        }
        if random.chance(Habits.followChance * Double(tracks)) {
            log.follow(artist, by: seat, at: session.clock)
        }
        return session.clock
    }

    private func nextArtist(
        from source: PlaySource, in scene: Scene, _ random: inout SplitMix64
    ) -> UInt32 {
        let discovery =
            switch source {
            case .radio: 0.6
            case .playlist: 0.35
            case .album, .search: 0.1
            }
        return random.chance(discovery)
            ? scene.catalogue.popularArtist(&random) : favourite(in: scene, &random)
    }

    /// One of the person's artists, the dearest far more often.
    private func favourite(in scene: Scene, _ random: inout SplitMix64) -> UInt32 {
        if case .idol(let artist) = passion, random.chance(Superfan.devotion) { return artist }
        let place = random.unit()
        return scene.tastes[taste.lowerBound + Int(place * place * Double(taste.count))]
    }
}
