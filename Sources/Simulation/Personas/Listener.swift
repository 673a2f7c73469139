import Toolbox

/// A person who listens to music.
struct Listener: Sendable {
    /// What sets someone's listening apart.
    enum Passion: Sendable {
        case none
        /// Hears one artist most of the time.
        case idol(UInt32)
        /// Sleeps to noise.
        case nightNoise
    }

    /// What someone sits down for.
    private enum Occasion {
        case music, newAlbum, night
    }

    let account: Account
    let passion: Passion
    /// Devices with consecutive numbers; the first is the phone.
    let devices: Int
    /// Where in the world's tastes the favourites stand, the dearest first.
    let taste: Range<Int>
    let activity: Double
    let skipChance: Double

    private var country: Country { account.seat.address.country }

    /// Adds everything the person does on `day`.
    func act(on day: Int, in scene: Scene, log: inout DayLog) {
        guard account.exists(on: day) else { return }
        log.settle(account)
        var random = scene.random(user: account.seat.user, day: day)
        if account.joins(on: day) {
            _ = listen(from: account.joined + 90, at: account.seat, in: scene, &random, &log)
            return
        }
        var busyUntil = log.dayStart
        for (start, occasion) in occasions(on: day, in: scene, &random) where start > busyUntil {
            switch occasion {
            case .music:
                let seat = seat(&random, in: scene)
                logIn(to: seat, at: start, &random, &log)
                busyUntil = listen(from: start, at: seat, in: scene, &random, &log)
            case .newAlbum:
                busyUntil = scene.release.play(
                    for: self, from: start, in: scene, &random, &log)
            case .night:
                busyUntil = sleep(from: start, in: scene, &random, &log)
            }
        }
    }

    /// When the person sits down on `day` and what for, earliest first.
    private func occasions(
        on day: Int, in scene: Scene, _ random: inout SplitMix64
    ) -> [(start: Int, occasion: Occasion)] {
        let weekend = Clock.isWeekend(day: scene.calendarDay(day))
        let mean = Habits.sessionsPerDay * activity * (weekend ? Habits.weekendFactor : 1)
        let sessions = random.binomial(trials: Habits.mostSessionsPerDay, mean: mean)
        var occasions: [(start: Int, occasion: Occasion)] = []
        for _ in 0..<sessions {
            let start = Habits.startOfSession(in: country, weekend: weekend, &random)
            occasions.append((start, .music))
        }
        if case .nightNoise = passion, let start = Sleeper.bedtime(in: country, &random) {
            occasions.append((start, .night))
        }
        if let start = scene.release.start(on: day, in: country, &random) {
            occasions.append((start, .newAlbum))
        }
        occasions.sort { $0.start < $1.start }
        return occasions.map { (day * Clock.secondsPerDay + $0.start, $0.occasion) }
    }

    private func seat(_ random: inout SplitMix64, in scene: Scene) -> Seat {
        var seat = account.seat
        if random.chance(Habits.mobileShare) {
            seat.address = scene.geography.mobile(in: country, &random)
        } else {
            seat.device += UInt32(random.below(devices))
        }
        return seat
    }

    private func logIn(
        to seat: Seat, at start: Int, _ random: inout SplitMix64, _ log: inout DayLog
    ) {
        guard random.chance(Habits.loginChance) else { return }
        let mistyped = random.chance(Habits.mistypedChance)
        if mistyped { log.login(seat, success: false, at: start) }
        log.login(seat, success: true, at: start + (mistyped ? 12 : 0))
    }
}
