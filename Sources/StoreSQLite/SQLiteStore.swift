import Audits
import GRDB
import Pipeline
import Synchronization
import Vocabulary

/// Bounds of a store.
package struct SQLiteLimits: Sendable {
    /// How long to wait for another process's lock, milliseconds.
    package var busyMilliseconds = 5000
    /// Connections that may read at once.
    package var readersMax = 4
    /// Pages of 4 KiB the file may have; nil leaves it to the disk.
    package var pagesMax: Int?
    /// Dead letters kept; the oldest go first.
    package var deadLettersMax = 1_000_000
    /// Memory a connection may hold of the file, KiB.
    package var cacheKibibytes = 32 * 1024
    /// Pages the write-ahead log may grow to before they are moved into the file: few, since a
    /// commit waits while they are moved, and what was just written is still near.
    package var checkpointPages = 1000

    package init() {}
}

/// A store in one SQLite file, or in memory.
///
/// ```swift
/// let store = try SQLiteStore(url: "sqlite:assay.db")
/// ```
package final class SQLiteStore: Store, Sendable {
    let location: SQLiteLocation
    let limits: SQLiteLimits
    private let database: any DatabaseWriter
    /// What was seen; nil until the first group, and after one that failed.
    let known = Mutex<KnownKeys?>(nil)
    /// The block that a decision was last found in by its id: who sends a batch again asks for its
    /// neighbours next.
    let foundLast = Mutex<[StoredDecision]>([])
    /// Words of packed records, by id.
    let words = Mutex<[Int64: RecordWords]>([:])
    /// What signs the audit log; nil until it is first written.
    let auditKeyHeld = Mutex<AuditKey?>(nil)

    /// Opens, and creates or brings up to date, the store at `sqlite:PATH` or `sqlite::memory:`.
    ///
    /// - Throws: ``Fault`` `unsupported` for other URLs and for files of a newer Assay,
    ///   `unavailable` when SQLite cannot open or write the file.
    package convenience init(url: String, limits: SQLiteLimits = SQLiteLimits()) throws {
        try self.init(at: SQLiteLocation(url: url), limits: limits)
    }

    /// Opens the store in the file at `path`; `:memory:` keeps nothing.
    ///
    /// - Throws: as ``init(url:limits:)``.
    package convenience init(path: String, limits: SQLiteLimits = SQLiteLimits()) throws {
        try self.init(at: SQLiteLocation(path: path), limits: limits)
    }

    private init(at location: SQLiteLocation, limits: SQLiteLimits) throws {
        self.location = location
        self.limits = limits
        database = try SQLiteStore.faulting(location) {
            let database = try SQLiteStore.open(location, limits)
            try SQLiteStore.migrate(database, location)
            return database
        }
    }

    private static func open(
        _ location: SQLiteLocation, _ limits: SQLiteLimits
    ) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.label = "assay.store"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(limits.busyMilliseconds) / 1000)
        configuration.maximumReaderCount = limits.readersMax
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(limits.cacheKibibytes)")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(limits.checkpointPages)")
            if let pages = limits.pagesMax {
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        switch location {
        case .memory: return try DatabaseQueue(configuration: configuration)
        case .file(let path):
            let pool = try DatabasePool(path: path, configuration: configuration)
            // The pool has set NORMAL, under which a power cut may lose what was acknowledged.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
    }

    private static func migrate(_ database: any DatabaseWriter, _ location: SQLiteLocation) throws {
        let migrator = Migrations.migrator
        if try database.read({ try migrator.hasBeenSuperseded($0) }) {
            throw Fault(
                .unsupported, "The store \(location.name) was written by a newer Assay.",
                fix: "Run that version, or name another file.")
        }
        try migrator.migrate(database)
    }

    /// Ends all connections; nothing may be asked of the store afterwards.
    package func close() throws {
        try SQLiteStore.faulting(location) { try database.close() }
    }

    /// Reads a snapshot.
    func read<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        // A reading within a reading, or within a change, sees what that sees.
        try SQLiteStore.faulting(location) { try database.unsafeReentrantRead(body) }
    }

    /// Writes all of it or none.
    func write(_ body: (Database) throws -> Void) throws {
        try SQLiteStore.faulting(location) { try database.write(body) }
    }

    private static func faulting<Answer>(
        _ location: SQLiteLocation, _ body: () throws -> Answer
    ) throws -> Answer {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw Fault(error, place: location.name)
        }
    }
}
