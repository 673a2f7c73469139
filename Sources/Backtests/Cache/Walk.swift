import CEL
import Foundation
package import Packs
package import Pipeline
import Toolbox
import Vocabulary

/// A log as one pack's walk leaves it: rows of events and features on disk, and beside them what
/// was made of them before.
///
/// Opened where a cache has it, else walked once and kept.
package final class Walk: Sendable {
    package let folder: String
    package let manifest: WalkManifest
    /// Whether it was walked now, since the cache had none that fits.
    package let isNew: Bool
    package var rows: Int { manifest.rows }

    /// Milliseconds since 1970, by row.
    let times: Flat<Int64>
    /// Index into the schema's types, by row.
    let types: Flat<UInt16>

    /// - Parameters:
    ///   - cache: a folder, made if it is missing; walks of several logs and packs fit into one.
    ///   - program: what tells the program that walks from any other build of it.
    ///   - walk: walks the log into the writer; how many dead letters and duplicates there were.
    ///   - clock: seconds that only go forward.
    /// - Throws: ``Fault`` `unavailable` when the cache cannot be written or is torn.
    package init(
        cache: String, pack: Pack, log: LogIdentity, program: String, threads: Int,
        clock: () -> Double = monotonicSeconds,
        walk: (Evaluator, WalkWriter) throws -> (deadLetters: Int, duplicates: Int)
    ) throws {
        let wanted = WalkManifest(walkHash: pack.walkHash, log: log, program: program)
        folder = "\(cache)/\(wanted.folder)"
        if let held = WalkManifest.read(folder, expecting: wanted) {
            (manifest, isNew) = (held, false)
        } else {
            let started = clock()
            var made = wanted
            let partial = folder + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
            try Walk.make(folder: partial)
            let writer = try WalkWriter(folder: partial, pack: pack)
            (made.deadLetters, made.duplicates) = try walk(Evaluator(pack: pack), writer)
            (made.rows, made.columns) = (writer.rows, writer.columns)
            made.seconds = clock() - started
            try made.write(to: partial)
            try? FileManager.default.removeItem(atPath: folder)
            try FileManager.default.moveItem(atPath: partial, toPath: folder)
            (manifest, isNew) = (made, true)
        }
        try Walk.make(folder: folder + "/made")
        times = try Walk.numbers(folder, WalkColumns.time, manifest.rows, threads) {
            Int64(bitPattern: $0)
        }
        types = try Walk.numbers(folder, WalkColumns.type, manifest.rows, threads) {
            UInt16(truncatingIfNeeded: $0)
        }
    }

    private static func make(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(
                .unavailable, "Cannot make the folder \(folder).",
                fix: "Name a cache folder you may write to.")
        }
    }

    /// All numbers of a column. O(rows).
    private static func numbers<Number: Sendable>(
        _ folder: String, _ name: String, _ rows: Int, _ threads: Int,
        _ make: @Sendable (UInt64) -> Number
    ) throws -> Flat<Number> {
        let file = try ColumnFile(path: "\(folder)/\(name)", rowCount: rows)
        let parts = concurrently(
            Array(0..<ColumnFile.blockCount(rows: rows)), threads: threads
        ) { block -> Result<[Number], any Error> in
            Result {
                let room = ColumnBlock()
                try file.read(block: block, into: room)
                return (0..<room.layout.rowCount).map { make(room.number($0)) }
            }
        }
        return Flat(try parts.flatMap { try $0.get() })
    }

    /// The column of a slot of events or features.
    func column(slot: Int) throws -> ColumnFile {
        try ColumnFile(path: "\(folder)/\(WalkColumns.slot(slot))", rowCount: rows)
    }

    /// Numbers of the entities of a kind, by row; 0 for none.
    func entityNumbers(_ kind: Int, threads: Int) throws -> Flat<UInt32> {
        try Walk.numbers(folder, WalkColumns.entity(kind), rows, threads) {
            UInt32(truncatingIfNeeded: $0)
        }
    }

    func entities(_ kind: Int) throws -> EntityList {
        try EntityList(path: "\(folder)/\(WalkColumns.entityNames(kind))")
    }

    /// The identities of the events, by row.
    func identities(threads: Int) throws -> (high: Flat<UInt64>, low: Flat<UInt64>) {
        (
            try Walk.numbers(folder, WalkColumns.high, rows, threads) { $0 },
            try Walk.numbers(folder, WalkColumns.low, rows, threads) { $0 }
        )
    }

    /// Where something made of the rows is kept, by the hash of all it was made of.
    func made(_ kind: String, _ hash: String) -> String {
        "\(folder)/made/\(kind)-\(hash.prefix(32)).col"
    }
}
