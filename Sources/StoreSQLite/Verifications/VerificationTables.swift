/// Tables of what people were asked to prove.
enum VerificationTables {
    /// `verification_step` is the ledger. A step that is not in the event log yet has its event in
    /// `verification_event`; what a person gave stands in `verification_submission` and in checks
    /// that were not sent yet, and nowhere once it is done with.
    static let all = """
        CREATE TABLE verification (
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            account TEXT NOT NULL CHECK (account <> ''),
            requirement TEXT NOT NULL CHECK (requirement <> ''),
            state TEXT NOT NULL CHECK (state IN
                ('requested', 'pending', 'passed', 'failed', 'expired')),
            steps INTEGER NOT NULL CHECK (steps > 0),
            failures INTEGER NOT NULL CHECK (failures >= 0),
            at INTEGER NOT NULL,
            over_at INTEGER,
            vendor TEXT NOT NULL,
            reference TEXT NOT NULL,
            why TEXT NOT NULL,
            reasons TEXT NOT NULL CHECK (json_valid(reasons)),
            PRIMARY KEY (account, requirement)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX verification_by_end ON verification (over_at) WHERE over_at IS NOT NULL;
        CREATE INDEX verification_by_time ON verification (at);
        CREATE INDEX verification_by_state ON verification (state, requirement);
        CREATE TABLE verification_step (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            verification TEXT NOT NULL REFERENCES verification (id),
            number INTEGER NOT NULL CHECK (number > 0),
            move TEXT NOT NULL,
            from_state TEXT,
            state TEXT NOT NULL,
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            vendor TEXT NOT NULL,
            reference TEXT NOT NULL,
            reasons TEXT NOT NULL CHECK (json_valid(reasons)),
            payload_hash TEXT NOT NULL,
            UNIQUE (verification, number)
        ) STRICT;
        CREATE TRIGGER verification_step_is_kept BEFORE DELETE ON verification_step
            BEGIN SELECT RAISE(ABORT, 'the ledger of verifications is only ever added to'); END;
        CREATE TRIGGER verification_step_is_fixed BEFORE UPDATE ON verification_step
            BEGIN SELECT RAISE(ABORT, 'the ledger of verifications is only ever added to'); END;
        CREATE TABLE verification_event (
            sequence INTEGER PRIMARY KEY REFERENCES verification_step (sequence),
            id TEXT NOT NULL,
            time INTEGER NOT NULL,
            data TEXT NOT NULL CHECK (json_valid(data))
        ) STRICT;
        CREATE TABLE verification_submission (
            verification TEXT PRIMARY KEY REFERENCES verification (id),
            person TEXT NOT NULL CHECK (json_valid(person))
        ) STRICT, WITHOUT ROWID;
        \(vendors)
        """

    private static let vendors = """
        CREATE TABLE verification_check (
            reference TEXT PRIMARY KEY CHECK (reference <> ''),
            verification TEXT NOT NULL REFERENCES verification (id),
            account TEXT NOT NULL,
            requirement TEXT NOT NULL,
            vendor TEXT NOT NULL,
            is_shadow INTEGER NOT NULL CHECK (is_shadow IN (0, 1)),
            made_at INTEGER NOT NULL,
            tries INTEGER NOT NULL CHECK (tries >= 0),
            send_at INTEGER,
            sent_at INTEGER,
            silent_at INTEGER,
            answered_at INTEGER,
            has_passed INTEGER,
            data TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX verification_check_by_turn ON verification_check (send_at)
            WHERE send_at IS NOT NULL;
        CREATE INDEX verification_check_by_silence ON verification_check (silent_at)
            WHERE silent_at IS NOT NULL;
        CREATE INDEX verification_check_in_shadow ON verification_check (verification, made_at)
            WHERE is_shadow = 1;
        CREATE INDEX verification_check_live ON verification_check (verification, made_at)
            WHERE is_shadow = 0;
        CREATE TABLE verification_ask (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL CHECK (account <> ''),
            requirement TEXT NOT NULL CHECK (requirement <> ''),
            friction INTEGER NOT NULL,
            why TEXT NOT NULL,
            UNIQUE (account, requirement)
        ) STRICT;
        CREATE TABLE verification_place (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            decided INTEGER NOT NULL CHECK (decided >= 0)
        ) STRICT;
        CREATE TABLE vendor_callback (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            vendor TEXT NOT NULL,
            id TEXT NOT NULL,
            payload_hash TEXT NOT NULL,
            answer TEXT NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (vendor, id)
        ) STRICT;
        """
}
