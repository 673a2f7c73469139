import CEL
import Toolbox
import Vocabulary

/// What a parser needs to read rows below one header, looked up once.
final class CSVPlan {
    let header: CSVHeader
    /// Index of the event type; nil where the pack has none of that name.
    let type: Int?
    /// A field for each column that the mapping names; nil where the type has none of that name.
    let fields: [(name: String, column: Int, field: FieldReader.Known?)]
    let typeName: Flat<UInt8>
    let source: Flat<UInt8>

    init(_ header: CSVHeader, schema: Schema, fields reader: FieldReader) {
        let type = schema.types.firstIndex { $0.name == header.mapping.type }
        self.header = header
        self.type = type
        fields = header.fields.map { name, column in
            (name, column, type.flatMap { reader.field(named: name, ofType: $0) })
        }
        typeName = Flat(Array(header.mapping.type.utf8))
        source = Flat(Array(header.mapping.source.utf8))
    }
}

extension EventParser {
    /// Reads one CSV record into the next row of `batch`, or adds one dead letter to it.
    func parse(
        csv line: UnsafeBufferPointer<UInt8>, header: CSVHeader, line number: Int,
        into batch: EventBatch
    ) {
        if plan?.header !== header { plan = CSVPlan(header, schema: schema, fields: fields) }
        guard let plan else { return }
        if let letter = read(csv: line, plan, number, into: batch) {
            var letter = letter
            letter.input = batch.input
            batch.deadLetters.append(letter)
        }
    }

    private func read(
        csv line: UnsafeBufferPointer<UInt8>, _ plan: CSVPlan, _ number: Int,
        into batch: EventBatch
    ) -> DeadLetter? {
        let header = plan.header
        CSVCell.split(line, into: &cells)
        let valid = validUTF8Prefix(of: line)
        guard valid == line.count else {
            return DeadLetter(
                .invalidUTF8, line: number, expected: "UTF-8",
                found: "byte 0x\(String(line[valid], radix: 16)) at column \(valid + 1)")
        }
        guard cells.count == header.columnCount else {
            return DeadLetter(
                .notAnEvent, line: number, expected: "\(header.columnCount) cells",
                found: "\(cells.count)")
        }
        guard let type = plan.type else {
            return DeadLetter(
                .unknownEventType, line: number, field: "type",
                expected: "a declared event type", found: header.mapping.type)
        }
        let timeText = cells[header.timeColumn].bytes(in: line)
        guard let time = time(timeText, header.mapping.timeOffsetSeconds) else {
            return DeadLetter(
                .wrongType, line: number, field: "time",
                expected: header.mapping.timeOffsetSeconds == nil
                    ? "an RFC 3339 time" : "a whole number of seconds",
                found: Tape.shown(timeText))
        }
        let id = cells[header.idColumn].bytes(in: line)
        guard !id.isEmpty, id.count <= limits.identityBytesMax else {
            return DeadLetter(
                id.isEmpty ? .missingField : .tooLarge, line: number, field: "id",
                expected: "1 to \(limits.identityBytesMax) bytes",
                found: id.isEmpty ? "nothing" : "\(id.count) bytes")
        }
        let row = batch.begin()
        row[Schema.Envelope.source] = batch.arena.keep(plan.source.bytes)
        row[Schema.Envelope.type] = batch.arena.keep(plan.typeName.bytes)
        row[Schema.Envelope.id] = batch.arena.keep(id)
        row[Schema.Envelope.time] = .timestamp(
            seconds: time.seconds, nanoseconds: time.nanoseconds)
        let place = FieldReader.Place(line: number, row: row, batch: batch)
        if let letter = fill(csv: line, plan, type: type, place) { return letter }
        batch.commit(
            time: time.milliseconds, type: type,
            identity: .of(row[Schema.Envelope.source].asBytes, id), line: number, text: line)
        return nil
    }

    private func time(
        _ text: UnsafeBufferPointer<UInt8>, _ offset: Int64?
    ) -> CivilTime? {
        guard let offset else {
            return CivilTime(rfc3339: text, assumingUTC: true)
        }
        guard let count = DecimalText.int(text) else { return nil }
        let (seconds, isOutside) = count.addingReportingOverflow(offset)
        guard !isOutside, CivilTime.writableSeconds.contains(seconds) else { return nil }
        return CivilTime(seconds: seconds)
    }

    private func fill(
        csv line: UnsafeBufferPointer<UInt8>, _ plan: CSVPlan, type: Int,
        _ place: FieldReader.Place
    ) -> DeadLetter? {
        for (name, column, field) in plan.fields {
            guard let field else {
                return DeadLetter(
                    .unknownField, line: place.line, field: name,
                    expected: "a field of \(plan.header.mapping.type)", found: "none of that name")
            }
            let cell = cells[column]
            if cell.range.isEmpty { continue }
            if cell.hasDoubledQuotes {
                var text = cell.text(in: line)
                if let letter = text.withUTF8({ fields.fill(field, text: $0, place) }) {
                    return letter
                }
            } else if let letter = fields.fill(field, text: cell.bytes(in: line), place) {
                return letter
            }
        }
        return fields.missing(type: type, place)
    }
}

extension Flat<UInt8> {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base, count: count)
    }
}
