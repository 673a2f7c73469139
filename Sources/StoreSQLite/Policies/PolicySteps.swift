import GRDB
import Vocabulary

/// Steps of versions of the policy from stage to stage, each with its line in the ledger; used
/// within one transaction.
struct PolicySteps {
    let database: Database

    static let columns = "version, stage, share, walk, title, at, by, step"

    /// - Throws: ``Fault`` `notFound` without it.
    func expect(_ version: Int) throws -> PolicyVersion {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(PolicySteps.columns) FROM policy_version WHERE version = ?",
            arguments: [version])
        if let row { return try PolicySteps.version(row) }
        let last = try Int.fetchOne(database, sql: "SELECT max(version) FROM policy_version")
        throw Fault(
            .notFound, "There is no version \(version) of the policy.",
            fix: last.map { "Versions are 1 to \($0); `assay policy list` shows them." }
                ?? "Register one with `assay policy register`.")
    }

    /// The one version in a stage that only one has.
    func only(_ stage: PolicyStage) throws -> PolicyVersion? {
        try Row.fetchOne(
            database, sql: "SELECT \(PolicySteps.columns) FROM policy_version WHERE stage = ?",
            arguments: [stage.rawValue]
        ).map { try PolicySteps.version($0) }
    }

    static func version(_ row: Row) throws -> PolicyVersion {
        let release = PolicyRelease(
            version: row[0], stage: try stage(row[1]), share: row[2], walkHash: row[3])
        return PolicyVersion(
            release: release, title: row[4], at: row[5], by: row[6], step: row[7])
    }

    static func stage(_ text: String) throws -> PolicyStage {
        guard let stage = PolicyStage(rawValue: text) else {
            throw Fault(.unavailable, "The store holds a policy in an unknown stage, `\(text)`.")
        }
        return stage
    }

    /// Takes a step that somebody chose.
    func take(_ step: PolicyStep, approvedBy: String?) throws {
        let standing = try expect(step.version)
        try check(step, from: standing)
        if step.stage == .live, let live = try only(.live) {
            var retiring = step
            (retiring.version, retiring.stage) = (live.release.version, .retired)
            try write(retiring, from: .live)
        }
        try write(step, from: standing.release.stage, approvedBy: approvedBy)
        if step.stage == .live || standing.release.stage == .live { try countAnew(step) }
    }

    /// - Throws: ``Fault`` where a step cannot be taken.
    func check(_ step: PolicyStep) throws { try check(step, from: try expect(step.version)) }

    private func check(_ step: PolicyStep, from standing: PolicyVersion) throws {
        let words = "Version \(step.version) of the policy"
        let release = standing.release
        guard release.stage != step.stage || release.share != step.share else {
            throw Fault(
                .conflict, "\(words) is \(step.stage.rawValue) already.",
                fix: "Nothing is to be done.")
        }
        if step.stage == .canary {
            guard step.share > 0, step.share < 1 else {
                throw Fault(
                    .invalid, "A canary cannot decide for a share of \(step.share).",
                    fix: "Choose a share above 0 and below 1, such as 0.05.")
            }
            if let canary = try only(.canary), canary.release.version != step.version {
                throw Fault(
                    .conflict,
                    "Version \(canary.release.version) is the canary, and there is one at most.",
                    fix: "Promote it, or take it back with `assay policy rollback`.")
            }
        }
        if release.stage == .live, step.stage != .retired {
            throw Fault(
                .conflict, "\(words) is live, and cannot become \(step.stage.rawValue).",
                fix: "Put the one before it back with `assay policy rollback`, or retire it.")
        }
    }

    /// Moves a version and writes the line.
    func write(
        _ step: PolicyStep, from: PolicyStage?, isRollback: Bool = false,
        approvedBy: String? = nil
    ) throws {
        let share = step.stage == .canary ? step.share : 1
        try database.execute(
            sql: """
                INSERT INTO policy_change (version, from_stage, stage, share, is_rollback,
                    is_automatic, at, by, approved_by, why)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                step.version, from?.rawValue, step.stage.rawValue, share, isRollback,
                step.isAutomatic, step.at, step.by, approvedBy, step.why,
            ])
        try database.execute(
            sql: "UPDATE policy_version SET stage = ?, share = ?, step = ? WHERE version = ?",
            arguments: [step.stage.rawValue, share, database.lastInsertedRowID, step.version])
        try overtake(step, isOfLive: step.stage == .live || from == .live)
    }

    /// Closes proposals that a step has overtaken: those of its version, and all when another
    /// policy is in force than that beside which they were made.
    private func overtake(_ step: PolicyStep, isOfLive: Bool) throws {
        try database.execute(
            sql: """
                UPDATE policy_proposal SET state = 'refused', decided_at = ?, decided_by = ?
                WHERE state = 'open' AND (version = ? OR ?)
                """, arguments: [step.at, PolicySteps.overtaken, step.version, isOfLive])
    }

    /// Who refuses a proposal that a step has overtaken.
    private static let overtaken = "a later step"

    /// Begins the count of versions on trial anew, since the policy beside which they were counted
    /// is another now.
    func countAnew(_ step: PolicyStep) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT \(PolicySteps.columns) FROM policy_version
                WHERE stage IN ('canary', 'shadow') ORDER BY version
                """)
        for version in try rows.map({ try PolicySteps.version($0) }) {
            var again = step
            again.version = version.release.version
            (again.stage, again.share) = (version.release.stage, version.release.share)
            (again.isAutomatic, again.why) = (true, "counted anew: another policy is in force")
            try write(again, from: version.release.stage)
        }
    }

    /// The version that was live before the one that is; nil where the pack's own files were.
    ///
    /// What was in force is a stack: a step to live puts its version on top, one that retires the
    /// live version by hand puts the pack's own files there, a rollback takes the top away.
    /// O(lines).
    func liveBefore(_ live: Int) throws -> Int? {
        let lines = try Row.fetchAll(
            database,
            sql: """
                SELECT version, stage, is_rollback, at, by, why FROM policy_change
                WHERE stage = 'live' OR (from_stage = 'live' AND stage = 'retired')
                ORDER BY sequence
                """)
        // 0 stands for the pack's own files.
        var stack: [Int] = []
        for (place, line) in lines.enumerated() {
            let (version, stage, isRollback): (Int, String, Bool) = (line[0], line[1], line[2])
            switch (stage, isRollback) {
            case ("live", false): stack.append(version)
            case ("live", true): while let last = stack.last, last != version { stack.removeLast() }
            case (_, true): while stack.last == version { stack.removeLast() }
            default:
                if !PolicySteps.makesRoom(line, for: lines.dropFirst(place + 1).first) {
                    stack.append(0)
                }
            }
        }
        while stack.last == live { stack.removeLast() }
        return stack.last == 0 ? nil : stack.last
    }

    /// Whether a version retired because of the line that follows, which made another live.
    private static func makesRoom(_ line: Row, for next: Row?) -> Bool {
        guard let next, next["stage"] as String == "live" else { return false }
        func words(_ row: Row) -> [String] { [row["by"], row["why"]] }
        return line["at"] as Int64 == next["at"] as Int64 && words(line) == words(next)
    }
}
