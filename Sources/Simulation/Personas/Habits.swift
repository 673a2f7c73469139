import Toolbox

/// How people use the service: numbers chosen to look like one, fitted to no data set.
enum Habits {
    /// Measured over many seeds with the numbers below; it sizes the population.
    static let eventsPerPersonPerDay = 6.3

    /// Sittings a day of someone whose activity is 1; the mean activity is a little under 2.
    static let sessionsPerDay = 0.34
    static let activityLimit = 6.0
    static let mostSessionsPerDay = 8
    /// Mean tracks of a sitting after the first.
    static let meanMoreTracks = 9.0

    /// Listening on weekends is this much above weekdays.
    static let weekendFactor = 1.25

    static let loginChance = 0.12
    static let mistypedChance = 0.05
    static let followChance = 0.003
    static let joinsDuringLog = 0.15
    /// Share of sittings on a phone away from home.
    static let mobileShare = 0.3

    private static let weekdayHours = WeightedChoice(weights: [
        2, 1, 0.6, 0.4, 0.4, 1, 3, 6, 7, 5, 4, 4, 5, 5, 5, 5, 6, 8, 9, 9, 9, 8, 6, 4,
    ])
    private static let weekendHours = WeightedChoice(weights: [
        4, 3, 2, 1, 0.5, 0.5, 1, 2, 4, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 8, 6,
    ])

    /// When someone in `country` starts to listen, in seconds of the day, UTC.
    static func startOfSession(
        in country: Country, weekend: Bool, _ random: inout SplitMix64
    ) -> Int {
        let hours = weekend ? weekendHours : weekdayHours
        return secondOfDay(hour: hours.draw(&random), in: country, &random)
    }

    /// A random second of a local hour, in seconds of the day, UTC.
    static func secondOfDay(
        hour: Int, in country: Country, _ random: inout SplitMix64
    ) -> Int {
        let hourUTC = (hour - country.hoursAheadOfUTC + 24) % 24
        return hourUTC * Clock.secondsPerHour + random.below(Clock.secondsPerHour)
    }
}
