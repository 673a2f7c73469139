import CEL
package import Events
import Features
import Packs
import Toolbox
import Vocabulary

/// Answers questions for features at any times while a log is walked.
///
/// A **probe** at time t is an event of no stream at t, in the place right behind the last event of
/// time t or earlier that the log admits: it reads what that event would, the late ones among those
/// before it included, and enters nothing. Whether one is still to come is not known until the
/// horizon has passed t, so a probe is walked then, late, which reads every window as of t. That is
/// before the first row behind whose watermark t lies by more than the lateness; what the probe
/// reads is kept until then.
///
/// Probes are sorted, and walked as rows between the events' rows by every feature group; answers
/// are kept as text, and written in the order of the file. O(probes log probes), and each as a late
/// event.
package final class ProbeWalk: @unchecked Sendable {
    private let list: ProbeList
    private let evaluator: Evaluator
    private let table: FeatureTable
    private let file: TableFile
    /// Probes in the order of their times.
    private let order: [Int]
    /// The first in ``order`` that is not walked.
    private var next = 0
    /// Rows of events and probes in the order in which they are walked.
    private let batch: EventBatch
    /// By row: its probe, or -1 for an event.
    private var probes: [Int] = []
    private var position = 0
    private var watermark = Int64.min
    private let parts: [Part]
    private let answers: UnsafeMutableBufferPointer<Answer>

    /// A part of the rows, so that answers are made at once.
    private final class Part: @unchecked Sendable {
        let lane = Lane()
        /// One text a use, kept to the end.
        var texts: [[UInt8]] = []
        var writer = ByteWriter()
    }

    /// Where a probe's answer is.
    private struct Answer {
        var part: UInt32 = 0
        var text: UInt32 = 0
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    /// Slots that events fill; of other slots, walked events keep nothing.
    private let eventSlots: Int

    /// Bytes written to the file at once, and packed as one.
    private static let blockBytes = 1 << 20

    /// - Parameter table: columns of features alone.
    /// - Throws: ``Fault`` `unavailable` when the file cannot be made.
    package init(
        _ list: ProbeList, evaluator: Evaluator, table: FeatureTable, path: String, threads: Int
    ) throws {
        self.list = list
        self.evaluator = evaluator
        self.table = table
        file = try TableFile(path: path, header: table.header(after: list.names))
        let times = list.times
        order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        batch = evaluator.makeBatch()
        eventSlots = evaluator.pack.schema.variables.count
        parts = (0..<max(1, threads)).map { _ in Part() }
        answers = .allocate(capacity: times.count)
        answers.initialize(repeating: Answer())
    }

    deinit { answers.deallocate() }

    /// Walks the rows of an admitted batch, with the probes that are due among them.
    ///
    /// - Parameter beside: work that may be done at the same time.
    func walk(_ source: EventBatch, beside: [StepTask], threads: Int) throws {
        position = 0
        guard source.count > 0, isDue(behind: source.watermarks[source.count - 1]) else {
            if source.count > 0 { watermark = source.watermarks[source.count - 1] }
            return try runStep(walkTasks(source) + beside, threads: threads)
        }
        var beside = beside
        while place(from: source) {
            try answer(beside: beside, threads: threads)
            beside = []
        }
        try runStep(beside, threads: threads)
    }

    /// Walks the probes behind the last event, and writes all answers.
    func finish(threads: Int) throws {
        while place(from: nil) { try answer(beside: [], threads: threads) }
        try write()
    }

    /// Whether the first probe lies before the horizon of a watermark.
    private func isDue(behind watermark: Int64) -> Bool {
        next < order.count && watermark != .min
            && list.times[order[next]] < watermark - evaluator.pack.latenessMilliseconds
    }

    private func walkTasks(_ batch: EventBatch) -> [StepTask] {
        let evaluator = evaluator
        return (0..<evaluator.featureParts).map { part in
            { evaluator.walkFeatures(batch, part: part) }
        }
    }

    private func answer(beside: [StepTask], threads: Int) throws {
        try runStep(walkTasks(batch) + beside, threads: threads)
        let tasks: [StepTask] = parts.indices.map { part in { self.answer(part: part) } }
        try runStep(tasks, threads: threads)
    }
}

extension ProbeWalk {
    /// Fills ``batch`` with the next rows, in their order; false when there are none. Without a
    /// source, every probe that is left is due.
    private func place(from source: EventBatch?) -> Bool {
        batch.reset()
        probes.removeAll(keepingCapacity: true)
        while batch.count < batch.capacity {
            if let source, position < source.count {
                if isDue(behind: source.watermarks[position]) {
                    placeProbe()
                    continue
                }
                watermark = source.watermarks[position]
                if source.admissions[position] == .accepted { placeEvent(position, of: source) }
                position += 1
            } else if source == nil, next < order.count {
                placeProbe()
            } else {
                break
            }
        }
        return batch.count > 0
    }

    private func placeEvent(_ index: Int, of source: EventBatch) {
        batch.begin().update(from: source.row(index), count: eventSlots)
        batch.entities(batch.count).update(from: source.entities(index), count: batch.entityCount)
        batch.marks(batch.count).update(from: source.marks(index), count: batch.markWords)
        batch.watermarks[batch.count] = watermark
        batch.commit(
            time: source.times[index], type: Int(source.types[index]),
            identity: source.identities[index], line: source.lines[index],
            text: source.texts[index])
        probes.append(-1)
    }

    private func placeProbe() {
        let probe = order[next]
        next += 1
        let time = list.times[probe]
        let row = batch.begin()
        let instant = CivilTime(milliseconds: time)
        row[Schema.Envelope.time] = .timestamp(
            seconds: instant.seconds, nanoseconds: instant.nanoseconds)
        let entities = batch.entities(batch.count)
        for (place, column) in list.columns.enumerated() {
            if case .entity(let kind) = column { entities[kind] = list.hash(probe, column: place) }
        }
        batch.watermarks[batch.count] = watermark
        // A type of no stream: see ``FeatureEngine``.
        batch.commit(
            time: time, type: evaluator.pack.schema.types.count,
            identity: Hash128(high: 0, low: 0), line: 0,
            text: UnsafeBufferPointer(start: nil, count: 0))
        probes.append(probe)
    }

    private func answer(part index: Int) {
        let part = parts[index]
        let rows = batch.count * index / parts.count..<batch.count * (index + 1) / parts.count
        part.writer.removeAll()
        part.lane.scratch.forget()
        for row in rows where probes[row] >= 0 {
            part.lane.scratch.time = batch.times[row]
            evaluator.features.fillFormulas(batch.row(row), part.lane.scratch)
            let start = part.writer.count
            table.writeRest(batch.row(row), to: &part.writer)
            part.lane.scratch.reset()
            // Each probe has one row, so parts write to places of their own.
            answers[probes[row]] = Answer(
                part: UInt32(index), text: UInt32(part.texts.count), start: UInt32(start),
                end: UInt32(part.writer.count))
        }
        if part.writer.count > 0 { part.texts.append(part.writer.bytes) }
    }

    private func write() throws {
        var writer = ByteWriter(capacity: ProbeWalk.blockBytes)
        for (probe, answer) in answers.enumerated() {
            if table.format == .csv {
                list.writeCSV(probe, to: &writer)
            } else {
                list.writeJSON(probe, to: &writer)
            }
            parts[Int(answer.part)].texts[Int(answer.text)].withUnsafeBufferPointer { text in
                writer.append(
                    UnsafeBufferPointer(rebasing: text[Int(answer.start)..<Int(answer.end)]))
            }
            if writer.count >= ProbeWalk.blockBytes {
                try file.append(packed: file.packing.pack(writer.bytes))
                writer.removeAll()
            }
        }
        if writer.count > 0 { try file.append(packed: file.packing.pack(writer.bytes)) }
        try file.finish()
    }
}
