/// What world to simulate: how big, how long, how rotten, and from which seed.
package struct SimulationConfiguration: Sendable, Equatable {
    /// Names the world: the same seed and settings give the same bytes on every machine.
    package var seed: UInt64

    /// About how many events to write; from 50,000 on, the log is within 15 % of it.
    package var events: Int

    /// How many days the log covers.
    package var days: Int

    /// The first moment of the log in Unix seconds, UTC; a midnight.
    package var start: Int

    /// How much each campaign takes.
    package var campaigns: CampaignSizes

    /// The default is the demonstration world: 30 days from 2026-03-01, a tenth of plays false.
    package init(
        seed: UInt64 = 1,
        events: Int = 200_000,
        days: Int = 30,
        start: Int = 1_772_323_200,
        campaigns: CampaignSizes = CampaignSizes()
    ) {
        self.seed = seed
        self.events = events
        self.days = days
        self.start = start
        self.campaigns = campaigns
    }

    /// Throws ``ConfigurationError`` at the first setting no world can be made from.
    package func validate() throws {
        try require((5_000...100_000_000).contains(events)) {
            "events must be from 5,000 to 100,000,000, not \(events)"
        }
        try require((7...366).contains(days)) { "days must be from 7 to 366, not \(days)" }
        try require((0...4_102_444_800).contains(start) && start % Clock.secondsPerDay == 0) {
            "start must be midnight UTC between 1970 and 2100, in Unix seconds, not \(start)"
        }
        for campaign in Campaign.allCases {
            let size = campaigns[campaign]
            try require((0...0.2).contains(size.accounts)) {
                "\(campaign): accounts must be from 0 to 0.2 of people, not \(size.accounts)"
            }
            try require((0...0.2).contains(size.plays)) {
                "\(campaign): plays must be from 0 to 0.2 of all plays, not \(size.plays)"
            }
        }
        try require(campaigns.playShare <= 0.5) {
            "campaigns together must take at most half of all plays, not \(campaigns.playShare)"
        }
    }

    private func require(_ holds: Bool, _ message: () -> String) throws {
        if !holds { throw ConfigurationError(message: message()) }
    }

    /// Honest listeners, so that their plays and the campaigns' add up to ``events``.
    var people: Int {
        let honest = Double(events) * (1 - campaigns.playShare)
        return max(50, Int(honest / (Double(days) * Habits.eventsPerPersonPerDay)))
    }

    /// Accounts of one campaign; none if it is switched off.
    func accounts(of campaign: Campaign) -> Int {
        let share = campaigns[campaign].accounts
        return share == 0 ? 0 : max(campaign.leastAccounts, Int(Double(people) * share))
    }

    /// False plays of one campaign over the whole log.
    func plays(of campaign: Campaign) -> Double {
        Double(events) * campaigns[campaign].plays
    }
}

/// A setting no world can be made from.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// Which setting, what it may be and what it was.
    package let message: String

    /// The message.
    package var description: String { message }
}

/// How much of the world each campaign takes.
package struct CampaignSizes: Sendable, Equatable {
    /// One campaign's size, as shares of the whole.
    package struct Size: Sendable, Equatable {
        /// Accounts, as a share of the number of honest people; 0 switches the campaign off.
        package var accounts: Double
        /// False plays, as a share of all events.
        package var plays: Double

        /// Both from 0 to 0.2.
        package init(accounts: Double, plays: Double) {
            self.accounts = accounts
            self.plays = plays
        }
    }

    private var sizes: [Campaign: Size] = [
        .loopFarm: Size(accounts: 0.008, plays: 0.036),
        .signupFarm: Size(accounts: 0.05, plays: 0.002),
        .hijack: Size(accounts: 0.012, plays: 0.010),
        .smearFarm: Size(accounts: 0.035, plays: 0.030),
        .playlistPush: Size(accounts: 0.025, plays: 0.022),
    ]

    /// Sizes that make about a tenth of all plays false.
    package init() {}

    /// The size of one campaign.
    package subscript(campaign: Campaign) -> Size {
        get { sizes[campaign] ?? Size(accounts: 0, plays: 0) }
        set { sizes[campaign] = newValue }
    }

    /// A world without abuse.
    package static var none: CampaignSizes {
        var sizes = CampaignSizes()
        sizes.sizes = [:]
        return sizes
    }

    var playShare: Double {
        Campaign.allCases.reduce(0) { sum, campaign in
            self[campaign].accounts == 0 ? sum : sum + self[campaign].plays
        }
    }
}
