import CEL
import Toolbox
package import Vocabulary

/// Reads a file of questions: CSV whose header names kinds of entity and `time`, or NDJSON with
/// objects of the same names. Plain, gzip or zstd.
///
/// ```
/// account,time
/// ann,2026-03-02T00:00:00Z
/// ```
package final class ProbeFile {
    /// Questions of one file.
    package static let probesMax = 1 << 24

    private let path: String
    private let schema: Schema
    private let limits: IntakeLimits
    /// By kind of entity: the type of the fields that name it.
    private let types: [FieldType?]
    private let json: JSONText
    private var list: ProbeList
    private var cells: [CSVCell] = []
    private var isHeaderRead = false

    private init(path: String, schema: Schema, limits: IntakeLimits) throws {
        self.path = path
        self.schema = schema
        self.limits = limits
        json = JSONText(bytesMax: limits.lineBytesMax)
        types = try schema.entities.indices.map { try ProbeFile.type(ofKind: $0, schema) }
        let all = schema.entities.indices.map { ProbeList.Column.entity($0) } + [.time]
        list = ProbeList(columns: all, schema: schema, numbers: ProbeFile.numbers(types))
    }

    /// Reads all questions; lines that are none are among the list's dead letters. A file is NDJSON
    /// if its name says so (`.ndjson`, `.jsonl`, and packed), else CSV. O(file).
    ///
    /// - Throws: ``Fault`` when the file cannot be read, its header names what the pack does not
    ///   have, or it has more than ``probesMax`` lines.
    package static func read(
        _ path: String, schema: Schema, limits: IntakeLimits = IntakeLimits()
    ) throws -> ProbeList {
        let file = try ProbeFile(path: path, schema: schema, limits: limits)
        try file.readAll(isCSV: !isNDJSON(path))
        return file.list
    }

    private static func isNDJSON(_ path: String) -> Bool {
        var name = path[...]
        for packed in [".gz", ".zst"] where name.hasSuffix(packed) {
            name = name.dropLast(packed.count)
        }
        return name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl")
    }

    /// The one type of the fields that name a kind of entity, since it says how names are told
    /// apart.
    private static func type(ofKind kind: Int, _ schema: Schema) throws -> FieldType? {
        let types = Set(schema.types.flatMap(\.fields).filter { $0.entity == kind }.map(\.type))
        guard types.count <= 1 else {
            throw Fault(
                .unsupported,
                "Fields of several types name the \(schema.entities[kind]), so it is not clear "
                    + "which a question means.", fix: "Name it by one type in events.yaml.")
        }
        return types.first
    }

    private static func numbers(_ types: [FieldType?]) -> Set<Int> {
        Set(types.indices.filter { types[$0] == .int })
    }

    private func readAll(isCSV: Bool) throws {
        let lines = LineReader(
            source: try ByteSource(path: path), lineBytesMax: limits.lineBytesMax,
            isQuoted: isCSV)
        let size = limits.lineBytesMax
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: size + JSONText.padding, alignment: 64)
        defer { memory.deallocate() }
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
        while let block = try lines.next(into: room, linesMax: 1) {
            let bytes = UnsafeBufferPointer(
                start: UnsafePointer(memory.baseAddress!.assumingMemoryBound(to: UInt8.self)),
                count: block.byteCount)
            for letter in lines.takeDeadLetters() { list.refuse(letter) }
            try read(bytes, line: block.firstLine, isCSV: isCSV)
        }
        for letter in lines.takeDeadLetters() { list.refuse(letter) }
        guard !isCSV || isHeaderRead else {
            throw Fault(
                .invalid, "\(path) is empty.",
                fix: "It begins with the names of its columns, such as `account,time`.")
        }
    }

    private func read(
        _ bytes: UnsafeBufferPointer<UInt8>, line: Int, isCSV: Bool
    ) throws {
        var length = bytes.count
        while length > 0, bytes[length - 1] <= 0x20 { length -= 1 }
        let text = UnsafeBufferPointer(rebasing: bytes[..<length])
        if isCSV, !isHeaderRead {
            isHeaderRead = true
            return try readHeader(text)
        }
        guard length > 0 else { return }
        guard list.count + list.refused < ProbeFile.probesMax else {
            throw Fault(
                .tooLarge, "\(path) asks more than \(ProbeFile.probesMax) questions.",
                fix: "Split the file.")
        }
        let valid = validUTF8Prefix(of: text)
        guard valid == text.count else {
            return refuse(
                .invalidUTF8, line, "", expected: "UTF-8",
                found: "byte 0x\(String(text[valid], radix: 16)) at column \(valid + 1)")
        }
        if isCSV { readCSV(text, line) } else { readJSON(text, line) }
    }

    private func readHeader(_ text: UnsafeBufferPointer<UInt8>) throws {
        var text = text
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = .init(rebasing: text.dropFirst(3)) }
        CSVCell.split(text, into: &cells)
        var columns: [ProbeList.Column] = []
        for cell in cells {
            let name = cell.text(in: text)
            guard let column = column(name) else {
                let known = schema.entities + ["time"]
                let nearest = EditDistance.suggestion(for: name, among: known)
                throw Fault(
                    .invalid, "\(path):1: there is no kind of entity `\(name)`.",
                    fix: nearest.map { "Did you mean `\($0)`?" }
                        ?? "Choose from \(known.joined(separator: ", "))."
                )
            }
            guard !columns.contains(column) else {
                throw Fault(
                    .invalid, "\(path):1: the column `\(name)` stands there twice.",
                    fix: "Keep one of them.")
            }
            columns.append(column)
        }
        guard columns.contains(.time), columns.count > 1 else {
            throw Fault(
                .invalid, "\(path):1: a question has a `time` and at least one kind of entity.",
                fix: "Write columns such as `account,time`.")
        }
        list = ProbeList(columns: columns, schema: schema, numbers: ProbeFile.numbers(types))
    }

    private func column(_ name: String) -> ProbeList.Column? {
        if name == "time" { return .time }
        return schema.entities.firstIndex(of: name).map { .entity($0) }
    }

    private func readCSV(_ text: UnsafeBufferPointer<UInt8>, _ line: Int) {
        CSVCell.split(text, into: &cells)
        guard cells.count == list.columns.count else {
            return refuse(
                .notAnEvent, line, "", expected: "\(list.columns.count) cells",
                found: "\(cells.count)")
        }
        take(cells.map { Array($0.text(in: text).utf8) }, line, assumingUTC: true)
    }

    private func readJSON(_ text: UnsafeBufferPointer<UInt8>, _ line: Int) {
        guard case .success(let tape) = json.parse(text), tape.kind(1) == .object else {
            return refuse(
                .malformedJSON, line, "", expected: "one JSON object", found: Tape.shown(text))
        }
        var given = [[UInt8]](repeating: [], count: list.columns.count)
        var index = 2
        while tape.kind(index) != .objectEnd {
            let name = String(decoding: tape.string(index), as: UTF8.self)
            let value = index + 1
            index = tape.next(value)
            guard let column = column(name), let place = list.columns.firstIndex(of: column) else {
                let known = schema.entities + ["time"]
                let nearest = EditDistance.suggestion(for: name, among: known)
                return refuse(
                    .unknownField, line, name,
                    expected: nearest.map { "a kind of entity; did you mean \($0)?" }
                        ?? "time or one of \(schema.entities.joined(separator: ", "))",
                    found: name)
            }
            switch tape.kind(value) {
            case .null: continue
            case .string: given[place] = Array(tape.string(value))
            case .int where isNumber(column):
                given[place] = Array("\(Int64(bitPattern: tape.number(value)))".utf8)
            default:
                return refuse(
                    .wrongType, line, name, expected: isNumber(column) ? "a whole number" : "text",
                    found: tape.description(value))
            }
        }
        take(given, line, assumingUTC: false)
    }

    private func isNumber(_ column: ProbeList.Column) -> Bool {
        if case .entity(let kind) = column { return types[kind] == .int }
        return false
    }

    /// Takes a question by its cells, or refuses it.
    private func take(_ given: [[UInt8]], _ line: Int, assumingUTC: Bool) {
        var time: CivilTime?
        var taken: [(text: [UInt8], hash: UInt64)] = []
        for (column, text) in zip(list.columns, given) {
            switch column {
            case .time:
                time = text.withUnsafeBufferPointer {
                    CivilTime(rfc3339: $0, assumingUTC: assumingUTC)
                }
                guard time != nil else {
                    return refuse(
                        text.isEmpty ? .missingField : .wrongType, line, "time",
                        expected: "an RFC 3339 time such as 2026-03-02T00:00:08Z",
                        found: text.withUnsafeBufferPointer { Tape.shown($0) })
                }
                taken.append((text, 0))
            case .entity(let kind):
                guard let hash = hash(text, kind) else {
                    return refuse(
                        .wrongType, line, schema.entities[kind],
                        expected: types[kind] == .ip ? "an IPv4 or IPv6 address" : "a whole number",
                        found: text.withUnsafeBufferPointer { Tape.shown($0) })
                }
                taken.append((text, hash))
            }
        }
        guard taken.contains(where: { $0.hash != 0 }) else {
            return refuse(
                .missingField, line, list.names.filter { $0 != "time" }.joined(separator: ", "),
                expected: "at least one entity", found: "none")
        }
        if let time { list.append(time: time.milliseconds, cells: taken) }
    }

    /// The entity's hash as events have it; 0 for no text, nil for a text that is no name of it.
    private func hash(_ text: [UInt8], _ kind: Int) -> UInt64? {
        guard !text.isEmpty else { return 0 }
        // A number is written back as it was asked, so it must be as numbers are written.
        if types[kind] == .int {
            let word = String(decoding: text, as: UTF8.self)
            guard let number = Int64(word), String(number) == word else { return nil }
        }
        return text.withUnsafeBufferPointer { EntityHash.of($0, types[kind] ?? .string) }
    }

    private func refuse(
        _ code: DeadLetter.Code, _ line: Int, _ field: String, expected: String, found: String
    ) {
        list.refuse(
            DeadLetter(
                code, input: path, line: line, field: field, expected: expected, found: found))
    }
}
