import Foundation
import GRDB
import Pipeline
package import Vocabulary

extension SQLiteStore {
    /// Lines of the ledger one read gives at most.
    private static let changesMax = 100_000

    package func register(
        model name: String, files: [String: String], at: Int64, by: String, why: String
    ) throws -> Int {
        guard ModelRelease.isName(name) else {
            throw Fault(
                .invalid, "No model can be called `\(name.prefix(80))`.",
                fix: "Use a letter, then letters, digits and `_`, "
                    + "at most \(ModelRelease.nameMax).")
        }
        guard !files.isEmpty else {
            throw Fault(.invalid, "The bundle of \(name) has no files.")
        }
        try SQLiteStore.expectSomebody(by)
        // Compressed before the transaction: groups of events wait while it lasts.
        let bundle = BundleRows(files)
        var version = 0
        try write { database in
            let kept = try database.cachedStatement(
                sql: "SELECT version FROM model_version WHERE name = ? AND bundle = ?")
            if let known = try Int.fetchOne(kept, arguments: [name, bundle.digest]) {
                version = known
                return
            }
            let last = try Int.fetchOne(
                database, sql: "SELECT max(version) FROM model_version WHERE name = ?",
                arguments: [name])
            version = (last ?? 0) + 1
            try database.execute(
                sql: """
                    INSERT INTO model_version (name, version, bundle, stage, share)
                    VALUES (?, ?, ?, 'shadow', 1)
                    """, arguments: [name, version, bundle.digest])
            let id = database.lastInsertedRowID
            try bundle.insert(version: id, into: database)
            try ModelSteps(database: database, at: at, by: by, why: why)
                .line(id, from: nil, to: .shadow, share: 1)
        }
        return version
    }

    private static func expectSomebody(_ by: String) throws {
        guard !by.isEmpty else {
            throw Fault(.invalid, "The ledger of models wants to know who.", fix: "Name yourself.")
        }
    }

    package func modelReleases() throws -> [ModelRelease] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT name, version, stage, share FROM model_version ORDER BY name, version")
            return try Row.fetchAll(statement).map { try ModelSteps.release($0, from: 0) }
        }
    }

    package func modelFiles(name: String, version: Int) throws -> [String: String]? {
        let rows = try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT path, content FROM model_bundle
                        JOIN model_version ON model_version.id = model_bundle.version
                        JOIN model_file ON model_file.id = model_bundle.file
                        WHERE model_version.name = ? AND model_version.version = ?
                        """), arguments: [name, version])
        }
        if rows.isEmpty { return nil }
        var files: [String: String] = [:]
        for row in rows { files[row[0]] = try SQLiteStore.text(row[1]) }
        return files
    }

    static func text(_ content: Data) throws -> String {
        let bytes = try Zstd.decompress(content)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Zstd.torn }
        return text
    }

    package func modelFile(name: String, version: Int, path: String) throws -> String? {
        let content = try read { database in
            try Data.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT content FROM model_bundle
                        JOIN model_version ON model_version.id = model_bundle.version
                        JOIN model_file ON model_file.id = model_bundle.file
                        WHERE model_version.name = ? AND model_version.version = ? AND path = ?
                        """), arguments: [name, version, path])
        }
        return try content.map { try SQLiteStore.text($0) }
    }

    package func move(_ release: ModelRelease, at: Int64, by: String, why: String) throws {
        try SQLiteStore.expectSomebody(by)
        let share = release.stage == .canary ? release.share : 1
        guard share > 0, share <= 1 else {
            throw Fault(
                .invalid, "A canary cannot score for a share of \(share).",
                fix: "Choose a share above 0 and at most 1, such as 0.1.")
        }
        try write { database in
            let steps = ModelSteps(database: database, at: at, by: by, why: why)
            let standing = try steps.expect(release.name, release.version)
            let words = "Version \(release.version) of \(release.name)"
            guard standing.release.stage != release.stage || standing.release.share != share else {
                throw Fault(
                    .conflict, "\(words) is \(release.stage.rawValue) already.",
                    fix: "Nothing is to be done.")
            }
            if release.stage == .live, let live = try steps.only(release.name, .live) {
                try steps.step(live, to: .retired)
            }
            if release.stage == .canary, let canary = try steps.only(release.name, .canary),
                canary.id != standing.id
            {
                throw Fault(
                    .conflict,
                    "Version \(canary.release.version) of \(release.name) is the canary, and there "
                        + "is one at most.",
                    fix: "Move it to shadow, live or retired first.")
            }
            try steps.step(standing, to: release.stage, share: share)
        }
    }

    package func rollBack(
        model name: String, at: Int64, by: String, why: String
    ) throws -> ModelRelease {
        try SQLiteStore.expectSomebody(by)
        var back = ModelRelease(name: name, version: 0, stage: .live)
        try write { database in
            let steps = ModelSteps(database: database, at: at, by: by, why: why)
            guard let live = try steps.only(name, .live) else {
                let versions = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM model_version WHERE name = ?",
                    arguments: [name])
                if versions == 0 { throw ModelSteps.unknown(name) }
                throw Fault(
                    .conflict, "No version of \(name) is live, so there is nothing to roll back.",
                    fix: "Promote the version you want; `assay models history` tells which "
                        + "was live.")
            }
            guard let before = try steps.liveBefore(live) else {
                throw Fault(
                    .conflict,
                    "Nothing was live before version \(live.release.version) of \(name).",
                    fix: "To have none live, move it to retired or shadow.")
            }
            let row = try Row.fetchOne(
                database,
                sql: "SELECT id, name, version, stage, share FROM model_version WHERE id = ?",
                arguments: [before])
            guard let standing = try row.map({ try ModelSteps.standing($0) }) else {
                throw Fault(.bug, "The ledger names a version of \(name) that is not there.")
            }
            try steps.step(live, to: .retired, isRollback: true)
            try steps.step(standing, to: .live, isRollback: true)
            back.version = standing.release.version
        }
        return back
    }

    package func modelChanges(limit: Int) throws -> [ModelChange] {
        try changes("", [], limit)
    }

    package func modelChanges(of name: String, limit: Int) throws -> [ModelChange] {
        try changes("WHERE name = ?", [name], limit)
    }

    private func changes(
        _ condition: String, _ arguments: [String], _ limit: Int
    ) throws -> [ModelChange] {
        try read { database in
            let limit = min(max(0, limit), SQLiteStore.changesMax)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, from_stage, at, by, why, name, model_version.version,
                        model_change.stage, model_change.share
                    FROM model_change JOIN model_version ON model_version.id = model_change.version
                    \(condition) ORDER BY sequence DESC LIMIT \(limit)
                    """, arguments: StatementArguments(arguments))
            return try rows.map { row in
                let from: String? = row[1]
                var change = ModelChange(
                    release: try ModelSteps.release(row, from: 5),
                    from: try from.map { try ModelSteps.stage($0) }, at: row[2], by: row[3],
                    why: row[4])
                change.sequence = row[0]
                return change
            }
        }
    }

    package func lastModelChange() throws -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT coalesce(max(sequence), 0) FROM model_change")) ?? 0
        }
    }
}
