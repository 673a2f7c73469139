import Foundation
package import Toolbox
package import Vocabulary

/// A label as files and requests have it: texts by the names of their columns. Empty is absent.
package struct LabelRow {
    /// An event is `subject_source` and `subject_id`, an entity `entity` (its kind) and `name`.
    package static let required = ["label", "value", "label_source", "time"]
    package static let optional = [
        "subject_source", "subject_id", "entity", "name", "confidence", "recorded_at", "propensity",
    ]
    package static let columns = required + optional

    /// What is wrong with a row: a column, and what was expected in it.
    package struct Flaw: Error {
        package var column: String
        package var expected: String
        package var found: String

        package init(_ column: String, _ expected: String, found: String) {
            (self.column, self.expected) = (column, expected)
            self.found = found.isEmpty ? "nothing" : String(found.prefix(80))
        }

        package func letter(input: String, line: Int) -> DeadLetter {
            DeadLetter(
                found == "nothing" ? .missingField : .wrongType, input: input, line: line,
                field: column, expected: expected, found: found)
        }
    }

    package var cells: [String: String]

    package init(cells: [String: String]) { self.cells = cells }

    /// One JSON object, `{"label":"fraud","value":true,…}`.
    ///
    /// - Throws: ``Flaw`` for what is no object, has other members or values than texts, numbers,
    ///   true and false.
    package init(json: [UInt8]) throws {
        guard let object = try? JSONDecoder().decode([String: Cell].self, from: Data(json)) else {
            throw Flaw("", "an object of texts, numbers, true and false", found: "something else")
        }
        for name in object.keys.sorted() where !LabelRow.columns.contains(name) {
            let nearest = EditDistance.suggestion(for: name, among: LabelRow.columns)
            throw Flaw(
                String(name.prefix(80)),
                nearest.map { "`\($0)`" } ?? "one of \(LabelRow.columns.joined(separator: ", "))",
                found: name)
        }
        cells = object.compactMapValues(\.text)
    }

    private struct Cell: Decodable {
        var text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                text = nil
            } else if let value = try? container.decode(Bool.self) {
                text = value ? "true" : "false"
            } else if let value = try? container.decode(Int64.self) {
                // An id such as 4961 is named so, not 4961.0.
                text = "\(value)"
            } else if let value = try? container.decode(Double.self) {
                text = "\(value)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    /// Whether somebody has answered: the file of a sample is filled in by and by.
    package var isAnswered: Bool { !(cells["value"] ?? "").isEmpty }

    /// Whether it says itself when it became known.
    package var saysWhenRecorded: Bool { !(cells["recorded_at"] ?? "").isEmpty }

    /// The label.
    ///
    /// - Parameter recordedAt: stands in where the row does not say when it became known,
    ///   milliseconds since 1970; if the row's own time is later, that does.
    /// - Throws: ``Flaw``, the first there is.
    package func label(recordedAt: Int64) throws -> Label {
        let time = try time("time")
        let given = cells["recorded_at"] ?? ""
        let label = Label(
            subject: try subject(), name: cells["label"] ?? "", isPositive: try isPositive(),
            source: cells["label_source"] ?? "", confidence: try share("confidence"), time: time,
            recordedAt: given.isEmpty ? max(time, recordedAt) : try self.time("recorded_at"),
            propensity: try share("propensity"))
        if let flaw = label.flaw {
            throw Flaw(flaw.member, flaw.expected, found: cells[flaw.member] ?? "")
        }
        return label
    }

    private func subject() throws -> Label.Subject {
        func given(_ column: String) -> String? {
            cells[column].flatMap { $0.isEmpty ? nil : $0 }
        }
        switch (given("subject_id"), given("entity")) {
        case (let id?, nil):
            guard let source = given("subject_source") else {
                throw Flaw("subject_source", "the event's source", found: "")
            }
            guard given("name") == nil else {
                throw Flaw("name", "nothing beside subject_id", found: given("name") ?? "")
            }
            return .event(source: source, id: id)
        case (nil, let kind?):
            guard let name = given("name") else {
                throw Flaw("name", "the name of the \(kind.prefix(40))", found: "")
            }
            guard given("subject_source") == nil else {
                throw Flaw(
                    "subject_source", "nothing beside entity",
                    found: given("subject_source") ?? "")
            }
            return .entity(kind: kind, name: name)
        case (let id?, _): throw Flaw("subject_id", "nothing beside entity", found: id)
        case (nil, nil):
            throw Flaw(
                "subject_id", "an event (subject_source, subject_id) or entity and name", found: "")
        }
    }

    private func isPositive() throws -> Bool {
        let text = cells["value"] ?? ""
        switch text.lowercased() {
        case "true", "yes", "1", "1.0": return true
        case "false", "no", "0", "0.0": return false
        default: throw Flaw("value", "true or false, yes or no, 1 or 0", found: text)
        }
    }

    /// A number in (0, 1]; 1 where nothing is said.
    private func share(_ column: String) throws -> Double {
        let text = cells[column] ?? ""
        if text.isEmpty { return 1 }
        guard let number = Double(text), number.isFinite else {
            throw Flaw(column, "a number above 0, at most 1", found: text)
        }
        return number
    }

    private func time(_ column: String) throws -> Int64 {
        let text = cells[column] ?? ""
        guard let time = CivilTime(rfc3339: text, assumingUTC: true) else {
            throw Flaw(column, "a time such as 2026-03-01T12:00:00Z", found: text)
        }
        return time.milliseconds
    }
}

extension Label {
    /// Cells in the order of ``LabelRow/columns``; absent parts are empty.
    package var cells: [String] {
        let subject: [String]
        switch self.subject {
        case .event(let source, let id): subject = [source, id, "", ""]
        case .entity(let kind, let name): subject = ["", "", kind, name]
        }
        return [
            name, isPositive ? "true" : "false", source, CivilTime(milliseconds: time).rfc3339,
        ] + subject + [
            "\(confidence)", CivilTime(milliseconds: recordedAt).rfc3339, "\(propensity)",
        ]
    }

    /// One JSON object, as ``LabelRow/init(json:)`` reads it; members that say nothing are left
    /// out.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append(byte: UInt8(ascii: "{"))
        writeMembers(to: &writer)
        writer.append(byte: UInt8(ascii: "}"))
    }

    /// The members of that object, without its braces.
    package func writeMembers(to writer: inout ByteWriter) {
        var isFirst = true
        for (column, cell) in zip(LabelRow.columns, cells) where !cell.isEmpty {
            if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
            isFirst = false
            writer.appendQuoted(column)
            writer.append(byte: UInt8(ascii: ":"))
            if ["value", "confidence", "propensity"].contains(column) {
                writer.append(cell)
            } else {
                writer.appendQuoted(cell)
            }
        }
    }
}
