package import Toolbox

/// What of a gatekeeper is still to be written to a snapshot.
final class GatekeeperSaving {
    let writer: StateWriter
    /// Identities seen lately, and before.
    var sets: [Hash128Cut]
    /// Identities that came after the snapshot's moment, into the set of those seen lately.
    private(set) var since = Hash128Set()
    /// Whether that set has made place for another, so that nothing comes into it any more.
    private var hasTurned = false

    init(_ writer: StateWriter, sets: [Hash128Cut]) {
        self.writer = writer
        self.sets = sets
    }

    func add(_ identity: Hash128) {
        if !hasTurned { _ = since.insert(identity) }
    }

    /// The set of those seen lately makes place for another.
    func turn() { hasTurned = true }

    /// Writes some of one set. What came since can be in the first alone; an identity of the second
    /// may have been forgotten and have come again.
    func save(_ set: Int, slots: Int) {
        if set == 0 {
            sets[set].save(slots: slots, leavingOut: since, to: writer)
        } else {
            sets[set].save(slots: slots, leavingOut: Hash128Set(capacity: 1), to: writer)
        }
    }
}

extension Gatekeeper {
    /// Slots looked at for one part.
    private static let slotsMax = 4096

    /// Begins to save the state as it is now. O(1) in the identities.
    package func beginSaving(to writer: StateWriter) {
        writer.put(watermark)
        writer.put(UInt32(latest.count))
        for time in latest { writer.put(time) }
        let sets = [recent.cut(), older.cut()]
        for set in sets {
            writer.put(UInt64(set.count))
            writer.put(UInt64(set.capacity))
        }
        saving = GatekeeperSaving(writer, sets: sets)
    }

    /// Writes more of what belongs to the state, until the writer has `count` bytes.
    ///
    /// - Parameter begin: called before a part, with the set it is of: 0 or 1.
    /// - Returns: whether all is written.
    package func saveMore(until count: Int, begin: (UInt32) -> Void) -> Bool {
        guard let saving else { return true }
        for set in saving.sets.indices {
            while !saving.sets[set].isDone {
                if saving.writer.count >= count { return false }
                begin(UInt32(set))
                saving.save(set, slots: Gatekeeper.slotsMax)
            }
        }
        return true
    }

    /// Ends saving, whether all is written or not.
    package func endSaving() { saving = nil }

    /// Identities that came since saving began.
    package var identitiesSinceSaving: Int { saving?.since.count ?? 0 }

    /// Reads what ``beginSaving(to:)`` wrote, into a gatekeeper that has seen nothing.
    ///
    /// - Returns: identities to come, of those seen lately and before.
    package func restoreHead(from reader: StateReader) -> [UInt64] {
        watermark = reader.take()
        let count = Int(reader.take(UInt32.self))
        guard reader.check(count <= Gatekeeper.watermarkQuorum) else { return [] }
        latest = (0..<count).map { _ in reader.take() }
        let sizes = (0..<2).map { _ -> (count: UInt64, capacity: UInt64) in
            let count: UInt64 = reader.take()
            return (count, reader.take())
        }
        guard reader.check(sizes.allSatisfy { $0.count < $0.capacity && $0.capacity <= 1 << 32 })
        else { return [] }
        recent = Hash128Set(capacity: Int(sizes[0].capacity))
        older = Hash128Set(capacity: Int(sizes[1].capacity))
        return sizes.map(\.count)
    }

    /// Reads one part of a set: 0 or 1.
    package func restore(set: UInt32, from reader: StateReader) {
        switch set {
        case 0: recent.restore(from: reader)
        case 1: older.restore(from: reader)
        default: reader.check(false)
        }
    }

    /// Identities held, of those seen lately and before.
    package var identityCounts: [UInt64] { [UInt64(recent.count), UInt64(older.count)] }
}
