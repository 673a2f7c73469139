import Crypto
import Foundation
import Models
package import Monitoring
package import Vocabulary

/// Writes a model with all that belongs to it into a folder.
package struct BundleWriting: Sendable {
    package var result: Training.Result
    package var facts: Facts
    package var reference: DriftReference?

    package init(result: Training.Result, facts: Facts, reference: DriftReference?) {
        (self.result, self.facts, self.reference) = (result, facts, reference)
    }

    /// Texts by the names of their files.
    ///
    /// - Throws: ``Fault`` `bug` for what cannot be encoded, such as a number that is none.
    package func files() throws(Fault) -> [String: String] {
        var files = [
            result.manifest.file: result.text, "card.md": Card(facts).text,
            "manifest.json": try BundleWriting.json(result.manifest),
            "facts.json": try BundleWriting.json(facts),
        ]
        if let reference { files["reference.json"] = try BundleWriting.json(reference) }
        return files
    }

    /// Whether a folder may be written to: it is not there, is empty, or holds a bundle.
    ///
    /// - Throws: ``Fault`` `conflict` when something else is in it.
    package static func check(folder: String) throws(Fault) {
        let held = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard held.isEmpty || held.contains("manifest.json") else {
            throw Fault(
                .conflict, "\(folder) holds other things than a bundle.",
                fix: "Name a new folder with --out.")
        }
    }

    /// Writes the files; the manifest last, so that what is half written is no bundle.
    ///
    /// - Throws: ``Fault`` `unavailable` when it cannot.
    package func write(to folder: String) throws {
        let files = try files()
        do {
            let manager = FileManager.default
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // What another training left there would speak of this one.
            let names = ["manifest.json", "reference.json", "facts.json", "card.md"]
            for name in names { try? manager.removeItem(atPath: folder + "/" + name) }
            for name in files.keys.sorted() where name != "manifest.json" {
                try Data((files[name] ?? "").utf8).write(
                    to: URL(fileURLWithPath: folder + "/" + name), options: .atomic)
            }
            try Data((files["manifest.json"] ?? "").utf8).write(
                to: URL(fileURLWithPath: folder + "/manifest.json"), options: .atomic)
        } catch {
            throw Fault(
                .unavailable, "Cannot write \(folder): \(error.localizedDescription).",
                fix: "Choose a place you may write to with --out.")
        }
    }

    static func json(_ value: some Encodable) throws(Fault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch { throw Fault(.bug, "A bundle's file cannot be written: \(error).") }
    }
}

extension Facts {
    /// As `facts.json` has it.
    package func json() throws(Fault) -> String { try BundleWriting.json(self) }
}

extension Facts.Source {
    /// Bytes hashed at a time.
    private static let chunkBytes = 1 << 20

    /// A file with its size and hash; `-` has neither. O(bytes).
    ///
    /// - Throws: ``Fault`` `notFound` when it cannot be read.
    package init(file path: String) throws {
        guard path != "-" else {
            self.init(path: "standard input", bytes: nil, sha256: nil)
            return
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Fault(.notFound, "Cannot open \(path).", fix: "Check the path.")
        }
        defer { try? file.close() }
        var hash = SHA256()
        var bytes = 0
        while let chunk = try file.read(upToCount: Self.chunkBytes), !chunk.isEmpty {
            hash.update(data: chunk)
            bytes += chunk.count
        }
        self.init(
            path: path, bytes: bytes,
            sha256: hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
