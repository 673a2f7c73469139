/// The tables of the audit log. Triggers hold that lines are only ever added, in turn; the chain
/// and its signatures tell when somebody went round them.
enum AuditSchema {
    /// `hash` is that of the line, see `AuditLink`; that of the line before stands with that line.
    static let all = """
        CREATE TABLE audit_entry (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('change', 'look', 'access', 'refusal')),
            by TEXT NOT NULL CHECK (by <> ''),
            action TEXT NOT NULL CHECK (action <> ''),
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            salt INTEGER NOT NULL,
            hash TEXT NOT NULL CHECK (length(hash) = 64)
        ) STRICT;
        CREATE INDEX audit_by_person ON audit_entry (by, sequence);
        CREATE INDEX audit_by_action ON audit_entry (action, sequence);
        CREATE INDEX audit_by_kind ON audit_entry (kind, sequence);
        CREATE INDEX audit_by_subject ON audit_entry (subject, sequence) WHERE subject <> '';
        CREATE INDEX audit_by_time ON audit_entry (at, sequence);
        CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
            BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
        CREATE TRIGGER audit_entry_is_fixed BEFORE UPDATE ON audit_entry
            BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
        CREATE TRIGGER audit_entry_is_in_turn BEFORE INSERT ON audit_entry
            WHEN NEW.sequence <> coalesce((SELECT max(sequence) FROM audit_entry), 0) + 1
            BEGIN SELECT RAISE(ABORT, 'a line of the audit log comes out of turn'); END;
        CREATE TABLE audit_checkpoint (
            sequence INTEGER PRIMARY KEY REFERENCES audit_entry (sequence),
            hash TEXT NOT NULL,
            at INTEGER NOT NULL,
            key TEXT NOT NULL,
            signature TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_checkpoint_is_kept BEFORE DELETE ON audit_checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints of the audit log are kept'); END;
        CREATE TRIGGER audit_checkpoint_is_fixed BEFORE UPDATE ON audit_checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints of the audit log are kept'); END;
        CREATE TABLE audit_head (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL,
            hash TEXT NOT NULL,
            at INTEGER NOT NULL,
            key TEXT NOT NULL,
            signature TEXT NOT NULL
        ) STRICT;
        """

    /// What makes a person, or changes how they sign in or what they may.
    static let handActions = "'person.add', 'person.roles', 'person.password', 'person.reset'"

    /// Lines from before have no outcome of their own. `audit_open` has what was begun and not
    /// told of further; it is an index that triggers keep, and proves nothing.
    static let outcomes = """
        ALTER TABLE audit_entry ADD COLUMN outcome TEXT NOT NULL DEFAULT ''
            CHECK (outcome IN ('', 'begun', 'done', 'refused', 'failed'));
        ALTER TABLE audit_entry ADD COLUMN attempt INTEGER CHECK (attempt > 0);
        CREATE INDEX audit_by_outcome ON audit_entry (outcome, sequence);
        CREATE INDEX audit_by_attempt ON audit_entry (attempt, sequence)
            WHERE attempt IS NOT NULL;
        CREATE INDEX audit_by_hand ON audit_entry (subject, sequence)
            WHERE action IN (\(handActions));
        CREATE TABLE audit_open (sequence INTEGER PRIMARY KEY) STRICT;
        CREATE TRIGGER audit_entry_opens AFTER INSERT ON audit_entry
            WHEN NEW.outcome = 'begun'
            BEGIN INSERT INTO audit_open VALUES (NEW.sequence); END;
        CREATE TRIGGER audit_entry_ends AFTER INSERT ON audit_entry
            WHEN NEW.attempt IS NOT NULL
            BEGIN DELETE FROM audit_open WHERE sequence = NEW.attempt; END;
        """
}
