import Simulation
import Testing

@Suite struct ScaleTests {
    @Test(arguments: [UInt64(1), 2, 3])
    func defaultWorldIsTheSizeAskedFor(seed: UInt64) throws {
        var bytes = 0
        let truth = try World(SimulationConfiguration(seed: seed)).run { bytes += $0.count }
        #expect((170_000...230_000).contains(truth.events))
        #expect(bytes > truth.events * 150)
        let share = Double(truth.falsePlayCount) / Double(truth.events)
        #expect((0.08...0.13).contains(share))
    }

    @Test func eachCampaignTakesItsShare() throws {
        let configuration = SimulationConfiguration(seed: 4)
        let truth = try World(configuration).run { _ in }
        let falsePlays = LogReader.rows(truth.streamsCSV())
        let accounts = LogReader.rows(truth.accountsCSV())
        for campaign in Campaign.allCases {
            let plays = falsePlays.count { $0[1] == campaign.rawValue }
            let asked = configuration.campaigns[campaign].plays * Double(configuration.events)
            #expect((asked * 0.8...asked * 1.2).contains(Double(plays)), "\(campaign)")
            #expect(accounts.contains { $0[2] == campaign.rawValue })
        }
    }

    @Test func worldWithoutAbuseHasNoFalsePlays() throws {
        var configuration = SimulationConfiguration(events: 20_000, days: 7)
        configuration.campaigns = .none
        let log = try LogReader(configuration)
        #expect(log.truth.falsePlayCount == 0)
        #expect(!log.truth.accountsCSV().contains("abusive"))
        #expect(log.truth.artistsCSV() == "artist,label\n")
    }

    @Test func largeWorldsHaveMoreGangs() throws {
        let truth = try World(SimulationConfiguration(events: 1_000_000, days: 7)).run { _ in }
        #expect((850_000...1_150_000).contains(truth.events))
        let beneficiaries = LogReader.rows(truth.payeesCSV()).count { $0[1] == "beneficiary" }
        #expect(beneficiaries > 25)
    }

    @Test func senselessSettingsAreRefused() {
        let refused = [
            SimulationConfiguration(events: 10), SimulationConfiguration(days: 3),
            SimulationConfiguration(start: 5),
        ]
        for configuration in refused {
            #expect(throws: ConfigurationError.self) { try World(configuration) }
        }
        var greedy = SimulationConfiguration()
        greedy.campaigns[.loopFarm].plays = 0.9
        #expect(throws: ConfigurationError.self) { try greedy.validate() }
    }
}
