import GRDB
import Vocabulary

extension Fault {
    /// What SQLite refused to do, in the words of the house.
    ///
    /// - Parameter place: path of the database.
    init(_ error: DatabaseError, place: String) {
        let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT:
            self.init(
                .conflict, "The store \(place) refused a row: \(reason).",
                fix: "Is another service writing to it? One store serves one service.")
        default:
            self.init(
                .unavailable, "The store \(place) failed: \(reason).",
                fix: Fault.fix(for: error.resultCode))
        }
    }

    private static func fix(for code: ResultCode) -> String {
        switch code {
        case .SQLITE_FULL: "Free space on its disk, or raise the store's limit, and try again."
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            "See that its folder exists and that both file and folder may be written to."
        case .SQLITE_BUSY, .SQLITE_LOCKED: "Stop the other process that uses it, and try again."
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            "Name another file, or restore this one from a backup."
        default: "Look at its disk and at the system's log, and try again."
        }
    }
}
