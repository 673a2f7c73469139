import Events
import Glibc
import Insights
import Toolbox
package import Vocabulary

/// Something that takes decided batches, in order: a file, a store, a ledger.
package protocol ReplaySink: AnyObject, Sendable {
    /// Whether it needs the decisions' text.
    var wantsDecisions: Bool { get }
    /// Takes one batch; called in order, one at a time.
    func take(_ flight: DecidedBatch) throws
    /// Called once, after the last batch.
    func finish() throws
}

/// A decided batch as sinks see it.
package typealias DecidedBatch = Flight

/// A file that appears whole: text goes to `PATH.partial`, which takes the name at the end.
package final class TextFile {
    private let path: String
    private let partial: String
    private let file: UnsafeMutablePointer<FILE>

    /// - Throws: ``Fault`` `unavailable` when it cannot be made.
    package init(path: String) throws {
        self.path = path
        partial = path + ".partial"
        guard let opened = fopen(partial, "w") else {
            throw Fault(
                .unavailable, "Cannot write \(path): \(String(cString: strerror(errno))).",
                fix: "Choose a place you may write to.")
        }
        file = opened
    }

    deinit { fclose(file) }

    package func append(_ bytes: [UInt8]) throws {
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw full }
    }

    /// Gives the file its name; nothing is to be appended after.
    package func finish() throws {
        guard fflush(file) == 0, rename(partial, path) == 0 else { throw full }
    }

    private var full: Fault {
        Fault(
            .unavailable, "Cannot write all of \(path): \(String(cString: strerror(errno))).",
            fix: "Make room on the disk and run again.")
    }
}

/// Writes every decision as a line of JSON.
package final class DecisionsFile: ReplaySink, @unchecked Sendable {
    private let file: TextFile
    package let wantsDecisions = true

    package init(path: String) throws { file = try TextFile(path: path) }

    package func take(_ flight: DecidedBatch) throws {
        for part in flight.parts { try file.append(part.decisions.bytes) }
    }

    package func finish() throws { try file.finish() }
}

/// Writes every dead letter as a line of JSON.
package final class DeadLettersFile: ReplaySink, @unchecked Sendable {
    private let file: TextFile
    package let wantsDecisions = false

    package init(path: String) throws { file = try TextFile(path: path) }

    package func take(_ flight: DecidedBatch) throws {
        guard !flight.batch.deadLetters.isEmpty else { return }
        var text = ByteWriter()
        for letter in flight.batch.deadLetters {
            letter.writeJSON(to: &text)
            text.append(byte: 0x0A)
        }
        try file.append(text.bytes)
    }

    package func finish() throws { try file.finish() }
}

/// Sums decisions up into verdict files.
package final class VerdictFiles: ReplaySink, @unchecked Sendable {
    private var ledger: VerdictLedger
    private let folder: String
    package let wantsDecisions = false

    package init(folder: String, schema: Schema) {
        self.folder = folder
        ledger = VerdictLedger(schema: schema)
    }

    package func take(_ flight: DecidedBatch) throws {
        let batch = flight.batch
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            ledger.add(
                row: batch.row(index), type: Int(batch.types[index]),
                outcome: flight.results.rows[index].outcome)
        }
    }

    package func finish() throws { try ledger.write(to: folder) }
}
