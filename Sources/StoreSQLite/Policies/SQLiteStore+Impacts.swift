package import Backtests
import Foundation
import GRDB
import Vocabulary

extension SQLiteStore: ImpactArchive {
    package func keep(_ impact: KeptImpact) throws {
        try SQLiteStore.expectPerson(impact.by)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = try encoder.encode(impact).withUnsafeBytes { Zstd.compress($0) }
        try write { database in
            let isKnown = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM policy_version WHERE version = ?)",
                arguments: [impact.version])
            guard isKnown == true else {
                throw Fault(
                    .notFound, "There is no version \(impact.version) of the policy.",
                    fix: "See /rules/versions.")
            }
            try database.cachedStatement(
                sql: "INSERT INTO policy_impact (version, at, by, document) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [impact.version, impact.at, impact.by, document])
        }
    }

    package func impact(ofPolicy version: Int) throws -> KeptImpact? {
        let document = try read { database in
            try Data.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT document FROM policy_impact WHERE version = ?
                        ORDER BY id DESC LIMIT 1
                        """), arguments: [version])
        }
        guard let document else { return nil }
        // Reports gain fields: one that was kept before is then as if nobody had looked.
        let text = Data(try Zstd.decompress(document))
        return try? JSONDecoder().decode(KeptImpact.self, from: text)
    }
}
