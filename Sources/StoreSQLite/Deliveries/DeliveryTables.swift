/// Endpoints, what is on its way to them, and what came of attempts.
///
/// Of the deliveries of one subject to one endpoint that are not over, the first is `ready` and
/// the others are `waiting`; the unique index holds that. While a delivery is leased, `due` is when
/// the lease ends, so that what a dead sender had is due again by itself.
enum DeliveryTables {
    static let all = """
        CREATE TABLE webhook_endpoint (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            url TEXT NOT NULL CHECK (url <> ''),
            kinds TEXT NOT NULL CHECK (kinds <> ''),
            allows_private INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('on', 'disabled')),
            why TEXT NOT NULL DEFAULT '',
            created_at INTEGER NOT NULL,
            cursor INTEGER NOT NULL CHECK (cursor >= 0),
            failures INTEGER NOT NULL DEFAULT 0,
            open_until INTEGER NOT NULL DEFAULT 0,
            last_at INTEGER NOT NULL DEFAULT 0,
            last_status INTEGER,
            last_note TEXT NOT NULL DEFAULT '',
            worked_at INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE webhook_secret (
            endpoint INTEGER NOT NULL REFERENCES webhook_endpoint (id),
            place INTEGER NOT NULL,
            secret TEXT NOT NULL CHECK (secret <> ''),
            until INTEGER,
            PRIMARY KEY (endpoint, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE delivery (
            endpoint INTEGER NOT NULL REFERENCES webhook_endpoint (id),
            message INTEGER NOT NULL REFERENCES outbox (sequence),
            subject TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'delivered', 'dead')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due INTEGER NOT NULL,
            first_at INTEGER NOT NULL DEFAULT 0,
            lease INTEGER,
            done_at INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (endpoint, message)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX delivery_ready ON delivery (endpoint, subject)
            WHERE state = 'ready';
        CREATE INDEX delivery_due ON delivery (endpoint, due) WHERE state = 'ready';
        CREATE INDEX delivery_leased ON delivery (endpoint, due) WHERE lease IS NOT NULL;
        CREATE INDEX delivery_waiting ON delivery (endpoint, subject, message)
            WHERE state = 'waiting';
        CREATE INDEX delivery_open ON delivery (endpoint, message)
            WHERE state IN ('waiting', 'ready');
        CREATE INDEX delivery_dead ON delivery (endpoint, message) WHERE state = 'dead';
        CREATE INDEX delivery_by_message ON delivery (message);
        CREATE TABLE delivery_attempt (
            id INTEGER PRIMARY KEY,
            endpoint INTEGER NOT NULL,
            message INTEGER NOT NULL,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            status INTEGER,
            note TEXT NOT NULL,
            milliseconds INTEGER NOT NULL,
            result TEXT NOT NULL CHECK (result IN ('delivered', 'failed', 'dead'))
        ) STRICT;
        CREATE INDEX delivery_attempt_by_message ON delivery_attempt (message, id);
        CREATE TABLE delivery_count (
            endpoint INTEGER NOT NULL,
            result TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (endpoint, result)
        ) STRICT, WITHOUT ROWID;
        """
}
