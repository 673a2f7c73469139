import CEL
import Models
import Packs
package import Pipeline
package import Vocabulary

/// Which rows are wanted and how their answers are found.
package struct RowRequest: Sendable {
    package var inputs: InputChoice
    /// Index of the journey in the schema.
    package var journey: Int
    /// Kind of entity that counts once a day and is removed once known to be bad; nil for none.
    package var entity: Int?
    /// Slot of the field that is the label; nil where labels come otherwise.
    package var labelSlot: Int?
    package var book = LabelBook()
    /// Slots whose values are segments, with their names.
    package var segments: [(name: String, slot: Int)] = []
    /// Spans whose rows are kept.
    package var spans: [TimeSpan]

    package init(
        inputs: InputChoice, journey: Int, entity: Int?, labelSlot: Int?, spans: [TimeSpan]
    ) {
        (self.inputs, self.journey, self.entity) = (inputs, journey, entity)
        (self.labelSlot, self.spans) = (labelSlot, spans)
    }
}

/// Takes the rows of a walk for features into memory. O(rows of the spans).
package final class RowCollector: ReplaySink, @unchecked Sendable {
    package private(set) var rows: CollectedRows
    private let request: RowRequest
    private let types: [Bool]
    private var line: [Double]
    package let wantsDecisions = false

    /// Numbers kept in memory at most: 3.2 GB.
    package static let valuesMax = 400_000_000

    package init(_ request: RowRequest, schema: Schema) {
        self.request = request
        types = schema.types.map { $0.journey == request.journey }
        line = Array(repeating: .nan, count: request.inputs.slots.count)
        rows = CollectedRows(
            inputs: request.inputs.names,
            segments: request.segments.map { SegmentNames(name: $0.name) }, book: request.book)
    }

    package func take(_ flight: DecidedBatch) throws { try take(flight.batch) }

    package func finish() {}

    /// Takes the accepted rows of a batch whose features are filled.
    ///
    /// - Throws: ``Fault`` `tooLarge` beyond ``valuesMax``.
    package func take(_ batch: EventBatch) throws {
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            let time = batch.times[index]
            rows.logBegins = min(rows.logBegins, time)
            guard types[Int(batch.types[index])] else { continue }
            rows.events += 1
            rows.first = min(rows.first, time)
            rows.last = max(rows.last, time)
            take(batch, index, time)
        }
        guard rows.set.times.count * line.count <= RowCollector.valuesMax else {
            throw Fault(
                .tooLarge,
                "More than \(RowCollector.valuesMax / line.count) rows of \(line.count) inputs.",
                fix: "Choose shorter spans with --train and --test, or fewer --inputs.")
        }
    }

    private func take(_ batch: EventBatch, _ index: Int, _ time: Int64) {
        let row = batch.row(index)
        let entity = request.entity.map { batch.entities(index)[$0] } ?? 0
        let field = request.labelSlot.map { RowCollector.answer(row[$0]) } ?? -1
        let group =
            request.book.isEmpty
            ? -1
            : request.book.group(event: batch.identities[index], entities: batch.entities(index))
        if entity != 0, field == 1 || request.book.isEverPositive(group) {
            rows.marked.append(
                CollectedRows.Marked(entity: entity, time: time, field: field, group: group))
        }
        guard request.spans.contains(where: { $0.contains(time) }) else { return }
        for (place, slot) in request.inputs.slots.enumerated() {
            line[place] = row[slot].asInput
        }
        rows.set.matrix.append(row: line)
        rows.set.times.append(time)
        rows.set.entities.append(entity)
        rows.fields.append(field)
        rows.groups.append(group)
        for (place, segment) in request.segments.enumerated() {
            rows.set.segments[place].append(
                rows.segments[place].code(of: RowCollector.text(row[segment.slot])))
        }
    }

    /// 1 for yes, 0 for no, -1 where the field says neither.
    private static func answer(_ value: Value) -> Int8 {
        let number = value.asInput
        return number.isNaN ? -1 : number != 0 ? 1 : 0
    }

    private static func text(_ value: Value) -> String {
        switch value.kind {
        case .string: String(decoding: value.asBytes, as: UTF8.self)
        case .int: "\(value.asInt)"
        case .uint: "\(value.asUInt)"
        case .bool: value.asBool ? "yes" : "no"
        case .double: "\(value.asDouble)"
        default: SegmentNames.absent
        }
    }
}
