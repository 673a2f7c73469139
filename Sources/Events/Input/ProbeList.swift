import CEL
package import Toolbox
package import Vocabulary

/// Questions for features: for each, the entities it is about and a time.
///
/// Memory is linear in the questions: their texts, and 8 bytes and 16 a column for each.
package struct ProbeList: Sendable {
    /// What stands in a column of every question.
    package enum Column: Sendable, Equatable {
        case time
        /// An index into the schema's kinds of entity.
        case entity(Int)
    }

    package let columns: [Column]
    /// Names of the columns.
    package let names: [String]
    /// Milliseconds since 1970, in the order of the file.
    package private(set) var times: [Int64] = []
    /// What could not be asked, by line.
    package private(set) var deadLetters: [DeadLetter] = []
    /// How many could not be asked; only the first are in ``deadLetters``.
    package private(set) var refused = 0
    private static let deadLettersMax = 10_000
    /// A hash for each column of each question; 0 where an entity is not given, and of the time.
    private var hashes: [UInt64] = []
    private var texts: [UInt8] = []
    /// Where each column of each question ends in ``texts``.
    private var ends: [Int] = []
    /// By column: whether it is written without quotes in JSON.
    private let isNumber: [Bool]

    package var count: Int { times.count }

    init(columns: [Column], schema: Schema, numbers: Set<Int>) {
        self.columns = columns
        names = columns.map { column in
            if case .entity(let kind) = column { schema.entities[kind] } else { "time" }
        }
        isNumber = columns.map { column in
            if case .entity(let kind) = column { numbers.contains(kind) } else { false }
        }
    }

    /// The hash of an entity that a question names; 0 where it names none of the kind.
    @inline(__always)
    package func hash(_ probe: Int, column: Int) -> UInt64 {
        hashes[probe * columns.count + column]
    }

    /// Appends the cells of one question as they were asked, for a row of CSV.
    package func writeCSV(_ probe: Int, to writer: inout ByteWriter) {
        for column in columns.indices {
            if column > 0 { writer.append(byte: 0x2C) }
            withText(probe, column) { writer.appendCell($0) }
        }
    }

    /// Appends them as the first members of a JSON object, which is left open.
    package func writeJSON(_ probe: Int, to writer: inout ByteWriter) {
        for column in columns.indices {
            writer.append(byte: UInt8(ascii: column > 0 ? "," : "{"))
            writer.appendQuoted(names[column])
            writer.append(byte: UInt8(ascii: ":"))
            withText(probe, column) { text in
                if text.isEmpty {
                    writer.append("null" as StaticString)
                } else if isNumber[column] {
                    writer.append(text)
                } else {
                    writer.appendQuoted(text)
                }
            }
        }
    }

    private func withText(
        _ probe: Int, _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        let place = probe * columns.count + column
        let start = place > 0 ? ends[place - 1] : 0
        texts.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[start..<ends[place]]))
        }
    }

    mutating func append(time: Int64, cells: [(text: [UInt8], hash: UInt64)]) {
        times.append(time)
        for cell in cells {
            texts += cell.text
            ends.append(texts.count)
            hashes.append(cell.hash)
        }
    }

    mutating func refuse(_ letter: DeadLetter) {
        refused += 1
        if deadLetters.count < ProbeList.deadLettersMax { deadLetters.append(letter) }
    }
}
