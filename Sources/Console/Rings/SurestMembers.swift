import Pipeline
import Synchronization
import Vocabulary

/// The surest members of rings, remembered until the next run of detection: a ring's document is
/// read whole to tell them, and a list asks for a hundred.
package final class SurestMembers: Sendable {
    private struct Known {
        var endedAt: Int64
        var members: [String: [String]] = [:]
    }

    private let known = Mutex(Known(endedAt: 0))

    package init() {}

    /// At most ``RingsContent/sampledMax`` accounts; none where the document cannot be read, which
    /// the ring's own page tells.
    func members(
        of ring: String, _ store: any ConsoleParts.Store, _ run: DetectionCounts?
    ) throws -> [String] {
        let endedAt = run?.endedAt ?? 0
        let found = known.withLock { known -> [String]? in
            if known.endedAt != endedAt { known = Known(endedAt: endedAt) }
            return known.members[ring]
        }
        if let found { return found }
        let document = try store.ring(id: ring).flatMap { try? RingDocument(json: $0.document) }
        let surest = (document?.members ?? []).sorted { $0.strength > $1.strength }
            .prefix(RingsContent.sampledMax).map(\.account)
        known.withLock { known in
            if known.members.count >= RingsContent.ringsMax { known.members = [:] }
            known.members[ring] = surest
        }
        return surest
    }
}
