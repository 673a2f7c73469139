import Toolbox

/// Free accounts play one bought playlist from end to end: a client's songs hidden among famous
/// ones. The famous artists gain plays nobody listened to, and are victims.
///
/// The camouflage follows Hooi et al., "FRAUDAR", KDD 2016: false edges to popular nodes.
struct PlaylistPush: Operation {
    static let gangSize = 120
    private static let activeShare = 0.6
    private static let pushedArtists = 3
    private static let famousArtists = 8
    /// The victims come from this many of the most popular.
    private static let charts = 30
    private static let playlistTracks = 24

    let accounts: [Account]
    /// The playlist in order: pushed and famous songs by turns.
    let playlist: [Track]
    let schedule: Schedule

    init(_ cast: inout Cast, accounts count: Int) {
        let share = Double(count) / Double(cast.configuration.accounts(of: .playlistPush))
        schedule = Schedule(
            share: Self.activeShare, plays: share * cast.configuration.plays(of: .playlistPush),
            accounts: count, of: cast.configuration.days, random: &cast.random)
        playlist = Self.makePlaylist(&cast)
        accounts = cast.addGang(
            .playlistPush, count: count, plan: .free, signingUpOn: schedule.signUpDay,
            perDevice: 2, perAddress: 3, perInstrument: count, domains: EmailDomain.usual
        ) { cast in
            let country = cast.geography.country(&cast.random)
            return cast.random.chance(0.35)
                ? cast.geography.host(at: .ovh, in: country)
                : cast.geography.mobile(in: country, &cast.random)
        }
    }

    private static func makePlaylist(_ cast: inout Cast) -> [Track] {
        let pushed = (0..<pushedArtists).map { _ in
            cast.addFront(tracks: 6, lengths: 95_000...180_000)
        }
        let firstFamous = cast.random.below(charts - famousArtists)
        let famous = (firstFamous..<(firstFamous + famousArtists)).map { UInt32($0) }
        for artist in famous { cast.mark(artist: artist, .victim) }
        return (0..<playlistTracks).map { place in
            let artists = place % 2 == 0 ? pushed : famous
            let turn = place / 2
            return cast.catalogue.track(turn / artists.count, of: artists[turn % artists.count])
        }
    }

    func act(on day: Int, in scene: Scene, log: inout DayLog) {
        for account in accounts { log.settle(account) }
        guard schedule.days.contains(day) else { return }
        let weekend = Clock.isWeekend(day: scene.calendarDay(day))
        for account in accounts {
            var random = scene.random(user: account.seat.user, day: day)
            let plays = random.rounded(schedule.playsPerDay)
            guard plays > 0 else { continue }
            let country = account.seat.address.country
            var clock =
                log.dayStart
                + Habits.startOfSession(in: country, weekend: weekend, &random)
            let first = random.below(playlist.count)
            for place in first..<(first + plays) {
                let track = playlist[place % playlist.count]
                let early = random.chance(0.25)
                let played = early ? random.within(32_000...60_000) : Int(track.length)
                clock += 1 + (played + 999) / 1_000
                log.play(
                    track, played: UInt32(played), from: .playlist, by: account.seat, at: clock,
                    campaign: .playlistPush)
            }
        }
    }
}

extension Cast {
    mutating func recruitPlaylistPushers() {
        let accounts = configuration.accounts(of: .playlistPush)
        for size in accounts.split(atMost: PlaylistPush.gangSize) {
            let push = PlaylistPush(&self, accounts: size)
            operations.append(push)
        }
    }
}
