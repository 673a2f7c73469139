package import Events
import Foundation
import Toolbox
import Vocabulary

/// Reads the file that says how a CSV's columns become events.
///
/// ```yaml
/// type: payment.authorized
/// source: handbook
/// id: TRANSACTION_ID
/// time: TX_TIME_SECONDS
/// time_starts: 2018-04-01T00:00:00Z   # for a column of seconds; leave out for RFC 3339 text
/// fields: { customer: CUSTOMER_ID, amount: TX_AMOUNT }
/// ```
package enum MappingFile {
    private static let keys = ["type", "source", "id", "time", "time_starts", "fields"]

    /// - Throws: ``Fault`` `invalid` with every fault of the file, or `notFound`.
    package static func read(_ path: String) throws -> CSVMapping {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check the path of --mapping.")
        }
        let sink = DiagnosticSink()
        let file = PackFile(path: path, text: String(decoding: data, as: UTF8.self), sink: sink)
        let mapping = file.root.flatMap { node in
            MappingReader(node, of: file, sink, what: "mapping", keys: keys).flatMap { make($0) }
        }
        if file.root == nil, !sink.hasErrors {
            throw Fault(
                .invalid, "\(path) is empty.",
                fix: "Its keys are \(keys.joined(separator: ", ")).")
        }
        guard let mapping, !sink.hasErrors else {
            let faults = sink.diagnostics.map { diagnostic in
                let index = diagnostic.location.line - 1
                return diagnostic.rendered(
                    sourceLine: file.lines.indices.contains(index) ? file.lines[index] : nil)
            }
            throw Fault(.invalid, "The mapping is not sound:\n" + faults.joined(separator: "\n\n"))
        }
        return mapping
    }

    private static func make(_ reader: MappingReader) -> CSVMapping? {
        guard let type = reader.text("type"), let source = reader.text("source"),
            let id = reader.text("id"), let time = reader.text("time"),
            let node = reader.required("fields"),
            let fields = MappingReader(
                node, of: reader.file, reader.sink, what: "list of fields", keys: nil)
        else { return nil }
        var offset: Int64?
        if let text = reader.optionalText("time_starts"), let node = reader.node("time_starts") {
            guard let start = CivilTime(rfc3339: text) else {
                reader.sink.error(
                    reader.file, node, "`time_starts` is an RFC 3339 time.",
                    fix: "Write 2018-04-01T00:00:00Z, say.")
                return nil
            }
            offset = start.seconds
        }
        var columns: [String: String] = [:]
        for entry in fields.entries {
            columns[entry.name] = fields.text(entry.value, entry.name)
        }
        return CSVMapping(
            type: type, source: source, idColumn: id, timeColumn: time,
            timeOffsetSeconds: offset, fields: columns)
    }
}
