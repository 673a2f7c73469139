import ArgumentParser
import Foundation
import Simulation
import Toolbox
import Vocabulary

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Writes a seeded event log of a service, with the truth about it.",
        discussion: """
            Writes events.ndjson and, of a music service, truth-{accounts,streams,payees,artists}\
            .csv; of a marketplace truth-{accounts,people}.csv. The same seed gives the same bytes.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case music, marketplace }

    @Option(help: "What is simulated: music or marketplace.")
    var world = Kind.music

    @Option(help: "The folder to write to; made if it is missing.")
    var out: String

    @Option(help: "About how many events.")
    var events = 200_000

    @Option(help: "Days the log covers.")
    var days = 30

    @Option(help: "Seed of all randomness.")
    var seed: UInt64 = 1

    func run() throws {
        let configuration = SimulationConfiguration(seed: seed, events: events, days: days)
        switch world {
        case .music: try runMusic(configuration)
        case .marketplace: try runMarketplace(configuration)
        }
    }

    private func runMusic(_ configuration: SimulationConfiguration) throws {
        let world: World
        do { world = try World(configuration) } catch { throw ValidationError("\(error)") }
        let truth = try writeEvents { try world.run($0, progress: $1) }
        try write(truth.accountsCSV(), "truth-accounts.csv")
        try write(truth.streamsCSV(), "truth-streams.csv")
        try write(truth.payeesCSV(), "truth-payees.csv")
        try write(truth.artistsCSV(), "truth-artists.csv")
        print(
            "\(truth.events.grouped) events, \(truth.falsePlayCount.grouped) of them artificial "
                + "plays, in \(eventsPath)")
    }

    private func runMarketplace(_ configuration: SimulationConfiguration) throws {
        let world: MarketWorld
        do { world = try MarketWorld(configuration) } catch { throw ValidationError("\(error)") }
        let count = try writeEvents { try world.run($0, progress: $1) }
        try write(world.accountsCSV(), "truth-accounts.csv")
        try write(world.peopleCSV(), "truth-people.csv")
        print("\(count.grouped) events in \(eventsPath)")
    }

    private var eventsPath: String { out + "/events.ndjson" }

    /// Writes what `run` hands over, with progress.
    private func writeEvents<Answer>(
        _ run: ((UnsafeBufferPointer<UInt8>) throws -> Void, (Int) -> Void) throws -> Answer
    ) throws -> Answer {
        try make(folder: out)
        guard FileManager.default.createFile(atPath: eventsPath, contents: nil),
            let file = FileHandle(forWritingAtPath: eventsPath)
        else {
            throw Fault(.unavailable, "Cannot write \(eventsPath).", fix: "Choose another --out.")
        }
        var progress = Progress("events")
        let target = Double(events)
        let answer = try run(
            { try file.write(contentsOf: Data(buffer: $0)) },
            { progress.update(count: $0, share: min(1, Double($0) / target)) })
        progress.finish()
        try file.close()
        return answer
    }

    private func make(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                .unavailable, "Cannot make \(folder): \(error.localizedDescription).",
                fix: "Choose another --out.")
        }
    }

    private func write(_ text: String, _ name: String) throws {
        let path = out + "/" + name
        do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            throw Fault(.unavailable, "Cannot write \(path): \(error.localizedDescription).")
        }
    }
}
