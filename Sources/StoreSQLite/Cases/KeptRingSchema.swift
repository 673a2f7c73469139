/// Rings that stay when a run of detection replaces the last: never changed, never taken away.
enum KeptRingSchema {
    static let all = """
        CREATE TABLE kept_ring (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL CHECK (id <> ''),
            seen_at INTEGER NOT NULL,
            score REAL NOT NULL,
            action TEXT NOT NULL,
            accounts INTEGER NOT NULL,
            plays INTEGER NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            summary TEXT NOT NULL,
            document BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX kept_ring_of ON kept_ring (id, seen_at);
        CREATE TABLE case_ring (
            case_id TEXT NOT NULL REFERENCES work_case (id),
            kept INTEGER NOT NULL REFERENCES kept_ring (sequence),
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            score REAL NOT NULL,
            PRIMARY KEY (case_id, kept)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER kept_ring_is_kept BEFORE DELETE ON kept_ring
            BEGIN SELECT RAISE(ABORT, 'what was decided on is kept'); END;
        CREATE TRIGGER kept_ring_is_fixed BEFORE UPDATE ON kept_ring
            BEGIN SELECT RAISE(ABORT, 'what was decided on is not changed'); END;
        CREATE TRIGGER case_ring_is_kept BEFORE DELETE ON case_ring
            BEGIN SELECT RAISE(ABORT, 'what was decided on is kept'); END;
        CREATE TRIGGER case_ring_is_fixed BEFORE UPDATE ON case_ring
            BEGIN SELECT RAISE(ABORT, 'what was decided on is not changed'); END;
        ALTER TABLE ring_order ADD COLUMN steps TEXT NOT NULL DEFAULT '[]'
            CHECK (json_valid(steps));
        CREATE INDEX ring_order_held ON ring_order (sequence) WHERE state = 'held';
        """
}
