import CEL
import Toolbox
import Vocabulary

/// Writes a row back as the CloudEvent it stands for; for rows that did not come as JSON.
enum EventJSON {
    static func write(
        row index: Int, of batch: EventBatch, schema: Schema, to writer: inout ByteWriter
    ) {
        let row = batch.row(index)
        writer.append("{\"specversion\":\"1.0\",\"id\":" as StaticString)
        row[Schema.Envelope.id].writeJSON(to: &writer)
        writer.append(",\"source\":" as StaticString)
        row[Schema.Envelope.source].writeJSON(to: &writer)
        writer.append(",\"type\":" as StaticString)
        row[Schema.Envelope.type].writeJSON(to: &writer)
        writer.append(",\"time\":" as StaticString)
        row[Schema.Envelope.time].writeJSON(to: &writer)
        writer.append(",\"data\":{" as StaticString)
        var isFirst = true
        for field in schema.types[Int(batch.types[index])].fields
        where row[field.slot].kind != .absent {
            if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
            isFirst = false
            writer.appendQuoted(field.name)
            writer.append(byte: UInt8(ascii: ":"))
            write(field, row, &writer)
        }
        writer.append("}}" as StaticString)
    }

    private static func write(
        _ field: Field, _ row: UnsafePointer<Value>, _ writer: inout ByteWriter
    ) {
        guard field.type == .money else { return row[field.slot].writeJSON(to: &writer) }
        writer.append("{\"amount\":" as StaticString)
        row[field.slot].writeJSON(to: &writer)
        writer.append(",\"currency\":" as StaticString)
        row[field.slot + 1].writeJSON(to: &writer)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
