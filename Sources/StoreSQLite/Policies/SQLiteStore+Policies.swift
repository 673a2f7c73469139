import Enforcements
import Foundation
import GRDB
import Pipeline
package import Vocabulary

extension SQLiteStore: PolicyRegistry {
    /// Lines of the ledger, or proposals, one read gives at most.
    private static let policyLinesMax = 100_000

    package func register(
        policy files: [String: String], walkHash: String, title: String, at: Int64, by: String,
        why: String
    ) throws -> Int {
        try SQLiteStore.expectPerson(by)
        // Compressed before the transaction: groups of events wait while it lasts.
        let bundle = BundleRows(files)
        var version = 0
        try write { database in
            let known = try Int.fetchOne(
                database, sql: "SELECT version FROM policy_version WHERE bundle = ?",
                arguments: [bundle.digest])
            if let known {
                version = known
                return
            }
            let last = try Int.fetchOne(database, sql: "SELECT max(version) FROM policy_version")
            version = (last ?? 0) + 1
            try database.execute(
                sql: """
                    INSERT INTO policy_version
                        (version, bundle, walk, title, at, by, stage, share, step)
                    VALUES (?, ?, ?, ?, ?, ?, 'draft', 1, 0)
                    """, arguments: [version, bundle.digest, walkHash, title, at, by])
            try bundle.insert(policy: Int64(version), into: database)
            try PolicySteps(database: database).write(
                PolicyStep(version: version, stage: .draft, at: at, by: by, why: why), from: nil)
        }
        return version
    }

    static func expectPerson(_ by: String) throws {
        guard by.contains(where: { !$0.isWhitespace }) else {
            throw Fault(
                .invalid, "The ledger of policies wants to know who.", fix: "Name yourself.")
        }
    }

    package func policyVersions() throws -> [PolicyVersion] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT \(PolicySteps.columns) FROM policy_version ORDER BY version"
            ).map { try PolicySteps.version($0) }
        }
    }

    package func policyFiles(version: Int) throws -> [String: String]? {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT path, content FROM policy_bundle
                    JOIN model_file ON model_file.id = policy_bundle.file WHERE version = ?
                    """, arguments: [version])
        }
        if rows.isEmpty { return nil }
        var files: [String: String] = [:]
        for row in rows { files[row[0]] = try SQLiteStore.text(row[1]) }
        return files
    }

    package func move(_ step: PolicyStep, approvedBy: String?) throws {
        try SQLiteStore.expectPerson(step.by)
        try write { database in
            try PolicySteps(database: database).take(step, approvedBy: approvedBy)
        }
    }

    package func rollBackPolicy(
        at: Int64, by: String, why: String
    ) throws -> (back: Int, live: Int?) {
        try SQLiteStore.expectPerson(by)
        var result: (back: Int, live: Int?) = (0, nil)
        try write { database in
            let steps = PolicySteps(database: database)
            func step(_ version: Int, _ stage: PolicyStage) -> PolicyStep {
                PolicyStep(version: version, stage: stage, at: at, by: by, why: why)
            }
            let live = try steps.only(.live)?.release.version
            if let canary = try steps.only(.canary)?.release.version {
                try steps.write(step(canary, .shadow), from: .canary, isRollback: true)
                result = (canary, live)
                return
            }
            guard let live else {
                throw Fault(
                    .conflict, "No version of the policy is live or a canary.",
                    fix: "The service decides by the pack it was started with.")
            }
            let before = try steps.liveBefore(live)
            try steps.write(step(live, .retired), from: .live, isRollback: true)
            if let before {
                let stage = try steps.expect(before).release.stage
                try steps.write(step(before, .live), from: stage, isRollback: true)
            }
            try steps.countAnew(step(live, .retired))
            result = (live, before)
        }
        return result
    }

    package func policyChanges(limit: Int) throws -> [PolicyChange] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, version, from_stage, stage, share, is_rollback, is_automatic,
                        at, by, approved_by, why
                    FROM policy_change ORDER BY sequence DESC LIMIT ?
                    """, arguments: [min(max(0, limit), SQLiteStore.policyLinesMax)]
            ).map { row in
                let from: String? = row[2]
                return PolicyChange(
                    sequence: row[0],
                    step: PolicyStep(
                        version: row[1], stage: try PolicySteps.stage(row[3]), share: row[4],
                        at: row[7], by: row[8], why: row[10], isAutomatic: row[6]),
                    from: try from.map { try PolicySteps.stage($0) }, isRollback: row[5],
                    approvedBy: row[9])
            }
        }
    }

    package func lastPolicyChange() throws -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT coalesce(max(sequence), 0) FROM policy_change")) ?? 0
        }
    }

    package func policyTally(step: Int64) throws -> PolicyTally {
        try read { try PolicyTallies.read(step: step, $0) }
    }
}

extension SQLiteStore: PolicyProposals {
    package func propose(_ step: PolicyStep, reach: Double?) throws -> Int64 {
        try SQLiteStore.expectPerson(step.by)
        var id: Int64 = 0
        try write { database in
            try PolicySteps(database: database).check(step)
            try database.execute(
                sql: """
                    INSERT INTO policy_proposal
                        (version, stage, share, reach, at, by, why, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'open')
                    """,
                arguments: [
                    step.version, step.stage.rawValue, step.share, reach, step.at, step.by,
                    step.why,
                ])
            id = database.lastInsertedRowID
        }
        return id
    }

    private static let proposals = """
        SELECT id, version, stage, share, reach, at, by, why, state, decided_by, decided_at
        FROM policy_proposal
        """

    package func policyProposals(limit: Int) throws -> [PolicyProposal] {
        try proposals(SQLiteStore.proposals + " ORDER BY id DESC LIMIT ?", limit: limit)
    }

    static let openProposals = proposals + " WHERE state = 'open' ORDER BY id DESC LIMIT ?"

    package func openProposals(limit: Int) throws -> [PolicyProposal] {
        try proposals(SQLiteStore.openProposals, limit: limit)
    }

    private func proposals(_ sql: String, limit: Int) throws -> [PolicyProposal] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: sql),
                arguments: [min(max(0, limit), SQLiteStore.policyLinesMax)]
            ).map { try SQLiteStore.proposal($0) }
        }
    }

    /// How SQLite finds proposals that wait, a line a step; for tests.
    package func openProposalPlans() throws -> [String] {
        try read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + SQLiteStore.openProposals, arguments: [1]
            ).map { $0["detail"] as String }
        }
    }

    private static func proposal(_ row: Row) throws -> PolicyProposal {
        let state: String = row[8]
        guard let state = PolicyProposal.State(rawValue: state) else {
            throw Fault(.unavailable, "The store holds a proposal in an unknown state.")
        }
        return PolicyProposal(
            id: row[0],
            step: PolicyStep(
                version: row[1], stage: try PolicySteps.stage(row[2]), share: row[3], at: row[5],
                by: row[6], why: row[7]), reach: row[4], state: state, decidedBy: row[9],
            decidedAt: row[10])
    }

    package func openProposal(_ id: Int64) throws -> PolicyProposal? {
        try read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: SQLiteStore.proposals + " WHERE id = ? AND state = 'open'"),
                arguments: [id]
            ).map { try SQLiteStore.proposal($0) }
        }
    }

    package func isPreviewed(version: Int) throws -> Bool {
        try impact(ofPolicy: version) != nil
    }

    package func decide(
        proposal id: Int64, isApproved: Bool, at: Int64, by: String, adding words: String
    ) throws {
        try SQLiteStore.expectPerson(by)
        try write { database in
            let row = try Row.fetchOne(
                database, sql: SQLiteStore.proposals + " WHERE id = ?", arguments: [id])
            guard let proposal = try row.map({ try SQLiteStore.proposal($0) }) else {
                throw Fault(
                    .notFound, "There is no proposal \(id).",
                    fix: "`assay policy list` shows those that wait.")
            }
            guard proposal.state == .open else {
                throw Fault(
                    .conflict, "Proposal \(id) is \(proposal.state.rawValue) already.",
                    fix: "Propose the step again.")
            }
            if isApproved {
                try Person.check(
                    by, isSecondTo: [proposal.step.by], for: "approve it", at: at,
                    SQLiteEnforcementTables(database))
            }
            try database.execute(
                sql: """
                    UPDATE policy_proposal SET state = ?, decided_at = ?, decided_by = ?
                    WHERE id = ?
                    """, arguments: [isApproved ? "approved" : "refused", at, by, id])
            guard isApproved else { return }
            var step = proposal.step
            step.at = at
            if !words.isEmpty { step.why = PlainWords.joined(step.why, "\(by): \(words)") }
            try PolicySteps(database: database).take(step, approvedBy: by)
        }
    }
}
