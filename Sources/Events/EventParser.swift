import CEL
import Toolbox
package import Vocabulary

/// Reads CloudEvents 1.0 in structured JSON into rows of an ``EventBatch``.
///
/// One parser a thread. What does not fit the schema becomes a ``DeadLetter`` in the batch that
/// names the field, what was expected and what was found; parsing goes on with the next event.
package final class EventParser {
    let schema: Schema
    let limits: IntakeLimits
    private let json: JSONText
    let fields: FieldReader
    /// Cells of the CSV record being read.
    var cells: [CSVCell] = []
    /// What is known of the CSV being read.
    var plan: CSVPlan?
    private var lastType = 0
    private let typeNames: [[UInt8]]

    package init(schema: Schema, limits: IntakeLimits) {
        self.schema = schema
        self.limits = limits
        json = JSONText(bytesMax: limits.lineBytesMax)
        fields = FieldReader(schema: schema)
        typeNames = schema.types.map { Array($0.name.utf8) }
    }

    /// Bytes that must be readable behind every text given to ``parse(_:line:into:)``.
    package static var padding: Int { JSONText.padding }

    /// Reads one event into the next row of `batch`, or adds one dead letter to it.
    ///
    /// - Parameters:
    ///   - text: one JSON object; ``padding`` more bytes behind it must be readable, and it must
    ///     stay alive while the batch is read.
    ///   - line: where it stood in the input, from one.
    package func parse(
        _ text: UnsafeBufferPointer<UInt8>, line: Int, into batch: EventBatch
    ) {
        guard text.count <= limits.lineBytesMax else {
            return refuse(
                DeadLetter(
                    .tooLarge, line: line, expected: "at most \(limits.lineBytesMax) bytes",
                    found: "\(text.count) bytes"), batch)
        }
        switch json.parse(text) {
        case .failure(let fault): refuse(malformed(text, line: line, fault: fault), batch)
        case .success(let tape):
            if let letter = read(tape, text, line: line, into: batch) { refuse(letter, batch) }
        }
    }

    private func refuse(_ letter: DeadLetter, _ batch: EventBatch) {
        var letter = letter
        letter.input = batch.input
        batch.deadLetters.append(letter)
    }

    private func malformed(
        _ text: UnsafeBufferPointer<UInt8>, line: Int, fault: JSONFault
    ) -> DeadLetter {
        let valid = validUTF8Prefix(of: text)
        if valid < text.count {
            return DeadLetter(
                .invalidUTF8, line: line, expected: "UTF-8",
                found: "byte 0x\(String(text[valid], radix: 16)) at column \(valid + 1)")
        }
        let end = String(decoding: text.suffix(24), as: UTF8.self)
        return DeadLetter(
            .malformedJSON, line: line, expected: "one JSON object a line",
            found: "\(fault.message) Text ends with: \(end)")
    }

    private func read(
        _ tape: Tape, _ text: UnsafeBufferPointer<UInt8>, line: Int, into batch: EventBatch
    ) -> DeadLetter? {
        guard tape.kind(1) == .object else {
            return DeadLetter(
                .notAnEvent, line: line, expected: "a JSON object", found: tape.description(1))
        }
        var envelope = Envelope()
        if let letter = envelope.read(tape, line: line) { return letter }
        let typeName = tape.string(envelope.type)
        if let letter = tooLong(tape, envelope, line: line) { return letter }
        guard let type = type(named: typeName) else { return unknownType(typeName, line: line) }
        let row = batch.begin()
        guard let time = CivilTime(rfc3339: tape.string(envelope.time)) else {
            return DeadLetter(
                .wrongType, line: line, field: "time",
                expected: "an RFC 3339 time such as 2026-03-02T00:00:08Z",
                found: tape.description(envelope.time))
        }
        row[Schema.Envelope.type] = keep(typeName, batch)
        row[Schema.Envelope.id] = keep(tape.string(envelope.id), batch)
        row[Schema.Envelope.source] = keep(tape.string(envelope.source), batch)
        row[Schema.Envelope.time] = .timestamp(
            seconds: time.seconds, nanoseconds: time.nanoseconds)
        let place = FieldReader.Place(line: line, row: row, batch: batch)
        if let letter = fields.read(tape, at: envelope.data, type: type, place) { return letter }
        batch.commit(
            time: time.milliseconds, type: type,
            identity: .of(tape.string(envelope.source), tape.string(envelope.id)), line: line,
            text: text)
        return nil
    }

    private func tooLong(_ tape: Tape, _ envelope: Envelope, line: Int) -> DeadLetter? {
        for (name, index) in [("id", envelope.id), ("source", envelope.source)]
        where tape.string(index).count > limits.identityBytesMax {
            return DeadLetter(
                .tooLarge, line: line, field: name,
                expected: "at most \(limits.identityBytesMax) bytes",
                found: tape.description(index))
        }
        return nil
    }

    private func keep(_ bytes: UnsafeBufferPointer<UInt8>, _ batch: EventBatch) -> Value {
        batch.arena.keep(bytes)
    }

    private func type(named name: UnsafeBufferPointer<UInt8>) -> Int? {
        if typeNames.indices.contains(lastType), name.isEqual(to: typeNames[lastType]) {
            return lastType
        }
        for index in typeNames.indices where name.isEqual(to: typeNames[index]) {
            lastType = index
            return index
        }
        return nil
    }

    private func unknownType(_ name: UnsafeBufferPointer<UInt8>, line: Int) -> DeadLetter {
        let text = String(decoding: name, as: UTF8.self)
        let nearest = EditDistance.suggestion(for: text, among: schema.types.map(\.name))
        let known = schema.types.map(\.name).joined(separator: ", ")
        return DeadLetter(
            .unknownEventType, line: line, field: "type",
            expected: nearest.map { "a declared event type; did you mean \($0)?" }
                ?? "one of \(known)",
            found: Tape.shown(name))
    }
}

/// Tape indices of the CloudEvents attributes that matter to us; extensions are passed over.
private struct Envelope {
    var id = 0
    var source = 0
    var type = 0
    var time = 0
    var data = 0
    private var specversion = 0

    init() {}

    mutating func read(_ tape: Tape, line: Int) -> DeadLetter? {
        var index = 2
        while tape.kind(index) != .objectEnd {
            let key = tape.string(index)
            let value = index + 1
            index = tape.next(value)
            guard set(key, value) else {
                return DeadLetter(
                    .repeatedField, line: line, field: String(decoding: key, as: UTF8.self),
                    expected: "each attribute once", found: "it twice")
            }
        }
        return check(tape, line: line)
    }

    /// Remembers where an attribute stands; false when it stands there already.
    private mutating func set(_ key: UnsafeBufferPointer<UInt8>, _ value: Int) -> Bool {
        switch (key.count, key.first) {
        case (2, 0x69) where key.isEqual(to: "id"): Envelope.set(&id, value)
        case (4, 0x74) where key.isEqual(to: "type"): Envelope.set(&type, value)
        case (4, 0x74) where key.isEqual(to: "time"): Envelope.set(&time, value)
        case (4, 0x64) where key.isEqual(to: "data"): Envelope.set(&data, value)
        case (6, 0x73) where key.isEqual(to: "source"): Envelope.set(&source, value)
        case (11, 0x73) where key.isEqual(to: "specversion"): Envelope.set(&specversion, value)
        default: true
        }
    }

    @inline(__always)
    private static func set(_ place: inout Int, _ value: Int) -> Bool {
        guard place == 0 else { return false }
        place = value
        return true
    }

    private func check(_ tape: Tape, line: Int) -> DeadLetter? {
        guard specversion != 0, tape.kind(specversion) == .string,
            tape.string(specversion).isEqual(to: "1.0")
        else {
            return DeadLetter(
                .notAnEvent, line: line, field: "specversion", expected: "\"1.0\"",
                found: specversion == 0 ? "nothing" : tape.description(specversion))
        }
        for (name, index) in [
            ("id" as StaticString, id), ("source", source), ("type", type), ("time", time),
        ] {
            guard index != 0, tape.kind(index) == .string, tape.string(index).count > 0 else {
                return DeadLetter(
                    index == 0 ? .missingField : .wrongType, line: line, field: "\(name)",
                    expected: "text", found: index == 0 ? "nothing" : tape.description(index))
            }
        }
        guard data != 0, tape.kind(data) == .object else {
            return DeadLetter(
                data == 0 ? .missingField : .wrongType, line: line, field: "data",
                expected: "an object", found: data == 0 ? "nothing" : tape.description(data))
        }
        return nil
    }
}
