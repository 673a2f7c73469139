/// The tables of policies: versions, their files, the ledger of steps, proposals, and what was
/// counted of versions on trial.
enum PolicyTables {
    static let versions = """
        CREATE TABLE policy_version (
            version INTEGER PRIMARY KEY CHECK (version > 0),
            bundle BLOB NOT NULL UNIQUE CHECK (length(bundle) = 32),
            walk TEXT NOT NULL,
            title TEXT NOT NULL,
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            stage TEXT NOT NULL
                CHECK (stage IN ('draft', 'shadow', 'canary', 'live', 'retired')),
            share REAL NOT NULL CHECK (share > 0 AND share <= 1),
            step INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX policy_version_live ON policy_version (stage) WHERE stage = 'live';
        CREATE UNIQUE INDEX policy_version_canary ON policy_version (stage)
            WHERE stage = 'canary';
        CREATE TABLE policy_bundle (
            version INTEGER NOT NULL REFERENCES policy_version (version),
            path TEXT NOT NULL CHECK (path <> ''),
            file INTEGER NOT NULL REFERENCES model_file (id),
            PRIMARY KEY (version, path)
        ) STRICT, WITHOUT ROWID;
        """

    static let ledger = """
        CREATE TABLE policy_change (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            version INTEGER NOT NULL REFERENCES policy_version (version),
            from_stage TEXT,
            stage TEXT NOT NULL,
            share REAL NOT NULL,
            is_rollback INTEGER NOT NULL CHECK (is_rollback IN (0, 1)),
            is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            approved_by TEXT CHECK (approved_by <> '' AND approved_by <> by),
            why TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER policy_change_is_kept BEFORE DELETE ON policy_change
            BEGIN SELECT RAISE(ABORT, 'the ledger of policies is only ever added to'); END;
        CREATE TRIGGER policy_change_is_fixed BEFORE UPDATE ON policy_change
            BEGIN SELECT RAISE(ABORT, 'the ledger of policies is only ever added to'); END;
        CREATE TABLE policy_proposal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            version INTEGER NOT NULL REFERENCES policy_version (version),
            stage TEXT NOT NULL,
            share REAL NOT NULL CHECK (share > 0 AND share <= 1),
            reach REAL CHECK (reach BETWEEN 0 AND 1),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            why TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
            decided_at INTEGER,
            decided_by TEXT CHECK (state <> 'approved' OR decided_by <> by)
        ) STRICT;
        """

    /// Proposals that wait are few among all there were.
    static let openProposals = """
        CREATE INDEX policy_proposal_open ON policy_proposal (id) WHERE state = 'open';
        """

    /// `kind` is a count of ``Vocabulary/PolicyTally``; `name` says of which action or rule.
    static let tallies = """
        CREATE TABLE policy_tally (
            step INTEGER NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (step, kind, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// What a version would have done, as it was shown; the latest of a version is the one told.
    static let impacts = """
        CREATE TABLE policy_impact (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            version INTEGER NOT NULL REFERENCES policy_version (version),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            document BLOB NOT NULL
        ) STRICT;
        CREATE INDEX policy_impact_of ON policy_impact (version, id);
        """
}
