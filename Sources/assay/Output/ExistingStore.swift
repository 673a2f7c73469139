import Foundation
import StoreSQLite
import Vocabulary

/// Opens a store that a command only reads; a mistyped name makes no new one.
enum ExistingStore {
    /// - Throws: ``Fault`` `notFound` when there is no such file.
    static func open(_ url: String) throws -> SQLiteStore {
        if let path = path(url) {
            guard FileManager.default.fileExists(atPath: path) else {
                throw Fault(
                    .notFound, "There is no store at \(path).",
                    fix: "Name the one that `assay serve` or `assay replay --store` wrote.")
            }
        }
        return try SQLiteStore(url: url)
    }

    /// Where the snapshot of the features is: beside the store's file; nil for a store in memory.
    static func snapshotPath(_ url: String) -> String? { path(url).map { $0 + "-features" } }

    /// The store's file; nil for a store in memory.
    static func path(_ url: String) -> String? {
        guard url.hasPrefix("sqlite:"), !url.hasPrefix("sqlite::memory:") else { return nil }
        var path = url.dropFirst(7)
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        return String(path)
    }
}
