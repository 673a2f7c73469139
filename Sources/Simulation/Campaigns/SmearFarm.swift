import Toolbox

/// Many accounts play the long catalogue of one payee, each a few tracks a day at human hours, so
/// that no account, track or artist stands out; only the payee and the shared machines do.
///
/// After the 2024 indictment in United States v. Smith (S.D.N.Y.): plays spread over thousands of
/// songs so that none is played too often.
struct SmearFarm: Operation {
    static let gangSize = 200
    private static let activeShare = 0.8
    private static let accountsPerArtist = 2
    private static let fewestArtists = 10
    private static let loginChance = 0.1

    let accounts: [Account]
    let artists: [UInt32]
    let schedule: Schedule

    init(_ cast: inout Cast, accounts count: Int) {
        let share = Double(count) / Double(cast.configuration.accounts(of: .smearFarm))
        schedule = Schedule(
            share: Self.activeShare, plays: share * cast.configuration.plays(of: .smearFarm),
            accounts: count, of: cast.configuration.days, random: &cast.random)
        let payee = cast.catalogue.addPayee()
        cast.mark(payee: payee, .beneficiary)
        artists = (0..<max(Self.fewestArtists, count / Self.accountsPerArtist)).map { _ in
            let artist = cast.catalogue.addArtist(
                paying: payee, tracks: cast.random.within(12...40), lengths: 60_000...170_000)
            cast.mark(artist: artist, .beneficiary)
            return artist
        }
        accounts = cast.addGang(
            .smearFarm, count: count, plan: .family, signingUpOn: schedule.signUpDay,
            perDevice: 3, perAddress: 4, perInstrument: 6, domains: EmailDomain.usual
        ) { cast in
            cast.geography.home(in: cast.geography.country(&cast.random))
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
            if random.chance(Self.loginChance) {
                log.login(account.seat, success: true, at: clock)
            }
            for _ in 0..<plays {
                let artist = artists[random.below(artists.count)]
                let tracks = scene.catalogue.artists[Int(artist)].tracks
                let track = scene.catalogue.track(random.below(tracks), of: artist)
                let played = min(Int(track.length), random.within(31_000...75_000))
                clock += (played + 999) / 1_000 + Int(4 * random.exponential())
                log.play(
                    track, played: UInt32(played), from: random.chance(0.7) ? .playlist : .radio,
                    by: account.seat, at: clock, campaign: .smearFarm)
            }
        }
    }
}

extension Cast {
    mutating func recruitSmearFarms() {
        for size in configuration.accounts(of: .smearFarm).split(atMost: SmearFarm.gangSize) {
            let farm = SmearFarm(&self, accounts: size)
            operations.append(farm)
        }
    }
}
