import Toolbox

/// The kinds of abuse in the world; the raw values are the names used in the truth files.
package enum Campaign: String, Sendable, CaseIterable {
    case loopFarm = "loop_farm"
    case signupFarm = "signup_farm"
    case hijack = "hijacked"
    case smearFarm = "smear_farm"
    case playlistPush = "playlist_push"

    /// The fewest accounts with which the campaign still looks like itself.
    var leastAccounts: Int {
        switch self {
        case .loopFarm: 4
        case .hijack: 2
        case .signupFarm, .smearFarm, .playlistPush: 12
        }
    }
}

/// One running campaign. It is a value: what it does on a day depends on the day alone.
protocol Operation: Sendable {
    /// Adds the campaign's events of `day` to `log`.
    func act(on day: Int, in world: Scene, log: inout DayLog)
}

/// When a campaign runs and how hard.
struct Schedule: Sendable {
    /// Days with plays, counted from the first of the log.
    let days: Range<Int>
    /// Mean plays of one account on such a day.
    let playsPerDay: Double

    /// The day before the first play, when the accounts sign up.
    var signUpDay: Int { days.lowerBound - 1 }

    /// A stretch of at least `share` of the log, with room for one day of sign-ups before it.
    init(
        share: Double, plays: Double, accounts: Int, of totalDays: Int,
        random: inout SplitMix64
    ) {
        let length = max(2, Int(Double(totalDays - 1) * share))
        let first = 1 + random.below(totalDays - length)
        days = first..<(first + length)
        playsPerDay = plays / Double(max(1, accounts * length))
    }
}

extension Int {
    /// Splits this many accounts into gangs of at most `limit`, as evenly as can be.
    func split(atMost limit: Int) -> [Int] {
        guard self > 0 else { return [] }
        let parts = (self + limit - 1) / limit
        return (0..<parts).map { self / parts + ($0 < self % parts ? 1 : 0) }
    }
}
