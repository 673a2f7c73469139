package import Toolbox

/// What a part of saved state is; each begins with one. Parts of different kinds may follow one
/// another in any order: what is about to change is written first.
package enum StateRecord: Equatable {
    case end
    /// Some identities: of those seen lately (0), or before (1).
    case identities(UInt32)
    /// Some texts of a group of features.
    case texts(UInt32)
    /// One entity of a group of features.
    case entity(UInt32)

    package func put(to writer: StateWriter) {
        switch self {
        case .end: writer.put(UInt32(0))
        case .identities(let set): writer.put(UInt32(1) | set << 8)
        case .texts(let group): writer.put(UInt32(2) | group << 8)
        case .entity(let group): writer.put(UInt32(3) | group << 8)
        }
    }

    /// The next part's; nil where it makes no sense.
    package init?(from reader: StateReader) {
        let word: UInt32 = reader.take()
        guard reader.isGood else { return nil }
        switch word & 255 {
        case 0: self = .end
        case 1: self = .identities(word >> 8)
        case 2: self = .texts(word >> 8)
        case 3: self = .entity(word >> 8)
        default: return nil
        }
    }
}

// Saving while events are walked. ``beginSaving(to:)`` fixes the moment. From then on an entity is
// written before its first change (`FeatureGroup.walk` asks), and the others bit by bit between
// groups of events, so nobody waits for the whole of it.

extension FeatureEngine {
    /// Begins to save the state as it is now. O(groups).
    ///
    /// - Parameter writer: takes all that is written until ``endSaving()``.
    package func beginSaving(to writer: StateWriter) {
        writer.put(UInt32(groups.count))
        for (index, group) in groups.enumerated() {
            group.beginSaving(to: writer, group: UInt32(index))
        }
    }

    /// Writes more of what belongs to the state, until the writer has `count` bytes; the last
    /// entity is always written whole.
    ///
    /// - Returns: whether all is written.
    package func saveMore(until count: Int) -> Bool {
        for group in groups where !group.saveMore(until: count) { return false }
        return true
    }

    /// Ends saving, whether all is written or not.
    package func endSaving() {
        for group in groups { group.endSaving() }
    }

    /// Reads what ``beginSaving(to:)`` wrote, into an engine that has seen nothing.
    ///
    /// - Returns: by group, how many entities and texts are to come.
    package func restoreHead(
        from reader: StateReader
    ) -> [(entities: UInt64, texts: UInt64)] {
        guard reader.check(reader.take(UInt32.self) == UInt32(groups.count)) else { return [] }
        return groups.map { $0.restoreHead(from: reader) }
    }

    /// Reads one part.
    package func restore(_ record: StateRecord, from reader: StateReader) {
        switch record {
        case .entity(let group) where group < groups.count:
            groups[Int(group)].restoreEntity(from: reader)
        case .texts(let group) where group < groups.count:
            groups[Int(group)].restoreTexts(from: reader)
        default: reader.check(false)
        }
    }

    /// By group, how many entities and texts there are.
    package var counts: [(entities: UInt64, texts: UInt64)] { groups.map(\.counts) }
}
