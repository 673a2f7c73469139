import Toolbox

/// A work marketplace made from a seed, with people who say who they are and people who lie.
///
/// Made by us, from what peers publish of such fraud: its figures say how the pack works, not how
/// often such fraud happens or how well it hides elsewhere.
package struct MarketWorld: Sendable {
    /// Events of one worker on a day, measured; a client's come on top.
    private static let eventsPerWorkerDay = 4.6
    private static let chunkBytes = 1 << 20
    private static let lineBytes = 2_048

    private let configuration: SimulationConfiguration
    private let cast: MarketCast

    /// Peoples a marketplace. Throws ``ConfigurationError`` if the settings make no sense. Sizes of
    /// the music service's campaigns are not read.
    package init(_ configuration: SimulationConfiguration) throws {
        try configuration.validate()
        guard configuration.days >= 30 else {
            throw ConfigurationError(
                message: "a marketplace needs at least 30 days, not \(configuration.days)")
        }
        self.configuration = configuration
        let workers = Int(
            Double(configuration.events) / Double(configuration.days) / Self.eventsPerWorkerDay)
        var cast = MarketCast(
            seed: configuration.seed, days: configuration.days, workers: max(40, workers))
        cast.recruitHonest()
        cast.recruitCampaigns()
        self.cast = cast
    }

    /// Writes the log as NDJSON in order of time and returns how many events it has. Memory is the
    /// people and a day.
    package func run(
        _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void, progress: (Int) -> Void = { _ in }
    ) throws -> Int {
        var events = 0
        var encoder = MarketEncoder(
            seed: configuration.seed, people: cast.people,
            capacity: Self.chunkBytes + Self.lineBytes)
        for day in 0..<configuration.days {
            var log = MarketDay(day: day, seed: configuration.seed, clients: cast.clients)
            for (number, person) in cast.people.enumerated() { log.act(person, number: number) }
            log.sort()
            encoder.begin(day: configuration.start / Clock.secondsPerDay + day)
            for event in log.events {
                encoder.encode(event)
                events += 1
                guard encoder.writer.count >= Self.chunkBytes else { continue }
                try encoder.writer.withBytes(sink)
                encoder.removeAll()
                progress(events)
            }
        }
        try encoder.writer.withBytes(sink)
        progress(events)
        return events
    }

    /// `truth-accounts.csv`: `user,label,campaign`, every account.
    package func accountsCSV() -> String {
        csv("user,label,campaign") { "\($0.truth.label),\($0.truth.campaign)" }
    }

    /// `truth-people.csv`: `user,person`, the human being who opened each account.
    package func peopleCSV() -> String {
        csv("user,person") { MarketEncoder.name("h", $0.human, configuration.seed) }
    }

    private func csv(_ head: String, _ line: (MarketPerson) -> String) -> String {
        let lines = cast.people.enumerated().map { number, person in
            MarketEncoder.name("u", number, configuration.seed) + "," + line(person)
        }
        return ([head] + lines.sorted()).joined(separator: "\n") + "\n"
    }
}
