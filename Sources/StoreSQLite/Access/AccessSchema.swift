/// Tables of people, keys and sessions.
enum AccessSchema {
    /// Triggers raise the stamp, so that no change of what a server holds in memory is missed.
    static let all = """
        CREATE TABLE person (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            roles TEXT NOT NULL CHECK (roles <> ''),
            partner TEXT NOT NULL,
            password TEXT NOT NULL,
            secret BLOB NOT NULL,
            secret_step INTEGER NOT NULL,
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            is_locked INTEGER NOT NULL CHECK (is_locked IN (0, 1)),
            created_at INTEGER NOT NULL,
            signed_in_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX person_by_subject ON person (issuer, subject) WHERE issuer <> '';
        CREATE TABLE recovery_code (
            person TEXT NOT NULL REFERENCES person (name) ON DELETE CASCADE,
            digest TEXT NOT NULL,
            PRIMARY KEY (person, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
            digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
            person TEXT NOT NULL REFERENCES person (name) ON DELETE CASCADE,
            form_token TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            method TEXT NOT NULL,
            address TEXT NOT NULL,
            agent TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_by_person ON session (person, seen_at);
        CREATE INDEX session_by_seen ON session (seen_at);
        CREATE INDEX session_by_creation ON session (created_at);
        CREATE TABLE invite (
            digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
            person TEXT NOT NULL UNIQUE REFERENCES person (name) ON DELETE CASCADE,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE api_key (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
            scopes TEXT NOT NULL,
            partner TEXT NOT NULL,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            used_at INTEGER NOT NULL,
            revoked_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE role_grant (
            role TEXT PRIMARY KEY CHECK (role <> ''),
            permissions TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE access_stamp (
            id INTEGER PRIMARY KEY CHECK (id = 1), stamp INTEGER NOT NULL
        ) STRICT;
        INSERT INTO access_stamp VALUES (1, 0);
        """ + triggers

    private static let triggers = [
        ("person", "INSERT ON person"), ("person_gone", "DELETE ON person"),
        ("key", "INSERT ON api_key"), ("key_changed", "UPDATE OF revoked_at ON api_key"),
        ("key_gone", "DELETE ON api_key"), ("grants", "INSERT ON role_grant"),
        ("grants_changed", "UPDATE ON role_grant"), ("grants_gone", "DELETE ON role_grant"),
    ].map { name, change in
        """
        CREATE TRIGGER access_stamp_\(name) AFTER \(change)
        BEGIN UPDATE access_stamp SET stamp = stamp + 1; END;
        """
    }.joined(separator: "\n")
}
