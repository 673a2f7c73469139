import Simulation
import Testing

@Suite struct TruthTests {
    private let log: LogReader
    private let lines: [LogReader.Line]
    private let campaignOfUser: [Substring: Substring]
    private let labelOfUser: [Substring: Substring]

    init() throws {
        log = try LogReader(SimulationConfiguration(seed: 5, events: 30_000, days: 14))
        lines = log.lines
        let rows = LogReader.rows(log.truth.accountsCSV())
        labelOfUser = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        campaignOfUser = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[2]) })
    }

    @Test func everyUserHasOneLabel() {
        #expect(lines.allSatisfy { labelOfUser[$0.user] != nil })
        #expect(Set(labelOfUser.values) == ["organic", "abusive", "hijacked"])
        let campaigns = Set(campaignOfUser.values)
        let hard = ["hard:superfan", "hard:sleeper", "hard:student", "hard:family"]
        #expect(campaigns.isSuperset(of: hard.map { $0[...] }))
        #expect(campaigns.isSuperset(of: Campaign.allCases.map { $0.rawValue[...] }))
    }

    @Test func falsePlaysBelongToTheirCampaignsAccounts() {
        let rows = LogReader.rows(log.truth.streamsCSV())
        let lineOfEvent = Dictionary(uniqueKeysWithValues: lines.map { ($0.id, $0) })
        for row in rows {
            guard let line = lineOfEvent[row[0]] else {
                Issue.record("\(row[0]) is not in the log")
                continue
            }
            let agrees = line.type == "stream.completed" && campaignOfUser[line.user] == row[1]
            if !agrees { Issue.record("\(row[0]) is not a play of \(row[1])") }
        }
        #expect(rows.count == log.truth.falsePlayCount)
    }

    @Test func abusersListenToNothingAndOwnersGoOn() {
        let falsePlays = Set(LogReader.rows(log.truth.streamsCSV()).map { $0[0] })
        var owners: Set<Substring> = []
        for line in lines where line.type == "stream.completed" {
            let isFalse = falsePlays.contains(line.id)
            switch labelOfUser[line.user] {
            case "abusive": if !isFalse { Issue.record("\(line.id) is missing") }
            case "organic": if isFalse { Issue.record("\(line.id) is a person's") }
            default: if !isFalse { owners.insert(line.user) }
            }
        }
        #expect(!owners.isEmpty)
    }

    @Test func beneficiariesGainAndVictimsAreKnown() {
        let falsePlays = Set(LogReader.rows(log.truth.streamsCSV()).map { $0[0] })
        let played = lines.filter { falsePlays.contains($0.id) }
        let artists = Set(played.compactMap { $0.data["artist"] })
        let payees = Set(played.compactMap { $0.data["payee"] })
        for row in LogReader.rows(log.truth.payeesCSV()) { #expect(payees.contains(row[0])) }
        let sides = LogReader.rows(log.truth.artistsCSV())
        #expect(sides.contains { $0[1] == "victim" })
        #expect(sides.contains { $0[1] == "beneficiary" })
        #expect(sides.allSatisfy { artists.contains($0[0]) })
    }
}
