import Foundation
import GRDB

extension SQLiteStore {
    /// UTF-8 bytes from which on a file of a pack is kept once for all packs that have it.
    private static let sharedFrom = 16_384

    package func keep(pack files: [String: String], hash: String) throws {
        let known = try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT 1 FROM pack WHERE hash = ?", arguments: [hash]) ?? false
        }
        if known { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Made ready before the transaction: groups of events wait while it lasts.
        let large = files.filter { $0.value.utf8.count >= SQLiteStore.sharedFrom }
        let small = files.filter { $0.value.utf8.count < SQLiteStore.sharedFrom }
        let text = String(decoding: try encoder.encode(small), as: UTF8.self)
        let rows = BundleRows(large)
        try write { database in
            try database.execute(
                sql: "INSERT INTO pack (hash, files) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
                arguments: [hash, text])
            guard database.changesCount > 0 else { return }
            try rows.insert(pack: database.lastInsertedRowID, into: database)
        }
    }

    package func packHashes(limit: Int) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT hash FROM pack ORDER BY id DESC LIMIT ?",
                arguments: [limit])
        }
    }

    package func pack(hash: String) throws -> [String: String]? {
        let found = try read { database -> (String, [Row])? in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT id, files FROM pack WHERE hash = ?", arguments: [hash])
            else { return nil }
            let id: Int64 = row[0]
            let large = try Row.fetchAll(
                database,
                sql: """
                    SELECT path, content FROM pack_file
                    JOIN model_file ON model_file.id = pack_file.file WHERE pack = ?
                    """, arguments: [id])
            return (row[1], large)
        }
        guard let (text, large) = found else { return nil }
        var files = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        for row in large { files[row[0]] = try SQLiteStore.text(row[1]) }
        return files
    }
}
