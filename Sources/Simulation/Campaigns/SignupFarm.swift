import Toolbox

/// Accounts made in bulk within the hour from one device and few addresses, with throw-away mail.
/// They are for sale: they follow the client's artist and play it a few times, then fall silent.
struct SignupFarm: Operation {
    static let burstSize = 25
    private static let silentAfterDays = 3
    private static let loginChance = 0.4

    let accounts: [Account]
    let client: UInt32
    let schedule: Schedule

    init(_ cast: inout Cast, accounts count: Int) {
        let share = Double(count) / Double(cast.configuration.accounts(of: .signupFarm))
        schedule = Schedule(
            share: Double(Self.silentAfterDays) / Double(cast.configuration.days),
            plays: share * cast.configuration.plays(of: .signupFarm),
            accounts: count, of: cast.configuration.days, random: &cast.random)
        client = cast.addFront(tracks: 8, lengths: 120_000...240_000)
        accounts = Self.burst(&cast, count: count, on: schedule.signUpDay)
    }

    /// The gang, with its sign-ups moved into one hour, a minute or two apart.
    private static func burst(_ cast: inout Cast, count: Int, on day: Int) -> [Account] {
        let country = cast.geography.country(&cast.random)
        // A burst sticks to one throw-away domain or hides among the common ones.
        let hidden = cast.random.chance(0.3)
        let disposable = EmailDomain.disposable
        let domains =
            hidden ? EmailDomain.usual : [disposable[cast.random.below(disposable.count)]]
        let gang = cast.addGang(
            .signupFarm, count: count, plan: .free, signingUpOn: day,
            perDevice: count, perAddress: 9, perInstrument: count, domains: domains
        ) { cast in
            cast.random.chance(0.6)
                ? cast.geography.host(at: .linode, in: country)
                : cast.geography.mobile(in: country, &cast.random)
        }
        var clock = day * Clock.secondsPerDay + cast.random.below(22 * Clock.secondsPerHour)
        return gang.map { account in
            clock += cast.random.within(20...140)
            return Account(
                seat: account.seat, instrument: account.instrument, domain: account.domain,
                joined: clock)
        }
    }

    func act(on day: Int, in scene: Scene, log: inout DayLog) {
        for account in accounts { log.settle(account) }
        guard schedule.days.contains(day) else { return }
        for account in accounts {
            var random = scene.random(user: account.seat.user, day: day)
            let plays = random.rounded(schedule.playsPerDay)
            let firstDay = day == schedule.days.lowerBound
            guard plays > 0 || firstDay || random.chance(Self.loginChance) else { continue }
            var clock = log.dayStart + random.below(Clock.secondsPerDay)
            log.login(account.seat, success: true, at: clock)
            if firstDay { log.follow(client, by: account.seat, at: clock + 20) }
            for _ in 0..<plays {
                let track = scene.catalogue.anyTrack(of: client, &random)
                let played = random.within(31_000...Int(track.length))
                clock += 30 + played / 1_000
                log.play(
                    track, played: UInt32(played), from: .search, by: account.seat, at: clock,
                    campaign: .signupFarm)
            }
        }
    }
}

extension Cast {
    mutating func recruitSignupFarms() {
        for size in configuration.accounts(of: .signupFarm).split(atMost: SignupFarm.burstSize) {
            let farm = SignupFarm(&self, accounts: size)
            operations.append(farm)
        }
    }
}
