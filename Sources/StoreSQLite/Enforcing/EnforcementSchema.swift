/// The tables of enforcements. What is a record of the past is held by triggers: no line of the
/// ledger is ever changed or taken away. The other tables are what its lines come to.
enum EnforcementSchema {
    static let ledger = """
        CREATE TABLE enforcement_entry (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('applied', 'held', 'approved', 'refused', 'lowered',
                'expired', 'reversed', 'appealed', 'upheld', 'overturned')),
            enforcement TEXT NOT NULL CHECK (enforcement <> ''),
            entity_kind TEXT NOT NULL CHECK (entity_kind <> ''),
            entity_name TEXT NOT NULL CHECK (entity_name <> ''),
            policy TEXT NOT NULL,
            rung INTEGER NOT NULL CHECK (rung >= 0),
            measure TEXT NOT NULL CHECK (measure <> ''),
            points REAL NOT NULL,
            from_time INTEGER NOT NULL,
            until_time INTEGER,
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            why TEXT NOT NULL,
            cause INTEGER REFERENCES enforcement_entry (sequence),
            message TEXT NOT NULL,
            appeal TEXT NOT NULL,
            reach INTEGER NOT NULL CHECK (reach >= 0),
            origin TEXT
        ) STRICT;
        CREATE INDEX enforcement_entry_of ON enforcement_entry (enforcement, sequence);
        CREATE TRIGGER enforcement_entry_is_kept BEFORE DELETE ON enforcement_entry
            BEGIN SELECT RAISE(ABORT, 'the ledger of enforcements is only ever added to'); END;
        CREATE TRIGGER enforcement_entry_is_fixed BEFORE UPDATE ON enforcement_entry
            BEGIN SELECT RAISE(ABORT, 'the ledger of enforcements is only ever added to'); END;
        CREATE TABLE enforcement_policy (
            digest TEXT PRIMARY KEY CHECK (digest <> ''),
            document TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE enforcement_place (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL CHECK (sequence >= 0)
        ) STRICT;
        """

    /// `sequence` is that of the entry that began it, which has the origin.
    static let standing = """
        CREATE TABLE enforcement (
            sequence INTEGER PRIMARY KEY REFERENCES enforcement_entry (sequence),
            id TEXT NOT NULL UNIQUE,
            entity_kind TEXT NOT NULL,
            entity_name TEXT NOT NULL,
            policy TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'expired', 'reversed',
                'refused')),
            rung INTEGER NOT NULL,
            measure TEXT NOT NULL,
            points REAL NOT NULL,
            from_time INTEGER NOT NULL,
            until_time INTEGER,
            touched_at INTEGER,
            approved_by TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX enforcement_of ON enforcement (entity_name, entity_kind, policy, sequence);
        CREATE INDEX enforcement_due ON enforcement (until_time)
            WHERE state = 'active' AND until_time IS NOT NULL;
        CREATE INDEX enforcement_waiting ON enforcement (from_time) WHERE state = 'pending';
        CREATE INDEX enforcement_by_state ON enforcement (state, sequence);
        CREATE TABLE enforcement_scope (
            scope TEXT NOT NULL CHECK (scope <> ''),
            enforcement INTEGER NOT NULL REFERENCES enforcement (sequence),
            touched_at INTEGER,
            PRIMARY KEY (scope, enforcement)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX enforcement_touched ON enforcement_scope (scope, touched_at)
            WHERE touched_at IS NOT NULL;
        """

    static let appeals = """
        CREATE TABLE appeal (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            enforcement TEXT NOT NULL REFERENCES enforcement (id),
            state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'overturned')),
            opened_at INTEGER NOT NULL,
            opened_by TEXT NOT NULL CHECK (opened_by <> ''),
            text TEXT NOT NULL CHECK (text <> ''),
            decided_at INTEGER,
            decided_by TEXT NOT NULL,
            why TEXT NOT NULL,
            CHECK ((state = 'open') = (decided_at IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX appeal_open ON appeal (enforcement) WHERE state = 'open';
        CREATE INDEX appeal_of ON appeal (enforcement, sequence);
        CREATE TRIGGER appeal_is_kept BEFORE DELETE ON appeal
            BEGIN SELECT RAISE(ABORT, 'appeals are kept'); END;
        CREATE TRIGGER appeal_is_decided_once BEFORE UPDATE ON appeal WHEN OLD.state <> 'open'
            BEGIN SELECT RAISE(ABORT, 'an appeal is decided once'); END;
        """

    /// What is in force but for strikes, of all and of each entity, so that lists of measures pass
    /// over no strikes, of which there may be many times as many.
    static let inForce = """
        CREATE INDEX enforcement_in_force ON enforcement (sequence)
            WHERE state = 'active' AND measure <> 'strike';
        CREATE INDEX enforcement_in_force_of ON enforcement (entity_name, entity_kind, sequence)
            WHERE state = 'active' AND measure <> 'strike';
        """
}
