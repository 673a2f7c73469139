import Foundation
import GRDB

extension SQLiteStore {
    package func keep(pack files: [String: String], hash: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(files), as: UTF8.self)
        try write { database in
            try database.execute(
                sql: "INSERT INTO pack (hash, files) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
                arguments: [hash, text])
        }
    }

    package func pack(hash: String) throws -> [String: String]? {
        let text = try read { database in
            try String.fetchOne(
                database, sql: "SELECT files FROM pack WHERE hash = ?", arguments: [hash])
        }
        return try text.map {
            try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
    }
}
