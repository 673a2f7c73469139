import Simulation
import Testing

@Suite struct DeterminismTests {
    private let small = SimulationConfiguration(seed: 7, events: 20_000, days: 10)

    @Test func sameSeedGivesTheSameBytes() throws {
        let first = try LogReader(small)
        let second = try LogReader(small)
        #expect(first.bytes == second.bytes)
        #expect(first.truth.accountsCSV() == second.truth.accountsCSV())
        #expect(first.truth.streamsCSV() == second.truth.streamsCSV())
    }

    @Test func otherSeedGivesAnotherLog() throws {
        var other = small
        other.seed = 8
        #expect(try LogReader(small).bytes != LogReader(other).bytes)
    }

    /// Pins the bytes themselves by their FNV-1a hash: a change here changes every demonstration
    /// and must be meant.
    @Test func bytesAreTheOnesOfTheRecord() throws {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try LogReader(small).bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        #expect(hash == 16_062_376_395_717_408_450)
    }

    @Test func chunksAreWholeLines() throws {
        var configuration = small
        configuration.events = 60_000
        var chunks = 0
        var reported: [Int] = []
        let truth = try World(configuration).run(
            { chunk in
                chunks += 1
                #expect(chunk.last == UInt8(ascii: "\n"))
                #expect(chunk.first == UInt8(ascii: "{"))
            }, progress: { reported.append($0) })
        #expect(chunks > 5)
        #expect(reported == reported.sorted())
        #expect(reported.last == truth.events)
    }

    @Test func sinkErrorsEndTheRun() throws {
        struct Full: Error {}
        let world = try World(small)
        #expect(throws: Full.self) { try world.run { _ in throw Full() } }
    }
}
