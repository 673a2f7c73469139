import Foundation
import StoreSQLite
import Vocabulary

/// Opens a store that a command only reads; a mistyped name makes no new one.
enum ExistingStore {
    /// - Throws: ``Fault`` `notFound` when there is no such file.
    static func open(_ url: String) throws -> SQLiteStore {
        if url.hasPrefix("sqlite:"), !url.hasPrefix("sqlite::memory:") {
            var path = url.dropFirst(7)
            if path.hasPrefix("//") { path = path.dropFirst(2) }
            guard FileManager.default.fileExists(atPath: String(path)) else {
                throw Fault(
                    .notFound, "There is no store at \(path).",
                    fix: "Name the one that `assay serve` or `assay replay --store` wrote.")
            }
        }
        return try SQLiteStore(url: url)
    }
}
