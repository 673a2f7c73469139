package import Vocabulary

/// A decision made again from the log, beside the one that was kept.
package struct DecisionReplay: Sendable {
    package var kept: StoredDecision
    /// The record as the replay wrote it.
    package var replayed: String
    /// Events walked to get there.
    package var eventsWalked: Int

    /// Whether both are the same bytes.
    package var isEqual: Bool { kept.record == replayed }

    /// Walks the log from its start to the decision's event, with the pack that decided it.
    ///
    /// - Throws: ``Fault`` `notFound` when the store has no such decision or no longer its pack.
    package static func run(id: String, store: any Store) throws -> DecisionReplay {
        let rebuilt = try RebuiltDecision.walking(to: id, store: store)
        return DecisionReplay(
            kept: rebuilt.kept, replayed: rebuilt.record, eventsWalked: rebuilt.eventsWalked)
    }
}
