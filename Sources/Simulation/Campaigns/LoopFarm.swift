import Toolbox

/// A few accounts on rented machines loop the few short tracks of the farmer's own artist, day and
/// night, each play just past the 30 seconds from which it is paid.
///
/// After the playlists of 2017 described in "The great big Spotify scam" (Music Business Worldwide,
/// February 2018): paid accounts on a short list of tracks little longer than 30 seconds.
struct LoopFarm: Operation {
    static let gangSize = 30
    private static let activeShare = 0.7
    /// Plays one account can fit into a day.
    private static let mostPlaysPerDay = 2_200.0
    private static let meanRun = 25

    let accounts: [Account]
    let artist: UInt32
    let schedule: Schedule

    init(_ cast: inout Cast, accounts count: Int) {
        let share = Double(count) / Double(cast.configuration.accounts(of: .loopFarm))
        schedule = Schedule(
            share: Self.activeShare, plays: share * cast.configuration.plays(of: .loopFarm),
            accounts: count, of: cast.configuration.days, random: &cast.random)
        artist = cast.addFront(tracks: 4, lengths: 31_500...52_000)
        let country = [Country.unitedStates, .germany, .netherlands][cast.random.below(3)]
        accounts = cast.addGang(
            .loopFarm, count: count, plan: .premium, signingUpOn: schedule.signUpDay,
            perDevice: 2, perAddress: 2, perInstrument: 5, domains: EmailDomain.usual
        ) { cast in
            let networks = HostingNetwork.allCases
            let network = networks[cast.random.below(networks.count)]
            return cast.geography.host(at: network, in: country)
        }
    }

    func act(on day: Int, in scene: Scene, log: inout DayLog) {
        for account in accounts { log.settle(account) }
        guard schedule.days.contains(day) else { return }
        for account in accounts {
            var random = scene.random(user: account.seat.user, day: day)
            let plays = random.rounded(min(Self.mostPlaysPerDay, schedule.playsPerDay))
            let runs = max(1, plays / Self.meanRun)
            for run in 0..<runs {
                let size = plays * (run + 1) / runs - plays * run / runs
                loop(size, as: account, slot: run, of: runs, in: scene, &random, &log)
            }
        }
    }

    /// One unbroken run, in its own slot of the day, so that the runs go around the clock.
    private func loop(
        _ plays: Int, as account: Account, slot: Int, of slots: Int, in scene: Scene,
        _ random: inout SplitMix64, _ log: inout DayLog
    ) {
        let width = Clock.secondsPerDay / slots
        let slack = max(1, width - plays * 36)
        var clock = log.dayStart + slot * width + random.below(slack)
        for number in 0..<plays {
            let track = scene.catalogue.track(number, of: artist)
            let played = min(Int(track.length), 30_100 + random.below(3_800))
            clock += (played + 999) / 1_000 + random.below(2)
            log.play(
                track, played: UInt32(played), from: .playlist, by: account.seat, at: clock,
                campaign: .loopFarm)
        }
    }
}

extension Cast {
    mutating func recruitLoopFarms() {
        for size in configuration.accounts(of: .loopFarm).split(atMost: LoopFarm.gangSize) {
            let farm = LoopFarm(&self, accounts: size)
            operations.append(farm)
        }
    }
}
