import CEL
package import Decisions
package import Events
import Packs
package import Pipeline
import Rules
import Toolbox
package import Vocabulary

/// A pack that is not sound, with what is wrong with it.
package struct Unsound: Error, CustomStringConvertible {
    package var description: String
}

/// Walks lines of JSON through the real evaluator and shows what came of each event.
package final class Bench {
    package let evaluator: Evaluator
    private let lane = Lane()

    /// What became of one event that was admitted.
    package struct Seen {
        package var id: String
        package var line: Int
        /// Slots that are not absent, as people read them, by name.
        package var texts: [String: String] = [:]
        /// The record of the decision.
        package var record = ""
        package var outcome: Outcome
        package var fired: [String] = []
        package var shadow: [String] = []
        /// Rules that could not be decided, with the name of what was missing.
        package var undecided: [String: String] = [:]

        package func number(_ name: String) -> Double? { texts[name].flatMap(Double.init) }
    }

    package private(set) var seen: [Seen] = []
    package private(set) var deadLetters: [DeadLetter] = []
    package private(set) var unknownFields: [String: Int] = [:]

    package init(_ texts: [String: String], limits: IntakeLimits = IntakeLimits()) throws {
        let reading = PackLoader.read(texts: texts)
        guard let pack = reading.pack else { throw Unsound(description: reading.report) }
        evaluator = Evaluator(pack: pack, limits: limits)
    }

    package init(evaluator: Evaluator) { self.evaluator = evaluator }

    /// Walks the lines in batches of at most `batchSize`, received at `now` (milliseconds).
    package func walk(_ lines: [String], batchSize: Int = 2048, now: Int64 = .max / 2) {
        let batch = evaluator.makeBatch(capacity: batchSize)
        let results = Results(capacity: batchSize)
        let parser = evaluator.makeParser()
        var start = 0
        while start < lines.count {
            let end = min(start + batchSize, lines.count)
            let text = Padded(lines[start..<end].map { Array($0.utf8) })
            batch.reset()
            batch.input = "bench"
            batch.receivedAt = now
            for (index, place) in text.places.enumerated() {
                parser.parse(place, line: start + index + 1, into: batch)
            }
            evaluator.walk(batch, into: results, lane: lane)
            look(batch, results)
            start = end
            withExtendedLifetime(text) {}
        }
    }

    private func look(_ batch: EventBatch, _ results: Results) {
        deadLetters += batch.deadLetters
        unknownFields.merge(batch.unknownFields, uniquingKeysWith: +)
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            seen.append(look(index, batch, results))
        }
    }

    private func look(_ index: Int, _ batch: EventBatch, _ results: Results) -> Seen {
        let row = batch.row(index)
        let rules = evaluator.pack.rules.rules
        let findings = results.rows[index].findings
        var seen = Seen(
            id: text(row[Schema.Envelope.id]), line: batch.lines[index],
            outcome: results.rows[index].outcome)
        for (slot, name) in evaluator.pack.slotNames.enumerated()
        where row[slot].kind != .absent && row[slot].kind != .error {
            seen.texts[name] = text(row[slot])
        }
        seen.fired = findings.fired.map { rules[$0].id }
        seen.shadow = findings.shadow.map { rules[$0].id }
        for item in findings.undecided {
            seen.undecided[rules[item.rule].id] =
                item.missing.map { "missing \(evaluator.pack.slotNames[$0])" } ?? "\(item.error)"
        }
        var writer = ByteWriter()
        evaluator.write(index, of: batch, results, lane: lane, to: &writer)
        seen.record = writer.text
        return seen
    }

    private func text(_ value: Value) -> String {
        var writer = ByteWriter(capacity: 64)
        value.writeText(to: &writer)
        return writer.text
    }
}

/// Texts side by side in memory that a parser may read past.
private final class Padded {
    let places: [UnsafeBufferPointer<UInt8>]
    private let memory: UnsafeMutableBufferPointer<UInt8>

    init(_ texts: [[UInt8]]) {
        let size = texts.reduce(EventParser.padding) { $0 + $1.count }
        memory = .allocate(capacity: size)
        memory.initialize(repeating: 0)
        var start = 0
        var places: [UnsafeBufferPointer<UInt8>] = []
        for text in texts {
            for (index, byte) in text.enumerated() { memory[start + index] = byte }
            places.append(UnsafeBufferPointer(rebasing: memory[start..<start + text.count]))
            start += text.count
        }
        self.places = places
    }

    deinit { memory.deallocate() }
}
