import Crypto
import Foundation
import GRDB

/// A bundle as rows, ready to be written. O(bytes).
struct BundleRows {
    private let files: [(path: String, digest: Data, content: Data)]
    /// SHA-256 over paths and digests, in order of paths: the same files give the same.
    let digest: Data

    init(_ files: [String: String]) {
        self.files = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            let bytes = Array($0.value.utf8)
            return (
                $0.key, Data(SHA256.hash(data: bytes)), bytes.withUnsafeBytes { Zstd.compress($0) }
            )
        }
        var all = SHA256()
        for file in self.files {
            // A path has a length of its own, so no two lists of files read alike.
            withUnsafeBytes(of: UInt64(file.path.utf8.count).littleEndian) {
                all.update(bufferPointer: $0)
            }
            all.update(data: Array(file.path.utf8))
            all.update(data: file.digest)
        }
        digest = Data(all.finalize())
    }

    /// Keeps the files of a version of a model.
    func insert(version: Int64, into database: Database) throws {
        try insert(into: "model_bundle (version, path, file)", of: version, database)
    }

    /// Keeps the files of a version of the policy.
    func insert(policy: Int64, into database: Database) throws {
        try insert(into: "policy_bundle (version, path, file)", of: policy, database)
    }

    /// Keeps files of a pack.
    func insert(pack: Int64, into database: Database) throws {
        try insert(into: "pack_file (pack, path, file)", of: pack, database)
    }

    private func insert(into table: String, of owner: Int64, _ database: Database) throws {
        for file in files {
            try database.execute(
                sql: """
                    INSERT INTO model_file (sha256, content) VALUES (?, ?)
                    ON CONFLICT (sha256) DO NOTHING
                    """, arguments: [file.digest, file.content])
            try database.execute(
                sql: "INSERT INTO \(table) SELECT ?, ?, id FROM model_file WHERE sha256 = ?",
                arguments: [owner, file.path, file.digest])
        }
    }
}
