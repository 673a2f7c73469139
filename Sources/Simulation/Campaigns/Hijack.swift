import Toolbox

/// Intruders guess the passwords of real people and, from foreign machines, play their own artist
/// inside those accounts. The owners notice nothing and go on listening.
struct Hijack: Operation {
    static let ringSize = 40
    private static let victimsPerMachine = 4
    /// Share of the intruder's plays that are charts, to look less single-minded.
    private static let chartShare = 0.2
    private static let activeShare = 0.3

    /// One account in two hands.
    struct Victim: Sendable {
        /// The owner's account as used from the intruder's machine.
        let seat: Seat
        let schedule: Schedule
    }

    let victims: [Victim]
    let artist: UInt32

    /// - Parameter chosen: indices of listeners who were members before the log began.
    init(_ cast: inout Cast, breakingInto chosen: [Int]) {
        artist = cast.addFront(tracks: 12, lengths: 90_000...180_000)
        let all = cast.configuration.accounts(of: .hijack)
        let share = Double(chosen.count) / Double(all)
        let plays = share * cast.configuration.plays(of: .hijack)
        var machine: (device: UInt32, network: HostingNetwork?) = (0, nil)
        victims = chosen.enumerated().map { place, index in
            if place % Self.victimsPerMachine == 0 {
                let hosted = cast.random.chance(0.6)
                machine = (cast.addDevices(1), hosted ? .hetzner : nil)
            }
            var seat = cast.listeners[index].account.seat
            cast.markHijacked(seat.user)
            let home = seat.address.country
            var abroad = cast.geography.country(&cast.random)
            while abroad == home { abroad = cast.geography.country(&cast.random) }
            seat.device = machine.device
            seat.address =
                machine.network.map { cast.geography.host(at: $0, in: abroad) }
                ?? cast.geography.home(in: abroad)
            let schedule = Schedule(
                share: Self.activeShare, plays: plays / Double(chosen.count), accounts: 1,
                of: cast.configuration.days, random: &cast.random)
            return Victim(seat: seat, schedule: schedule)
        }
    }

    func act(on day: Int, in scene: Scene, log: inout DayLog) {
        for victim in victims {
            // The owner draws the numbers of this user and day; the intruder needs others.
            var random = scene.random(user: victim.seat.user, day: day + scene.configuration.days)
            if day == victim.schedule.signUpDay {
                breakIn(victim, &random, &log)
            } else if victim.schedule.days.contains(day) {
                exploit(victim, in: scene, &random, &log)
            }
        }
    }

    /// A few wrong passwords, then the right one.
    private func breakIn(
        _ victim: Victim, _ random: inout SplitMix64, _ log: inout DayLog
    ) {
        var clock = log.dayStart + random.below(23 * Clock.secondsPerHour)
        for _ in 0..<random.within(1...5) {
            log.login(victim.seat, success: false, at: clock)
            clock += random.within(3...40)
        }
        log.login(victim.seat, success: true, at: clock)
    }

    private func exploit(
        _ victim: Victim, in scene: Scene, _ random: inout SplitMix64, _ log: inout DayLog
    ) {
        let plays = random.rounded(victim.schedule.playsPerDay)
        guard plays > 0 else { return }
        var clock = log.dayStart + random.below(Clock.secondsPerDay)
        if random.chance(0.5) { log.login(victim.seat, success: true, at: clock) }
        for _ in 0..<plays {
            let chosen =
                random.chance(Self.chartShare) ? scene.catalogue.popularArtist(&random) : artist
            let track = scene.catalogue.anyTrack(of: chosen, &random)
            let played = min(Int(track.length), random.within(32_000...90_000))
            clock += 1 + (played + 999) / 1_000
            log.play(
                track, played: UInt32(played), from: .playlist, by: victim.seat, at: clock,
                campaign: .hijack)
        }
    }
}

extension Cast {
    mutating func recruitHijackers() {
        // Only ordinary members from before the log: the truth has one label for an account.
        var open = listeners.indices.filter { index in
            guard listeners[index].account.joined < 0 else { return false }
            if case .organic = truths[Int(listeners[index].account.seat.user)] { return true }
            return false
        }
        for size in configuration.accounts(of: .hijack).split(atMost: Hijack.ringSize) {
            var chosen: [Int] = []
            while chosen.count < size, !open.isEmpty {
                let place = random.below(open.count)
                open.swapAt(place, open.count - 1)
                chosen.append(open.removeLast())
            }
            guard !chosen.isEmpty else { return }
            let ring = Hijack(&self, breakingInto: chosen)
            operations.append(ring)
        }
    }
}
