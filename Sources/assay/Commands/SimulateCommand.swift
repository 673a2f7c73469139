import ArgumentParser
import Foundation
import Simulation
import Toolbox
import Vocabulary

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Writes a seeded event log of a music service, with the truth about it.",
        discussion: """
            Writes events.ndjson and truth-{accounts,streams,payees,artists}.csv. The same seed \
            gives the same bytes.
            """)

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
        let world: World
        do { world = try World(configuration) } catch {
            throw ValidationError("\(error)")
        }
        try make(folder: out)
        let path = out + "/events.ndjson"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw Fault(.unavailable, "Cannot write \(path).", fix: "Choose another --out.")
        }
        var progress = Progress("events")
        let target = Double(events)
        let truth = try world.run(
            { try file.write(contentsOf: Data(buffer: $0)) },
            progress: { progress.update(count: $0, share: min(1, Double($0) / target)) })
        progress.finish()
        try file.close()
        try write(truth.accountsCSV(), "truth-accounts.csv")
        try write(truth.streamsCSV(), "truth-streams.csv")
        try write(truth.payeesCSV(), "truth-payees.csv")
        try write(truth.artistsCSV(), "truth-artists.csv")
        print(
            "\(truth.events.grouped) events, \(truth.falsePlayCount.grouped) of them artificial "
                + "plays, in \(path)")
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
