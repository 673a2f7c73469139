import Simulation
import Testing

/// The simulated marketplace.
@Suite struct MarketplaceTests {
    private let small = SimulationConfiguration(seed: 5, events: 30_000, days: 40)

    private func log(_ configuration: SimulationConfiguration) throws -> ([UInt8], MarketWorld, Int)
    {
        let world = try MarketWorld(configuration)
        var bytes: [UInt8] = []
        let count = try world.run { bytes.append(contentsOf: $0) }
        return (bytes, world, count)
    }

    @Test("The same seed gives the same bytes, and another seed others")
    func determinism() throws {
        let first = try log(small)
        let second = try log(small)
        #expect(first.0 == second.0)
        #expect(first.1.accountsCSV() == second.1.accountsCSV())
        var other = small
        other.seed = 6
        #expect(try log(other).0 != first.0)
    }

    @Test("Times never go back, ids are unique, and the size is about what was asked")
    func order() throws {
        let (bytes, _, count) = try log(small)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == count)
        #expect((21_000...39_000).contains(count), "\(count) events")
        var ids: Set<Substring> = []
        var last: Substring = ""
        for line in lines {
            let parts = line.split(separator: "\"")
            let id = try #require(parts.firstIndex(of: "id"))
            let time = try #require(parts.firstIndex(of: "time"))
            #expect(ids.insert(parts[id + 2]).inserted)
            #expect(parts[time + 2] >= last)
            last = parts[time + 2]
        }
    }

    @Test("Every campaign and every kind of odd honest people is there, and each account once")
    func truth() throws {
        let world = try MarketWorld(SimulationConfiguration(seed: 1, events: 150_000, days: 60))
        let rows = world.accountsCSV().split(separator: "\n").dropFirst()
        #expect(Set(rows.map { $0.split(separator: ",")[0] }).count == rows.count)
        for kind in [
            "rented_account", "sold_account", "one_as_many", "mules", "collusion", "false_papers",
            "forged_place", "returned", "spam", "hard:traveller", "hard:new_phone", "hard:family",
            "hard:agency", "hard:clumsy", "hard:tunnel", "hard:migrant",
        ] { #expect(rows.contains { $0.hasSuffix(",\(kind)") }, "\(kind)") }
        #expect(world.peopleCSV().split(separator: "\n").count == rows.count + 1)
    }

    @Test("A marketplace of a week is refused")
    func tooShort() {
        #expect(throws: ConfigurationError.self) {
            try MarketWorld(SimulationConfiguration(seed: 1, events: 30_000, days: 7))
        }
    }
}
