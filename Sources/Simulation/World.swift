import Toolbox

/// A music-streaming service with its listeners and its cheats, made from a seed.
///
/// What a user does on a day depends on the seed, the user and the day alone, so the log is made
/// day by day and memory holds one day of events, whatever the length of the log.
package struct World: Sendable {
    private static let chunkBytes = 1 << 20
    /// Room for the line that fills a chunk.
    private static let lineBytes = 1_024

    private let scene: Scene
    private let listeners: [Listener]
    private let operations: [any Operation]
    private let truth: Truth

    /// Peoples a world. Throws ``ConfigurationError`` if the settings make no sense.
    package init(_ configuration: SimulationConfiguration) throws {
        try configuration.validate()
        var cast = Cast(configuration: configuration)
        cast.recruitListeners()
        cast.recruitLoopFarms()
        cast.recruitSignupFarms()
        cast.recruitHijackers()
        cast.recruitSmearFarms()
        cast.recruitPlaylistPushers()
        scene = Scene(cast)
        listeners = cast.listeners
        operations = cast.operations
        truth = Truth(cast: cast, names: scene.names)
    }

    /// Writes the log as NDJSON in order of time and returns what truly happened.
    ///
    /// - Parameters:
    ///   - sink: takes each chunk of about a mebibyte of whole lines; valid during the call only.
    ///   - progress: called after each chunk with the number of events written so far.
    package func run(
        _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void,
        progress: (Int) -> Void = { _ in }
    ) throws -> Truth {
        var truth = truth
        var log = DayLog()
        var encoder = EventEncoder(
            names: scene.names, catalogue: scene.catalogue,
            capacity: Self.chunkBytes + Self.lineBytes)
        for day in 0..<scene.configuration.days {
            log.begin(day: day)
            for listener in listeners { listener.act(on: day, in: scene, log: &log) }
            for operation in operations { operation.act(on: day, in: scene, log: &log) }
            encoder.begin(day: scene.calendarDay(day))
            try log.forEachInOrder { event in
                truth.note(event)
                encoder.encode(event, number: truth.events)
                guard encoder.writer.count >= Self.chunkBytes else { return }
                try encoder.flush(to: sink)
                progress(truth.events)
            }
        }
        try encoder.flush(to: sink)
        progress(truth.events)
        return truth
    }
}

/// What everyone who acts can see of the world.
struct Scene: Sendable {
    let configuration: SimulationConfiguration
    let catalogue: Catalogue
    let geography: Geography
    let tastes: [UInt32]
    let names: Names
    let release: ReleaseDay

    init(_ cast: Cast) {
        configuration = cast.configuration
        catalogue = cast.catalogue
        geography = cast.geography
        tastes = cast.tastes
        names = Names(
            configuration: cast.configuration, users: cast.truths.count, catalogue: catalogue)
        release = ReleaseDay(days: cast.configuration.days)
    }

    /// Days since 1970-01-01 of a day of the log.
    func calendarDay(_ day: Int) -> Int {
        configuration.start / Clock.secondsPerDay + day
    }

    /// The random numbers of one user on one day.
    func random(user: UInt32, day: Int) -> SplitMix64 {
        SplitMix64(seed: configuration.seed, stream: UInt64(user), step: UInt64(day))
    }
}
