package import Events
import Insights
import Packs
import Rules
import Toolbox
import Vocabulary

/// Walks event logs through the evaluator as fast as the machine allows.
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

    /// Texts that the sinks will ask for.
    private struct Wants {
        var decisions: Bool
        var features: Bool
    }

    /// - Parameters:
    ///   - threads: how many may work at once.
    ///   - now: milliseconds since 1970; bounds how far in the future an event may lie.
    ///   - isStrict: stop at the first dead letter.
    package init(
        evaluator: Evaluator, inputs: [Input], sinks: [any ReplaySink], threads: Int,
        isStrict: Bool, now: @escaping @Sendable () -> Int64
    ) {
        self.evaluator = evaluator
        self.inputs = inputs
        self.sinks = sinks
        self.threads = threads
        self.isStrict = isStrict
        self.now = now
        wants = Wants(
            decisions: sinks.contains { $0.wantsDecisions },
            features: sinks.contains { $0.wantsFeatures })
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
        var report = ReplayReport(ruleCount: evaluator.pack.rules.rules.count)
        var reading = true
        var step = 0
        var idle = 0
        while reading || idle < Replay.flightCount {
            try runStep(tasks(step: step, reading: reading), threads: threads)
            let read = flight(of: .read, step: step)
            if reading, !read.isLoaded { reading = false }
            idle = reading ? 0 : idle + 1
            try finish(flight(of: .emit, step: step), &report)
            progress(report.counts.decisions, share)
            step += 1
        }
        report.duplicates = evaluator.duplicates
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

    /// The work of one step: the longest pieces first and the many small ones last, so that it
    /// divides well.
    private func tasks(step: Int, reading: Bool) -> [StepTask] {
        let evaluator = evaluator
        var tasks: [StepTask] = []
        let walking = flight(of: .features, step: step)
        let deciding = flight(of: .decide, step: step)
        let parsing = flight(of: .parse, step: step)
        let admitting = flight(of: .admit, step: step)
        let wants = wants
        func walk(_ parts: Range<Int>) {
            for part in parts where walking.isLoaded {
                tasks.append { evaluator.walkFeatures(walking.batch, part: part) }
            }
        }
        let heaviest = 0..<min(1, evaluator.featureParts)
        walk(heaviest)
        if parsing.isLoaded {
            tasks.append { parsing.text.parse(with: parsing.parser, into: parsing.batch) }
        }
        if admitting.isLoaded { tasks.append { evaluator.admit(admitting.batch) } }
        if reading {
            let next = flight(of: .read, step: step)
            nonisolated(unsafe) let replay = self
            tasks.append { try replay.read(into: next) }
        }
        walk(heaviest.upperBound..<evaluator.featureParts)
        for part in deciding.parts.indices where deciding.isLoaded {
            tasks.append { Replay.decide(deciding, part: part, evaluator, wants) }
        }
        return tasks
    }

    private static func decide(
        _ flight: Flight, part: Int, _ evaluator: Evaluator, _ wants: Wants
    ) {
        let rows = flight.rows(ofPart: part)
        let place = flight.parts[part]
        evaluator.decide(flight.batch, rows: rows, into: flight.results, lane: place.lane)
        place.decisions.removeAll()
        place.features.removeAll()
        place.counts = DecisionCounts(ruleCount: evaluator.pack.rules.rules.count)
        for index in rows where flight.batch.admissions[index] == .accepted {
            let row = flight.results.rows + index
            place.counts.add(row.pointee.outcome, row.pointee.findings)
        }
        guard wants.decisions || wants.features else { return }
        for index in rows where flight.batch.admissions[index] == .accepted {
            if wants.decisions {
                evaluator.write(
                    index, of: flight.batch, flight.results, lane: place.lane,
                    to: &place.decisions)
                place.decisions.append(byte: 0x0A)
            }
            if wants.features {
                FeatureText.write(row: index, of: flight.batch, evaluator, to: &place.features)
            }
        }
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

    private func finish(_ flight: Flight, _ report: inout ReplayReport) throws {
        guard flight.isLoaded else { return }
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
