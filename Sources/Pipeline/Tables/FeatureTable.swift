package import CEL
package import Packs
import Toolbox
import Vocabulary

/// Features as rows of text: which columns there are, which events have a row, and how it is
/// written.
///
/// A row is the event's id, source, type and time, the entities it names, its features, and fields
/// that were asked for. What is absent is an empty cell of CSV and `null` in NDJSON; an empty text
/// is `""` in both. Times are RFC 3339; numbers read back as the same number.
package final class FeatureTable: Sendable {
    package enum Format: String, Sendable {
        case csv, ndjson
    }

    /// One column, for those who read the table.
    package struct Column: Sendable {
        package var name: String
        package var type: CEL.`Type`
        /// Where its value is: a slot, or the slots by event type that name an entity.
        fileprivate var source: Source
    }

    fileprivate enum Source {
        case slot(Int)
        /// By event type; nil where the event names none.
        case entity([Int?])
    }

    package let format: Format
    package let columns: [Column]
    package let choice: RowChoice
    private let cells: Flat<Cell>
    /// Slots by entity column and event type; less than 0 for none.
    private let entitySlots: Flat<Int>
    /// Names as keys of JSON, end to end.
    private let keys: Flat<UInt8>

    private struct Cell {
        /// A slot; or where less than 0, the entity column of that number, from -1 down.
        var place: Int
        var keyStart: Int
        var keyCount: Int
    }

    /// The table of events.
    ///
    /// - Parameters:
    ///   - features: slots of features; nil for all of the pack's.
    ///   - fields: slots of the event, for columns at the end.
    package convenience init(
        of pack: Pack, format: Format = .csv, features: [Int]? = nil, fields: [Int] = [],
        choice: RowChoice = .all
    ) {
        var columns = [
            ("id", Schema.Envelope.id), ("source", Schema.Envelope.source),
            ("type", Schema.Envelope.type), ("time", Schema.Envelope.time),
        ].map { Column(name: $0, type: pack.slotTypes[$1], source: .slot($1)) }
        for (entity, kind) in pack.schema.entities.enumerated() {
            let fields = pack.schema.types.map { type in
                type.fields.first { $0.entity == entity }
            }
            guard let field = fields.lazy.compactMap({ $0 }).first else { continue }
            let isTaken = columns.contains { $0.name == kind }
            columns.append(
                Column(
                    name: isTaken ? "entity.\(kind)" : kind, type: field.type.celType,
                    source: .entity(fields.map { $0?.slot })))
        }
        for slot in (features ?? Array(pack.featureSlots)) + fields {
            columns.append(
                Column(name: pack.slotNames[slot], type: pack.slotTypes[slot], source: .slot(slot)))
        }
        self.init(columns: columns, format: format, choice: choice)
    }

    /// The features' columns alone, for rows that begin with something else.
    package convenience init(featuresOf pack: Pack, format: Format, features: [Int]? = nil) {
        let columns = (features ?? Array(pack.featureSlots)).map {
            Column(name: pack.slotNames[$0], type: pack.slotTypes[$0], source: .slot($0))
        }
        self.init(columns: columns, format: format, choice: .all)
    }

    private init(columns: [Column], format: Format, choice: RowChoice) {
        self.columns = columns
        self.format = format
        self.choice = choice
        var cells: [Cell] = []
        var slots: [Int] = []
        var keys = ByteWriter()
        var entityCount = 0
        for column in columns {
            let start = keys.count
            keys.appendQuoted(column.name)
            keys.append(byte: UInt8(ascii: ":"))
            let place: Int
            switch column.source {
            case .slot(let slot): place = slot
            case .entity(let byType):
                slots += byType.map { $0 ?? -1 }
                entityCount += 1
                place = -entityCount
            }
            cells.append(Cell(place: place, keyStart: start, keyCount: keys.count - start))
        }
        self.cells = Flat(cells)
        self.keys = Flat(keys.bytes)
        typeCount = entityCount > 0 ? slots.count / entityCount : 0
        entitySlots = Flat(slots)
    }

    private let typeCount: Int

    /// The line of names that a CSV begins with; nothing for NDJSON.
    ///
    /// - Parameter first: names of columns before the table's own.
    package func header(after first: [String] = []) -> [UInt8] {
        guard format == .csv else { return [] }
        var text = ByteWriter()
        for (index, name) in (first + columns.map(\.name)).enumerated() {
            if index > 0 { text.append(byte: 0x2C) }
            text.appendCell(name)
        }
        text.append(byte: 0x0A)
        return text.bytes
    }

    /// Appends one row with its line's end.
    func write(_ index: Int, of batch: EventBatch, to text: inout ByteWriter) {
        if format == .ndjson { text.append(byte: UInt8(ascii: "{")) }
        writeCells(
            batch.row(index), type: Int(batch.types[index]), isFirst: true, to: &text)
    }

    /// Appends the columns of a row that something stands before, with the line's end.
    func writeRest(_ row: UnsafePointer<Value>, to text: inout ByteWriter) {
        writeCells(row, type: 0, isFirst: false, to: &text)
    }

    private func writeCells(
        _ row: UnsafePointer<Value>, type: Int, isFirst: Bool, to text: inout ByteWriter
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FeatureTable.rawBytes) { room in
            guard let base = room.baseAddress else { return }
            var raw = RawText(base)
            func flush() {
                text.append(UnsafeBufferPointer(start: base, count: raw.count))
                raw.removeAll()
            }
            let cells = cells.base
            let isJSON = format == .ndjson
            for index in 0..<self.cells.count {
                let cell = cells[index]
                if raw.count > FeatureTable.rawBytes - RawText.valueBytesMax { flush() }
                if !isFirst || index > 0 { raw.append(byte: 0x2C) }
                if isJSON {
                    // Names may be of any length.
                    flush()
                    text.append(
                        UnsafeBufferPointer(start: keys.base + cell.keyStart, count: cell.keyCount))
                }
                var slot = cell.place
                if slot < 0 { slot = entitySlots.base[(-slot - 1) * typeCount + type] }
                let value = slot >= 0 ? row[slot] : .absent
                if !raw.append(value, asJSON: isJSON) {
                    flush()
                    if isJSON { value.writeJSON(to: &text) } else { text.appendCell(value) }
                }
            }
            flush()
        }
        text.append(format == .csv ? "\n" as StaticString : "}\n")
    }

    /// Room in which a row is written before it is appended.
    private static let rawBytes = 4096
}

extension FeatureTable.Column {
    /// The type by the name that DuckDB's `read_csv` takes, so that a table keeps its types there.
    package var typeName: String {
        switch type {
        case .int: "BIGINT"
        case .uint: "UBIGINT"
        case .double: "DOUBLE"
        case .bool: "BOOLEAN"
        case .timestamp: "TIMESTAMP"
        default: "VARCHAR"
        }
    }
}
