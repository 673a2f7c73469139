package import Events
import Insights
import Packs
import Rules
import Toolbox
import Vocabulary

/// Walks event logs through the evaluator as fast as the machine allows: to decide them, or for
/// their features alone.
///
/// A software pipeline: while one batch is read, the one before it is parsed, the one before that
/// admitted, and so on. Every stage takes batches in their order, so the result is the same on one
/// thread as on many. At most ``flightCount`` batches are in memory.
package final class Replay {
    /// Where events come from and what is wanted of them.
    package struct Input: Sendable {
        package var path: String
        package var mapping: CSVMapping?

        package init(path: String, mapping: CSVMapping? = nil) {
            self.path = path
            self.mapping = mapping
        }
    }

    /// Stages between reading and writing, each on its own batch.
    private enum Stage: Int, CaseIterable { case read, parse, admit, features, decide, emit }

    private static let flightCount = Stage.allCases.count

    private let evaluator: Evaluator
    private let threads: Int
    private let now: @Sendable () -> Int64
    private let sinks: [any ReplaySink]
    private var flights: [Flight]
    private var inputs: [Input]
    private var file: EventFile?
    private var bytesBefore = 0
    private let bytesTotal: Int
    private let isStrict: Bool
    private let wants: Wants
    /// What is asked of the features besides the events' own; then events have no rows.
    private let probes: ProbeWalk?
    private var report: ReplayReport

    /// What the events are walked for.
    package enum Goal {
        case decisions
        /// Features and formulas; no rule is decided.
        case features
        /// Features at other times than the events'.
        case probes(ProbeWalk)
    }

    /// What is made of the rows.
    private struct Wants {
        var outcomes: Bool
        var decisions: Bool
        var table: FeatureTable?
        var packing = Packing.plain
    }

    /// - Parameters:
    ///   - threads: how many may work at once.
    ///   - now: milliseconds since 1970; bounds how far in the future an event may lie.
    ///   - isStrict: stop at the first dead letter.
    ///   - goal: what the events are walked for; without decisions, no sink may want them.
    package init(
        evaluator: Evaluator, inputs: [Input], sinks: [any ReplaySink], threads: Int,
        isStrict: Bool, goal: Goal = .decisions, now: @escaping @Sendable () -> Int64
    ) {
        self.evaluator = evaluator
        self.inputs = inputs
        self.sinks = sinks
        self.threads = threads
        self.isStrict = isStrict
        self.now = now
        var wants = Wants(outcomes: false, decisions: sinks.contains { $0.wantsDecisions })
        if case .decisions = goal { wants.outcomes = true }
        if let file = sinks.lazy.compactMap({ $0 as? FeaturesFile }).first {
            wants.table = file.table
            wants.packing = file.packing
        }
        self.wants = wants
        if case .probes(let walk) = goal { probes = walk } else { probes = nil }
        report = ReplayReport(ruleCount: evaluator.pack.rules.rules.count)
        flights = (0..<Replay.flightCount).map { _ in
            Flight(evaluator: evaluator, partCount: max(1, threads * 4))
        }
        bytesTotal = inputs.reduce(0) { $0 + fileBytes($1.path) }
    }

    /// Runs to the end of the inputs.
    ///
    /// - Parameter progress: called after each batch with events decided and the share of the
    ///   input read, 0...1.
    /// - Throws: ``Fault`` when an input cannot be opened, a sink cannot write, or, if strict, at
    ///   the first dead letter.
    package func run(progress: (_ events: Int, _ share: Double) -> Void) throws -> ReplayReport {
        var reading = true
        var step = 0
        var idle = 0
        while reading || idle < Replay.flightCount {
            try take(step: step, reading: reading)
            let read = flight(of: .read, step: step)
            if reading, !read.isLoaded { reading = false }
            idle = reading ? 0 : idle + 1
            progress(report.events, share)
            step += 1
        }
        report.duplicates = evaluator.duplicates
        try probes?.finish(threads: threads)
        for sink in sinks { try sink.finish() }
        return report
    }

    private var share: Double {
        guard bytesTotal > 0 else { return 0 }
        return min(1, Double(bytesBefore + (file?.bytesRead ?? 0)) / Double(bytesTotal))
    }

    private func flight(of stage: Stage, step: Int) -> Flight {
        let position = (step - stage.rawValue) % Replay.flightCount
        return flights[position < 0 ? position + Replay.flightCount : position]
    }

    private func take(step: Int, reading: Bool) throws {
        let tasks = tasks(step: step, reading: reading)
        let walking = flight(of: .features, step: step)
        guard let probes, walking.isLoaded else { return try runStep(tasks, threads: threads) }
        try probes.walk(walking.batch, beside: tasks, threads: threads)
    }

    /// The work of one step: the longest pieces first and the many small ones last, so that it
    /// divides well.
    private func tasks(step: Int, reading: Bool) -> [StepTask] {
        let evaluator = evaluator
        var tasks: [StepTask] = []
        let walking = flight(of: .features, step: step)
        let deciding = flight(of: .decide, step: step)
        let parsing = flight(of: .parse, step: step)
        let admitting = flight(of: .admit, step: step)
        let isPlain = probes == nil
        func walk(_ parts: Range<Int>) {
            for part in parts where walking.isLoaded && isPlain {
                tasks.append { evaluator.walkFeatures(walking.batch, part: part) }
            }
        }
        let heaviest = 0..<min(1, evaluator.featureParts)
        walk(heaviest)
        if parsing.isLoaded {
            tasks.append { parsing.text.parse(with: parsing.parser, into: parsing.batch) }
        }
        if admitting.isLoaded { tasks.append { evaluator.admit(admitting.batch) } }
        nonisolated(unsafe) let replay = self
        if reading {
            let next = flight(of: .read, step: step)
            tasks.append { try replay.read(into: next) }
        }
        let emitting = flight(of: .emit, step: step)
        if emitting.isLoaded { tasks.append { try replay.finish(emitting) } }
        walk(heaviest.upperBound..<evaluator.featureParts)
        let wants = wants
        for part in deciding.parts.indices where deciding.isLoaded && isPlain {
            tasks.append { Replay.decide(deciding, part: part, evaluator, wants) }
        }
        return tasks
    }

    private static func decide(
        _ flight: Flight, part: Int, _ evaluator: Evaluator, _ wants: Wants
    ) {
        let rows = flight.rows(ofPart: part)
        let place = flight.parts[part]
        place.counts = DecisionCounts(ruleCount: evaluator.pack.rules.rules.count)
        if wants.outcomes {
            evaluator.decide(flight.batch, rows: rows, into: flight.results, lane: place.lane)
            for index in rows where flight.batch.admissions[index] == .accepted {
                let row = flight.results.rows + index
                place.counts.add(row.pointee.outcome, row.pointee.findings)
            }
        } else {
            evaluator.fillFormulas(flight.batch, rows: rows, lane: place.lane)
        }
        if let table = wants.table { write(table, wants.packing, flight, rows, to: place) }
        place.decisions.removeAll()
        guard wants.decisions else { return }
        for index in rows where flight.batch.admissions[index] == .accepted {
            evaluator.write(
                index, of: flight.batch, flight.results, lane: place.lane,
                to: &place.decisions)
            place.decisions.append(byte: 0x0A)
        }
    }

    private static func write(
        _ table: FeatureTable, _ packing: Packing, _ flight: Flight, _ rows: Range<Int>,
        to place: Flight.Part
    ) {
        // Held by itself, so that no access to the part is checked at every byte.
        var text = ByteWriter(capacity: 0)
        swap(&text, &place.features)
        text.removeAll()
        var rowCount = 0
        for index in rows where flight.batch.admissions[index] == .accepted {
            guard table.choice.takes(index, of: flight.batch, place.lane) else { continue }
            table.write(index, of: flight.batch, to: &text)
            rowCount += 1
        }
        if packing != .plain, rowCount > 0 { place.packedFeatures = packing.pack(text.bytes) }
        place.featureRows = rowCount
        swap(&text, &place.features)
    }

    private func read(into flight: Flight) throws {
        flight.batch.reset()
        flight.isLoaded = false
        flight.batch.receivedAt = now()
        while true {
            if file == nil {
                guard !inputs.isEmpty else { return }
                let input = inputs.removeFirst()
                file = try EventFile(
                    path: input.path, mapping: input.mapping, limits: evaluator.limits)
            }
            flight.isLoaded = true
            if try file?.fill(flight.text) == true { return }
            bytesBefore += file?.bytesRead ?? 0
            file = nil
            if flight.text.hasDeadLetters { return }
            flight.isLoaded = false
        }
    }

    private func finish(_ flight: Flight) throws {
        defer { flight.isLoaded = false }
        // Stages added letters each in their turn; people read them in the order of the lines.
        flight.batch.deadLetters.sort { $0.line < $1.line }
        report.add(flight)
        for sink in sinks { try sink.take(flight) }
        if isStrict, let first = flight.batch.deadLetters.first {
            throw Fault(.invalid, first.sentence + ".", fix: "Leave out --strict to go on past it.")
        }
    }
}
