import Foundation
import Pipeline
import Toolbox
package import Vocabulary

/// Writes what was detected into a folder: `accounts.csv`, `streams.csv`, `payees.csv`,
/// `artists.csv`, `rings.ndjson`.
package struct VerdictTables: Sendable {
    let detected: Detected
    let documents: [RingDocument]

    package init(_ detected: Detected, _ documents: [RingDocument]) {
        (self.detected, self.documents) = (detected, documents)
    }

    /// Each file appears whole: it is written beside and then renamed.
    ///
    /// - Throws: ``Fault`` `unavailable` when a file cannot be written.
    package func write(to folder: String) throws {
        try Self.write(accounts(), to: folder + "/accounts.csv")
        try Self.write(streams(), to: folder + "/streams.csv")
        let conduct = detected.conduct
        try Self.write(
            recipients("payee", conduct.payees, detected.payees), to: folder + "/payees.csv")
        try Self.write(
            recipients("artist", conduct.makers, detected.makers), to: folder + "/artists.csv")
        try Self.write(try rings(), to: folder + "/rings.ndjson")
    }

    private func accounts() -> ByteWriter {
        var text = ByteWriter()
        text.append("account,score,action,ring\n" as StaticString)
        for number in 0..<UInt32(detected.conduct.accounts.count) {
            let verdict = detected.judgement.accounts[Int(number)]
            text.appendCell(detected.conduct.accounts[number])
            text.append(byte: UInt8(ascii: ","))
            text.append(verdict.score)
            text.append(",\(verdict.measure.rawValue),")
            if let ring = verdict.ring { text.append(documents[ring].ring) }
            text.append(byte: 0x0A)
        }
        return text
    }

    private func streams() -> ByteWriter {
        var text = ByteWriter()
        text.append("event,flag\n" as StaticString)
        for (play, isArtificial) in detected.judgement.isArtificial.enumerated() where isArtificial
        {
            detected.conduct.plays.id(play).withUnsafeBufferPointer { text.appendCell($0) }
            text.append(",1\n" as StaticString)
        }
        return text
    }

    private func recipients(
        _ kind: String, _ names: Names, _ found: [UInt32: Recipient]
    ) -> ByteWriter {
        var text = ByteWriter()
        text.append("\(kind),role,score\n")
        for number in 0..<UInt32(names.count) {
            let recipient = found[number]
            text.appendCell(names[number])
            text.append(",\((recipient?.role ?? .none).rawValue),")
            text.append(recipient?.score ?? 0)
            text.append(byte: 0x0A)
        }
        return text
    }

    private func rings() throws -> ByteWriter {
        var text = ByteWriter()
        for document in documents {
            text.append(try document.json())
            text.append(byte: 0x0A)
        }
        return text
    }

    /// A file that appears whole.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        var text = ByteWriter(capacity: bytes.count + 1)
        bytes.withUnsafeBufferPointer { text.append($0) }
        try write(text, to: path)
    }

    private static func write(_ text: ByteWriter, to path: String) throws {
        let partial = path + ".partial"
        let isWritten = text.withBytes {
            FileManager.default.createFile(atPath: partial, contents: Data($0))
        }
        guard isWritten, rename(partial, path) == 0 else {
            throw Fault(
                .unavailable, "Cannot write all of \(path): \(String(cString: strerror(errno))).",
                fix: "Choose a folder you may write to, with room on its disk.")
        }
    }
}
