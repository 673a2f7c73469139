import GRDB
import Vocabulary

/// Steps of versions from stage to stage, each with its line in the ledger; used within one
/// transaction.
struct ModelSteps {
    /// A version as its row has it.
    struct Standing {
        var id: Int64
        var release: ModelRelease
    }

    let database: Database
    let at: Int64
    let by: String
    let why: String

    /// - Throws: ``Fault`` `notFound` without it.
    func expect(_ name: String, _ version: Int) throws -> Standing {
        let known = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, name, version, stage, share FROM model_version WHERE name = ?
                    ORDER BY version
                    """), arguments: [name]
        ).map { try ModelSteps.standing($0) }
        if let found = known.first(where: { $0.release.version == version }) { return found }
        guard let last = known.last else { throw ModelSteps.unknown(name) }
        throw Fault(
            .notFound, "The model \(name) has no version \(version).",
            fix: "Its versions are 1 to \(last.release.version); `assay models list` shows them.")
    }

    static func unknown(_ name: String) -> Fault {
        Fault(
            .notFound, "There is no model \(name.prefix(80)).",
            fix: "Register one with `assay models register`, or see `assay models list`.")
    }

    /// The one version of a name in a stage that only one has.
    func only(_ name: String, _ stage: ModelStage) throws -> Standing? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, name, version, stage, share FROM model_version
                    WHERE name = ? AND stage = ?
                    """), arguments: [name, stage.rawValue]
        ).map { try ModelSteps.standing($0) }
    }

    static func standing(_ row: Row) throws -> Standing {
        Standing(id: row[0], release: try release(row, from: 1))
    }

    /// A release from name, version, stage and share, from a column on.
    static func release(_ row: Row, from column: Int) throws -> ModelRelease {
        ModelRelease(
            name: row[column], version: row[column + 1], stage: try stage(row[column + 2]),
            share: row[column + 3])
    }

    static func stage(_ text: String) throws -> ModelStage {
        guard let stage = ModelStage(rawValue: text) else {
            throw Fault(.unavailable, "The store holds a model in an unknown stage, `\(text)`.")
        }
        return stage
    }

    /// Moves a version and writes the line.
    func step(
        _ standing: Standing, to stage: ModelStage, share: Double = 1, isRollback: Bool = false
    ) throws {
        try database.execute(
            sql: "UPDATE model_version SET stage = ?, share = ? WHERE id = ?",
            arguments: [stage.rawValue, share, standing.id])
        try line(
            standing.id, from: standing.release.stage, to: stage, share: share,
            isRollback: isRollback)
    }

    func line(
        _ id: Int64, from: ModelStage?, to stage: ModelStage, share: Double,
        isRollback: Bool = false
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO model_change
                    (version, from_stage, stage, share, is_rollback, at, by, why)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, from?.rawValue, stage.rawValue, share, isRollback, at, by, why,
            ])
    }

    /// The version that was live before the one that is.
    ///
    /// The lines that made a version live are a stack: each puts its version on top, one of a
    /// rollback takes the top away. O(lines of the model).
    func liveBefore(_ live: Standing) throws -> Int64? {
        let lines = try Row.fetchCursor(
            database,
            sql: """
                SELECT model_change.version, is_rollback FROM model_change
                JOIN model_version ON model_version.id = model_change.version
                WHERE model_version.name = ? AND model_change.stage = 'live'
                ORDER BY sequence
                """, arguments: [live.release.name])
        var stack: [Int64] = []
        while let line = try lines.next() {
            let (id, isRollback): (Int64, Bool) = (line[0], line[1])
            guard isRollback else {
                stack.append(id)
                continue
            }
            while let last = stack.last, last != id { stack.removeLast() }
        }
        return stack.last { $0 != live.id }
    }
}
