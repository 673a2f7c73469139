/// The tables of cases. The history is held by triggers: no line of it is ever changed or taken
/// away; so are attachments and reports. Counts of queues are kept by triggers too.
enum CaseSchema {
    static let all = cases + counts + history + papers + settings

    /// `queue_loss` and its kin hold all that lists filter by, so that a filter reads an index.
    private static let cases = """
        CREATE TABLE work_case (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            id TEXT NOT NULL UNIQUE,
            queue TEXT NOT NULL CHECK (queue <> ''),
            subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
            subject_name TEXT NOT NULL CHECK (subject_name <> ''),
            title TEXT NOT NULL,
            origin TEXT NOT NULL,
            causes TEXT NOT NULL CHECK (json_valid(causes)),
            state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'snoozed', 'approving',
                'closed', 'merged')),
            assignee TEXT NOT NULL,
            assignee_key TEXT NOT NULL,
            loss INTEGER NOT NULL CHECK (loss >= 0),
            severity INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            touched_at INTEGER,
            closed_at INTEGER,
            touch_by INTEGER NOT NULL,
            close_by INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            warn_at INTEGER NOT NULL,
            clock_next_at INTEGER,
            snoozed_until INTEGER,
            disposition TEXT,
            reason TEXT NOT NULL,
            order_batch TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            rest TEXT NOT NULL CHECK (json_valid(rest))
        ) STRICT;
        CREATE UNIQUE INDEX case_live_of ON work_case (subject_name, subject_kind, queue)
            WHERE state IN ('open', 'assigned', 'snoozed', 'approving');
        CREATE INDEX case_of ON work_case (subject_name, subject_kind, queue, sequence);
        CREATE INDEX case_queue_loss
            ON work_case (queue, state, loss DESC, sequence, origin, assignee_key);
        CREATE INDEX case_queue_due
            ON work_case (queue, state, due_at, sequence, origin, assignee_key);
        CREATE INDEX case_queue_latest
            ON work_case (queue, state, sequence DESC, origin, assignee_key);
        CREATE INDEX case_loss ON work_case (state, loss DESC, sequence, origin);
        CREATE INDEX case_due ON work_case (state, due_at, sequence, origin);
        CREATE INDEX case_latest ON work_case (state, sequence DESC, origin);
        CREATE INDEX case_assignee_loss
            ON work_case (assignee_key, state, loss DESC, sequence, origin);
        CREATE INDEX case_assignee_due
            ON work_case (assignee_key, state, due_at, sequence, origin);
        CREATE INDEX case_assignee_latest
            ON work_case (assignee_key, state, sequence DESC, origin);
        CREATE INDEX case_late ON work_case (queue, due_at)
            WHERE state IN ('open', 'assigned', 'snoozed', 'approving');
        CREATE INDEX case_warned ON work_case (queue, warn_at)
            WHERE state IN ('open', 'assigned', 'snoozed', 'approving');
        CREATE INDEX case_clock ON work_case (clock_next_at) WHERE clock_next_at IS NOT NULL;
        CREATE INDEX case_snoozed ON work_case (snoozed_until) WHERE state = 'snoozed';
        CREATE INDEX case_ordered ON work_case (order_batch) WHERE order_batch <> '';
        CREATE INDEX case_by_closing ON work_case (closed_at) WHERE closed_at IS NOT NULL;
        CREATE TRIGGER case_is_kept BEFORE DELETE ON work_case
            BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;
        CREATE TABLE case_cause (
            cause TEXT NOT NULL,
            sequence INTEGER NOT NULL REFERENCES work_case (sequence),
            PRIMARY KEY (cause, sequence)
        ) STRICT, WITHOUT ROWID;

        """

    private static let counts = """
        CREATE TABLE case_count (
            queue TEXT NOT NULL,
            state TEXT NOT NULL,
            cases INTEGER NOT NULL,
            loss INTEGER NOT NULL,
            PRIMARY KEY (queue, state)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER case_is_counted AFTER INSERT ON work_case BEGIN
            INSERT INTO case_count (queue, state, cases, loss)
                VALUES (NEW.queue, NEW.state, 1, NEW.loss)
                ON CONFLICT (queue, state) DO UPDATE
                SET cases = cases + 1, loss = loss + excluded.loss;
        END;
        CREATE TRIGGER case_is_recounted AFTER UPDATE OF queue, state, loss ON work_case
            WHEN OLD.queue <> NEW.queue OR OLD.state <> NEW.state OR OLD.loss <> NEW.loss
        BEGIN
            UPDATE case_count SET cases = cases - 1, loss = loss - OLD.loss
                WHERE queue = OLD.queue AND state = OLD.state;
            INSERT INTO case_count (queue, state, cases, loss)
                VALUES (NEW.queue, NEW.state, 1, NEW.loss)
                ON CONFLICT (queue, state) DO UPDATE
                SET cases = cases + 1, loss = loss + excluded.loss;
        END;

        """

    private static let history = """
        CREATE TABLE case_entry (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id TEXT NOT NULL REFERENCES work_case (id),
            kind TEXT NOT NULL CHECK (kind <> ''),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            text TEXT NOT NULL,
            names TEXT NOT NULL CHECK (json_valid(names))
        ) STRICT;
        CREATE INDEX case_entry_of ON case_entry (case_id, sequence);
        CREATE INDEX case_entry_at ON case_entry (kind, at);
        CREATE TRIGGER case_entry_is_kept BEFORE DELETE ON case_entry
            BEGIN SELECT RAISE(ABORT, 'the history of cases is only ever added to'); END;
        CREATE TRIGGER case_entry_is_fixed BEFORE UPDATE ON case_entry
            BEGIN SELECT RAISE(ABORT, 'the history of cases is only ever added to'); END;
        CREATE TABLE case_before (
            entry INTEGER PRIMARY KEY REFERENCES case_entry (sequence),
            document TEXT NOT NULL
        ) STRICT;

        """

    private static let papers = """
        CREATE TABLE attachment_content (
            digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
            content BLOB NOT NULL
        ) STRICT;
        CREATE TABLE case_attachment (
            case_id TEXT NOT NULL REFERENCES work_case (id),
            digest TEXT NOT NULL REFERENCES attachment_content (digest),
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (case_id, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER case_attachment_is_kept BEFORE DELETE ON case_attachment
            BEGIN SELECT RAISE(ABORT, 'attachments are kept'); END;
        CREATE TRIGGER attachment_content_is_fixed BEFORE UPDATE ON attachment_content
            BEGIN SELECT RAISE(ABORT, 'an attachment is not changed'); END;
        CREATE TABLE case_report (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            subject_kind TEXT NOT NULL,
            subject_name TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            by TEXT NOT NULL,
            partner TEXT NOT NULL,
            at INTEGER NOT NULL,
            case_id TEXT NOT NULL REFERENCES work_case (id)
        ) STRICT;
        CREATE INDEX case_report_of ON case_report (case_id, sequence);
        CREATE INDEX case_report_by ON case_report (partner, sequence);
        CREATE TRIGGER case_report_is_kept BEFORE DELETE ON case_report
            BEGIN SELECT RAISE(ABORT, 'reports are kept'); END;

        """

    private static let settings = """
        CREATE TABLE case_place (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL CHECK (sequence >= 0)
        ) STRICT;
        CREATE TABLE case_seen (
            key TEXT PRIMARY KEY CHECK (key <> ''),
            mark INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE case_turn (
            queue TEXT PRIMARY KEY,
            person TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE case_staff (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            skills TEXT NOT NULL CHECK (json_valid(skills)),
            is_away INTEGER NOT NULL,
            held_max INTEGER NOT NULL CHECK (held_max >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ring_order (
            sequence INTEGER PRIMARY KEY,
            batch TEXT NOT NULL UNIQUE,
            ring TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('running', 'held', 'done', 'undone')),
            at INTEGER NOT NULL,
            document TEXT NOT NULL,
            key TEXT NOT NULL
        ) STRICT;
        CREATE INDEX ring_order_of ON ring_order (ring, sequence);
        """

    /// Cases that went up a path, the gravest first.
    static let escalated = """
        CREATE INDEX case_escalated ON work_case (severity, sequence)
            WHERE severity > 0 AND state IN ('open', 'assigned', 'snoozed', 'approving');
        """

    /// Of a row of `work_case`: it went up a path, and nobody took it up yet.
    static let isToTakeUp = "json_extract(rest, '$.takeUpBy') IS NOT NULL"

    /// Cases that wait to be taken up, the gravest first: what was taken up stands in nobody's way.
    static let toTakeUp = """
        DROP INDEX case_escalated;
        CREATE INDEX case_to_take_up ON work_case (severity, sequence)
            WHERE severity > 0 AND state IN ('open', 'assigned', 'snoozed', 'approving')
                AND \(isToTakeUp);
        """
}
