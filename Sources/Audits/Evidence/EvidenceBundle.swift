import Crypto
import Foundation
import Vocabulary

/// Evidence for somebody outside, such as Legal: files, a manifest with their hashes, and its
/// signature.
package struct EvidenceBundle: Sendable {
    /// `manifest.json`.
    package struct Manifest: Sendable, Hashable, Codable {
        package struct File: Sendable, Hashable, Codable {
            package var path: String
            package var bytes: Int
            package var sha256: String
        }

        package var format = "assay-evidence-1"
        /// Milliseconds since 1970.
        package var madeAt: Int64
        package var madeBy: String
        /// What was asked for, such as `account`: `u1`.
        package var about: [String: String]
        /// What somebody who reads it should know, such as what is not in it.
        package var notes: [String]
        package var files: [File]
        /// The signed end of the audit log when it was made.
        package var head: AuditMark?
        /// The public key that signs, 32 bytes in hexadecimal.
        package var key: String
    }

    package static let manifestName = "manifest.json"
    package static let signatureName = "manifest.sig"
    package static let auditName = "audit.ndjson"

    package private(set) var files: [(path: String, bytes: [UInt8])] = []

    package init() {}

    /// Adds a file.
    ///
    /// - Throws: ``Fault`` `bug` for a path that is in it already: on disk one of the two
    ///   would be lost, and the bundle would not be as it was signed.
    package mutating func add(_ path: String, _ text: EvidenceText) throws {
        guard !files.contains(where: { $0.path == path }) else {
            throw Fault(.bug, "A bundle would have \(path) twice.")
        }
        files.append((path, text.bytes))
    }

    package mutating func add(
        _ path: String, json value: some Encodable, hiding others: Pseudonyms = Pseudonyms([])
    ) throws {
        var text = EvidenceText()
        try text.add(value, hiding: others)
        try add(path, text)
    }

    /// Writes the manifest, and signs its bytes.
    package mutating func seal(
        about: [String: String], notes: [String], at time: Int64, by: String, head: AuditMark?,
        key: AuditKey
    ) throws {
        let manifest = Manifest(
            madeAt: time, madeBy: by, about: about, notes: notes,
            files: files.map {
                Manifest.File(
                    path: $0.path, bytes: $0.bytes.count, sha256: EvidenceBundle.digest($0.bytes))
            }, head: head, key: key.publicKey)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let bytes = Array(try encoder.encode(manifest)) + [10]
        files.append((Self.manifestName, bytes))
        files.append((Self.signatureName, Array((try key.sign(bytes) + "\n").utf8)))
    }

    static func digest(_ bytes: [UInt8]) -> String { AuditLink.hex(SHA256.hash(data: bytes)) }

    /// Writes the files into a folder that is not there yet.
    ///
    /// - Throws: ``Fault`` `conflict` when it is, `unavailable` when it cannot be written.
    package func write(to folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Fault(.conflict, "\(folder) is there already.", fix: "Name another folder.")
        }
        for file in files {
            let url = URL(fileURLWithPath: folder).appendingPathComponent(file.path)
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: url)
            } catch {
                throw Fault(
                    .unavailable, "\(url.path) cannot be written: \(error.localizedDescription)",
                    fix: "See that its folder has room and may be written to.")
            }
        }
    }
}
