/// The tables of figures, reviews, golden cases, pilots and targets.
enum OperationsSchema {
    /// `span` is 0 for hours and 1 for days; `at` is the number of it since 1970.
    static let figures = """
        CREATE TABLE figure_seed (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seed TEXT NOT NULL CHECK (seed <> '')
        ) STRICT;
        INSERT INTO figure_seed (id, seed) VALUES (1, lower(hex(randomblob(16))));
        CREATE TABLE figure_place (
            source TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL CHECK (sequence >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE figure (
            span INTEGER NOT NULL CHECK (span IN (0, 1)),
            figure TEXT NOT NULL,
            at INTEGER NOT NULL,
            part TEXT NOT NULL,
            count INTEGER NOT NULL,
            total REAL NOT NULL,
            squares REAL NOT NULL,
            PRIMARY KEY (span, figure, at, part)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX figure_of_part ON figure (span, figure, part, at);
        CREATE INDEX figure_hours ON figure (at) WHERE span = 0;
        CREATE TABLE figure_spread (
            figure TEXT NOT NULL,
            part TEXT NOT NULL,
            day INTEGER NOT NULL,
            bucket INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (figure, part, day, bucket)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX figure_spread_by_day ON figure_spread (figure, day);
        CREATE TABLE reviewer_hour (
            hour INTEGER NOT NULL,
            person TEXT NOT NULL,
            queue TEXT NOT NULL,
            PRIMARY KEY (hour, person, queue)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ring_seen (
            ring TEXT PRIMARY KEY,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE target (
            indicator TEXT NOT NULL,
            queue TEXT NOT NULL,
            value REAL NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            at INTEGER NOT NULL,
            PRIMARY KEY (indicator, queue)
        ) STRICT, WITHOUT ROWID;
        """

    static let quality = """
        CREATE TABLE case_closed (
            case_id TEXT PRIMARY KEY CHECK (case_id <> ''),
            queue TEXT NOT NULL,
            person TEXT NOT NULL,
            disposition TEXT NOT NULL,
            closed_at INTEGER NOT NULL,
            in_time INTEGER NOT NULL,
            touched_in_time INTEGER NOT NULL,
            hours REAL NOT NULL,
            minutes REAL,
            loss INTEGER NOT NULL,
            arms TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE case_order (
            enforcement TEXT PRIMARY KEY,
            case_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE second_review (
            case_id TEXT PRIMARY KEY CHECK (case_id <> ''),
            queue TEXT NOT NULL,
            first TEXT NOT NULL,
            first_disposition TEXT NOT NULL,
            first_reason TEXT NOT NULL,
            closed_at INTEGER NOT NULL,
            second TEXT NOT NULL,
            second_disposition TEXT,
            why TEXT NOT NULL,
            at INTEGER,
            CHECK ((second = '') = (at IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX second_review_waits ON second_review (closed_at, case_id) WHERE at IS NULL;
        CREATE INDEX second_review_done ON second_review (at DESC) WHERE at IS NOT NULL;
        CREATE TABLE golden_case (
            source TEXT PRIMARY KEY CHECK (source <> ''),
            queue TEXT NOT NULL,
            answer TEXT NOT NULL,
            why TEXT NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL,
            retired INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE golden_deal (
            case_id TEXT PRIMARY KEY CHECK (case_id <> ''),
            source TEXT NOT NULL REFERENCES golden_case (source)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE golden_answer (
            case_id TEXT PRIMARY KEY CHECK (case_id <> ''),
            source TEXT NOT NULL,
            person TEXT NOT NULL,
            answer TEXT NOT NULL,
            expected TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX golden_answer_by_time ON golden_answer (at DESC);
        """

    static let pilots = """
        CREATE TABLE pilot (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            started_at INTEGER NOT NULL,
            document TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX pilot_by_start ON pilot (started_at DESC);
        CREATE TABLE pilot_outcome (
            pilot TEXT NOT NULL REFERENCES pilot (name),
            outcome TEXT NOT NULL,
            arm TEXT NOT NULL CHECK (arm IN ('on', 'off')),
            count INTEGER NOT NULL,
            total REAL NOT NULL,
            squares REAL NOT NULL,
            PRIMARY KEY (pilot, outcome, arm)
        ) STRICT, WITHOUT ROWID;
        """
}
