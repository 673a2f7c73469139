import CEL
import Toolbox
import Vocabulary

extension EventParser {
    /// Reads one CSV record into the next row of `batch`, or adds one dead letter to it.
    func parse(
        csv line: UnsafeBufferPointer<UInt8>, header: CSVHeader, line number: Int,
        into batch: EventBatch
    ) {
        if let letter = read(csv: line, header, number, into: batch) {
            var letter = letter
            letter.input = batch.input
            batch.deadLetters.append(letter)
        }
    }

    private func read(
        csv line: UnsafeBufferPointer<UInt8>, _ header: CSVHeader, _ number: Int,
        into batch: EventBatch
    ) -> DeadLetter? {
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
        guard let type = schema.types.firstIndex(where: { $0.name == header.mapping.type }) else {
            return DeadLetter(
                .unknownEventType, line: number, field: "type",
                expected: "a declared event type", found: header.mapping.type)
        }
        let timeText = cells[header.timeColumn].bytes(in: line)
        guard let time = time(timeText, header.mapping) else {
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
        var source = header.mapping.source
        source.withUTF8 { row[Schema.Envelope.source] = batch.arena.keep($0) }
        var typeName = header.mapping.type
        typeName.withUTF8 { row[Schema.Envelope.type] = batch.arena.keep($0) }
        row[Schema.Envelope.id] = batch.arena.keep(id)
        row[Schema.Envelope.time] = .timestamp(
            seconds: time.seconds, nanoseconds: time.nanoseconds)
        let place = FieldReader.Place(line: number, row: row, batch: batch)
        if let letter = fill(csv: line, header, type: type, place) { return letter }
        batch.commit(
            time: time.milliseconds, type: type,
            identity: .of(row[Schema.Envelope.source].asBytes, id), line: number, text: line)
        return nil
    }

    private func time(
        _ text: UnsafeBufferPointer<UInt8>, _ mapping: CSVMapping
    ) -> CivilTime? {
        guard let offset = mapping.timeOffsetSeconds else {
            return CivilTime(rfc3339: text, assumingUTC: true)
        }
        guard let count = Int64(String(decoding: text, as: UTF8.self)) else { return nil }
        let (seconds, isOutside) = count.addingReportingOverflow(offset)
        guard !isOutside, CivilTime.writableSeconds.contains(seconds) else { return nil }
        return CivilTime(seconds: seconds)
    }

    private func fill(
        csv line: UnsafeBufferPointer<UInt8>, _ header: CSVHeader, type: Int,
        _ place: FieldReader.Place
    ) -> DeadLetter? {
        for (name, column) in header.fields {
            guard let field = fields.field(named: name, ofType: type) else {
                return DeadLetter(
                    .unknownField, line: place.line, field: name,
                    expected: "a field of \(header.mapping.type)", found: "none of that name")
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
