import GRDB

/// The schema, as the migrations that lead to it. Append to them; never edit one that shipped.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2025-01 log, decisions, dead letters, packs") { database in
            try database.execute(sql: log)
            try database.execute(sql: decisions)
            try database.execute(sql: standings)
            try database.execute(sql: deadLetters)
        }
        migrator.registerMigration("2026-11 decisions in blocks, found by keys") { database in
            try database.execute(sql: blocks)
            try database.execute(sql: keys)
            try DecisionMove.run(database)
        }
        migrator.registerMigration("2026-11 which entities a block may name") { database in
            try database.execute(sql: entities)
        }
        migrator.registerMigration("2026-11 what detection found last") { database in
            try database.execute(sql: rings)
            try database.execute(sql: verdicts)
        }
        migrator.registerMigration("2026-11 models and labels") { database in
            try database.execute(sql: LearningTables.models)
            try database.execute(sql: LearningTables.labels)
        }
        migrator.registerMigration("2026-11 the outbox") { database in
            try database.execute(sql: OutboxTables.messages)
        }
        migrator.registerMigration("2026-11 policies") { database in
            try database.execute(sql: PolicyTables.versions)
            try database.execute(sql: PolicyTables.ledger)
            try database.execute(sql: PolicyTables.tallies)
        }
        migrator.registerMigration("2026-11 verifications") { database in
            try database.execute(sql: VerificationTables.all)
        }
        migrator.registerMigration("2026-11 enforcements and appeals") { database in
            try database.execute(sql: EnforcementSchema.ledger)
            try database.execute(sql: EnforcementSchema.standing)
            try database.execute(sql: EnforcementSchema.appeals)
        }
        migrator.registerMigration("2026-11 endpoints and deliveries") { database in
            try database.execute(sql: DeliveryTables.all)
        }
        migrator.registerMigration("2026-11 cases") { database in
            try database.execute(sql: CaseSchema.all)
        }
        migrator.registerMigration("2026-11 figures, reviews, pilots") { database in
            try database.execute(sql: OperationsSchema.figures)
            try database.execute(sql: OperationsSchema.quality)
            try database.execute(sql: OperationsSchema.pilots)
        }
        migrator.registerMigration("2026-11 times of blocks, and queries") { database in
            try database.execute(sql: QueryTables.all)
            try QueryTables.fill(database)
        }
        migrator.registerMigration("2026-11 audit log") { database in
            try database.execute(sql: AuditSchema.all)
        }
        migrator.registerMigration("2026-11 people, keys and sessions") { database in
            try database.execute(sql: AccessSchema.all)
        }
        migrator.registerMigration("2026-11 rings that stay") { database in
            try database.execute(sql: KeptRingSchema.all)
        }
        migrator.registerMigration("2026-11 labels that were taken back") { database in
            try database.execute(sql: LabelWithdrawals.schema)
            try database.execute(sql: LabelWithdrawals.mending)
            try database.execute(sql: CaseSchema.escalated)
        }
        migrator.registerMigration("2026-11 what versions would have done") { database in
            try database.execute(sql: PolicyTables.impacts)
        }
        migrator.registerMigration("2026-11 cases that wait to be taken up") { database in
            try database.execute(sql: CaseSchema.toTakeUp)
        }
        migrator.registerMigration("2026-11 what is in force, but for strikes") { database in
            try database.execute(sql: EnforcementSchema.inForce)
        }
        migrator.registerMigration("2026-11 cases behind labels of events") { database in
            try database.execute(sql: LabelWithdrawals.events)
        }
        migrator.registerMigration("2026-11 outcomes of lines of the audit log") { database in
            try database.execute(sql: AuditSchema.outcomes)
        }
        migrator.registerMigration("2026-11 proposals that wait") { database in
            try database.execute(sql: PolicyTables.openProposals)
        }
        return migrator
    }

    /// The last run and its rings; `document` and `state` are compressed, and stand last so that
    /// listings do not read them.
    private static let rings = """
        CREATE TABLE detection_run (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            as_of INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            rings INTEGER NOT NULL CHECK (rings >= 0),
            restricted INTEGER NOT NULL CHECK (restricted >= 0),
            reviewed INTEGER NOT NULL CHECK (reviewed >= 0),
            state BLOB NOT NULL
        ) STRICT;
        CREATE TABLE ring (
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
            action TEXT NOT NULL CHECK (action IN ('none', 'review', 'restrict')),
            accounts INTEGER NOT NULL CHECK (accounts >= 0),
            plays INTEGER NOT NULL CHECK (plays >= 0),
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            summary TEXT NOT NULL,
            document BLOB NOT NULL
        ) STRICT;
        CREATE INDEX ring_by_weight ON ring (score * accounts DESC, id);
        """

    /// `verdicts` holds some hundred of them from an account on, as `VerdictBlock` writes them.
    private static let verdicts = """
        CREATE TABLE verdict_block (
            first_account BLOB NOT NULL UNIQUE,
            verdicts BLOB NOT NULL
        ) STRICT;
        CREATE TABLE recipient (
            kind TEXT NOT NULL CHECK (kind <> ''),
            name TEXT NOT NULL CHECK (name <> ''),
            role TEXT NOT NULL CHECK (role IN ('beneficiary', 'victim', 'none')),
            score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
            reason TEXT NOT NULL,
            place INTEGER GENERATED ALWAYS AS (
                CASE role WHEN 'beneficiary' THEN 0 WHEN 'victim' THEN 1 ELSE 2 END) VIRTUAL,
            PRIMARY KEY (kind, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recipient_by_role ON recipient (place, score DESC, kind, name);
        """

    /// A filter for each block of events, see `EntityFilter`; blocks from before have none.
    private static let entities = """
        CREATE TABLE event_filter (
            first_sequence INTEGER PRIMARY KEY CHECK (first_sequence > 0),
            entities BLOB NOT NULL
        ) STRICT;
        """

    /// `payload` holds up to a few hundred decisions, as `DecisionBlock` writes them. Texts that
    /// their records have in common are in `record_words`.
    private static let blocks = """
        ALTER TABLE event_block ADD COLUMN packing INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX event_block_by_receipt ON event_block (received_at, first_sequence);
        CREATE TABLE record_words (
            id INTEGER PRIMARY KEY,
            digest INTEGER NOT NULL UNIQUE,
            words BLOB NOT NULL
        ) STRICT;
        CREATE TABLE decision_block (
            first_sequence INTEGER PRIMARY KEY CHECK (first_sequence > 0),
            count INTEGER NOT NULL CHECK (count > 0),
            pack INTEGER NOT NULL REFERENCES pack (id),
            words INTEGER NOT NULL REFERENCES record_words (id),
            payload BLOB NOT NULL
        ) STRICT;
        CREATE TABLE action_block (
            action TEXT NOT NULL CHECK (action <> ''),
            first_sequence INTEGER NOT NULL,
            PRIMARY KEY (action, first_sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE account (
            account TEXT PRIMARY KEY CHECK (account <> ''),
            acted_on INTEGER NOT NULL CHECK (acted_on >= 0),
            score_max REAL NOT NULL CHECK (score_max BETWEEN 0 AND 1),
            worst INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_by_score ON account (score_max DESC, acted_on DESC, account);
        """

    /// Sorted runs of (key, sequence), each cut into pages; small runs are merged into larger ones.
    private static let keys = """
        CREATE TABLE key_run (
            id INTEGER PRIMARY KEY,
            level INTEGER NOT NULL CHECK (level >= 0),
            first_sequence INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL CHECK (last_sequence >= first_sequence),
            pairs INTEGER NOT NULL CHECK (pairs > 0)
        ) STRICT;
        CREATE INDEX key_run_by_level ON key_run (level, first_sequence);
        CREATE TABLE key_page (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES key_run (id),
            first_key INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL,
            pairs BLOB NOT NULL
        ) STRICT;
        CREATE INDEX key_page_by_key ON key_page (run, first_key, first_sequence);
        """

    /// `payload` holds the events of one group as they were sent, each behind its length.
    private static let log = """
        CREATE TABLE event_block (
            first_sequence INTEGER PRIMARY KEY CHECK (first_sequence > 0),
            count INTEGER NOT NULL CHECK (count > 0),
            received_at INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        CREATE TABLE pack (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE CHECK (hash <> ''),
            files TEXT NOT NULL CHECK (json_valid(files))
        ) STRICT;
        """

    private static let decisions = """
        CREATE TABLE decision (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            time INTEGER NOT NULL,
            journey TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('allow', 'review', 'limit', 'challenge',
                'exclude', 'hold', 'restrict', 'block')),
            score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
            account TEXT NOT NULL,
            pack INTEGER NOT NULL REFERENCES pack (id),
            latency_us INTEGER NOT NULL CHECK (latency_us >= 0),
            record TEXT NOT NULL CHECK (record <> '')
        ) STRICT;
        CREATE INDEX decision_by_account ON decision (account, sequence) WHERE account <> '';
        CREATE INDEX decision_by_action ON decision (action, sequence);
        """

    /// Kept with each group, so that lists of the worst never read all decisions.
    private static let standings = """
        CREATE TABLE account_standing (
            account TEXT PRIMARY KEY CHECK (account <> ''),
            decisions INTEGER NOT NULL CHECK (decisions > 0),
            acted_on INTEGER NOT NULL CHECK (acted_on BETWEEN 0 AND decisions),
            score_max REAL NOT NULL CHECK (score_max BETWEEN 0 AND 1),
            worst INTEGER NOT NULL REFERENCES decision (sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_standing_by_score
            ON account_standing (score_max DESC, acted_on DESC, account);
        CREATE TABLE action_count (
            action TEXT PRIMARY KEY,
            decisions INTEGER NOT NULL CHECK (decisions > 0)
        ) STRICT, WITHOUT ROWID;
        """

    private static let deadLetters = """
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL CHECK (code <> ''),
            input TEXT NOT NULL,
            line INTEGER NOT NULL CHECK (line >= 0),
            field TEXT NOT NULL,
            expected TEXT NOT NULL,
            found TEXT NOT NULL
        ) STRICT;
        """
}
