package import CEL
import Toolbox
import Vocabulary

/// Which events a table has a row for.
package struct RowChoice: Sendable {
    /// By event type; nil for all.
    package var types: [Bool]?
    /// Over the event and its features; an event for which it cannot be told is left out.
    package var condition: Program?
    /// Events whose hash lies below it; nil for all.
    private var bound: UInt64?
    private var seed: UInt64 = 0

    /// Every event.
    package static let all = RowChoice()

    package init() {}

    /// Takes a share of the events, above 0 and at most 1: by a hash of source, id and seed, so
    /// that the same events are taken whenever they are walked, on whatever machine.
    package mutating func sample(_ share: Double, seed: UInt64) {
        bound = share < 1 ? UInt64(share * 0x1p64) : nil
        self.seed = Hash64.mix(seed ^ 0x5851_F42D_4C95_7F2D, 0x1405_7B7E_F767_814F)
    }

    /// Whether an accepted row, whose features are filled, is taken.
    func takes(_ index: Int, of batch: EventBatch, _ lane: Lane) -> Bool {
        if let types, !types[Int(batch.types[index])] { return false }
        if let bound {
            let identity = batch.identities[index]
            guard Hash64.combine(identity.high ^ seed, identity.low) < bound else { return false }
        }
        guard let condition else { return true }
        lane.scratch.time = batch.times[index]
        let value = condition.evaluate(batch.row(index), lane.scratch)
        let isTaken = value.kind == .bool && value.asBool
        lane.scratch.reset()
        return isTaken
    }
}
