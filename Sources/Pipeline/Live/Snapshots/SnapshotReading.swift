import Packs
import Toolbox
import Vocabulary

/// What there is of a snapshot.
enum SnapshotReading {
    case none
    /// There is a file, and why it is of no use.
    case passedOver(String)
    /// An evaluator that has walked as far as the snapshot stands; bytes of the file.
    case restored(Evaluator, SnapshotHeader, bytes: Int)

    /// Restores a fresh evaluator from the file at `path`, where it fits.
    ///
    /// - Parameter make: makes an evaluator that has walked nothing.
    /// - Throws: what the log throws, and ``Fault`` `unavailable` when there is a file that cannot
    ///   be read.
    static func read(
        _ path: String, log: any EventLog, make: () -> Evaluator
    ) throws -> SnapshotReading {
        guard let input = try SnapshotInput(path: path) else { return none(at: path) }
        let evaluator = make()
        let reader = StateReader(from: input)
        guard let header = SnapshotHeader(from: reader) else {
            return .passedOver("it is torn, or of another layout")
        }
        if let misfit = header.misfit(evaluator) { return .passedOver(misfit) }
        guard try header.belongs(to: log) else {
            return .passedOver("it does not belong to this store's log")
        }
        guard evaluator.restore(from: reader), input.isAtEnd() else {
            return .passedOver("it is torn or corrupt")
        }
        return .restored(evaluator, header, bytes: input.bytes)
    }

    private static func none(at path: String) -> SnapshotReading {
        SnapshotInput.exists(path)
            ? .passedOver("it is not a snapshot, or of another layout") : .none
    }
}

/// A snapshot's file as commands see it.
package struct SnapshotFile: Sendable {
    /// Of the last event it covers.
    package let sequence: Int64

    /// Reads the whole file at `path` and checks it. O(bytes).
    ///
    /// - Throws: ``Fault`` `notFound` where there is none, `invalid` where it is of no use to a
    ///   service that goes on with the pack which decided last.
    package init(checking path: String, store: any Store) throws {
        guard let input = try SnapshotInput(path: path) else {
            throw Fault(
                .notFound, "There is no snapshot at \(path).",
                fix:
                    "`assay serve` takes one every --snapshot-every events, and when it is stopped."
            )
        }
        let reader = StateReader(from: input)
        let header = SnapshotHeader(from: reader)
        while input.nextChunk() != nil {}
        guard let header, input.wasSound, try header.belongs(to: store) else {
            throw Fault(
                .invalid,
                "The snapshot \(path) is torn, corrupt, or does not belong to this store's log.",
                fix: "Start `assay serve` and stop it: it walks the log and takes another.")
        }
        let last = try store.decisions(DecisionFilter(limit: 1)).first
        let files = try last.flatMap { try store.pack(hash: $0.packHash) }
        guard files.map({ PackLoader.walkHash(of: $0) }) == header.walkHash,
            header.engine == Evaluator.engineVersion
        else {
            throw Fault(
                .invalid,
                "The snapshot \(path) is of another pack, or engine, than that which decided last.",
                fix: "Stop `assay serve`, or wait for its next snapshot, and ask again.")
        }
        sequence = header.sequence
    }
}
