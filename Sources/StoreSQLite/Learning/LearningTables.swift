/// The tables of models and labels. What is a record of the past is held by triggers: no line of
/// the ledger and no label is ever changed or taken away.
enum LearningTables {
    /// A file is kept once by its SHA-256, compressed; a bundle is a list of files, and so are the
    /// large files of a pack, which is kept again with every step of a model.
    static let models = """
        CREATE TABLE model_file (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
            content BLOB NOT NULL
        ) STRICT;
        CREATE TABLE model_version (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (name <> ''),
            version INTEGER NOT NULL CHECK (version > 0),
            bundle BLOB NOT NULL CHECK (length(bundle) = 32),
            stage TEXT NOT NULL CHECK (stage IN ('shadow', 'canary', 'live', 'retired')),
            share REAL NOT NULL CHECK (share > 0 AND share <= 1),
            UNIQUE (name, version),
            UNIQUE (name, bundle)
        ) STRICT;
        CREATE TABLE pack_file (
            pack INTEGER NOT NULL REFERENCES pack (id),
            path TEXT NOT NULL CHECK (path <> ''),
            file INTEGER NOT NULL REFERENCES model_file (id),
            PRIMARY KEY (pack, path)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX model_version_live ON model_version (name) WHERE stage = 'live';
        CREATE UNIQUE INDEX model_version_canary ON model_version (name) WHERE stage = 'canary';
        CREATE TABLE model_bundle (
            version INTEGER NOT NULL REFERENCES model_version (id),
            path TEXT NOT NULL CHECK (path <> ''),
            file INTEGER NOT NULL REFERENCES model_file (id),
            PRIMARY KEY (version, path)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE model_change (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            version INTEGER NOT NULL REFERENCES model_version (id),
            from_stage TEXT,
            stage TEXT NOT NULL,
            share REAL NOT NULL,
            is_rollback INTEGER NOT NULL CHECK (is_rollback IN (0, 1)),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            why TEXT NOT NULL
        ) STRICT;
        CREATE INDEX model_change_by_version ON model_change (version, sequence);
        CREATE TRIGGER model_change_is_kept BEFORE DELETE ON model_change
            BEGIN SELECT RAISE(ABORT, 'the ledger of models is only ever added to'); END;
        CREATE TRIGGER model_change_is_fixed BEFORE UPDATE ON model_change
            BEGIN SELECT RAISE(ABORT, 'the ledger of models is only ever added to'); END;
        """

    /// `first` and `second` are an event's source and id, or an entity's kind and name. The unique
    /// index begins with the subject, so that what is said of one is found by it.
    static let labels = """
        CREATE TABLE label (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            is_event INTEGER NOT NULL CHECK (is_event IN (0, 1)),
            first TEXT NOT NULL CHECK (first <> ''),
            second TEXT NOT NULL CHECK (second <> ''),
            name TEXT NOT NULL CHECK (name <> ''),
            is_positive INTEGER NOT NULL CHECK (is_positive IN (0, 1)),
            source TEXT NOT NULL CHECK (source <> ''),
            confidence REAL NOT NULL CHECK (confidence > 0 AND confidence <= 1),
            time INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL CHECK (recorded_at >= time),
            propensity REAL NOT NULL CHECK (propensity > 0 AND propensity <= 1),
            UNIQUE (second, first, is_event, name, source, recorded_at, time, is_positive,
                confidence, propensity)
        ) STRICT;
        CREATE TABLE label_count (
            name TEXT NOT NULL,
            source TEXT NOT NULL,
            is_positive INTEGER NOT NULL,
            labels INTEGER NOT NULL CHECK (labels > 0),
            PRIMARY KEY (name, source, is_positive)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER label_is_kept BEFORE DELETE ON label
            BEGIN SELECT RAISE(ABORT, 'labels are only ever added'); END;
        CREATE TRIGGER label_is_fixed BEFORE UPDATE ON label
            BEGIN SELECT RAISE(ABORT, 'labels are only ever added'); END;
        """
}
