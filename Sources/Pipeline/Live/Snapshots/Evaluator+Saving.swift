import Events
import Features
package import Toolbox

// Saving and restoring all that a walk remembers: identities, the watermark, and the features.

extension Evaluator {
    /// Begins to save the state as it is now; it may go on walking. O(groups of features).
    package func beginSaving(to writer: StateWriter) {
        gatekeeper.beginSaving(to: writer)
        features.beginSaving(to: writer)
    }

    /// Writes about `bytes` more of what belongs to the state, at most one entity beyond them.
    ///
    /// - Returns: whether that was all of it; then saving is to be ended.
    package func saveMore(bytes: Int, to writer: StateWriter) -> Bool {
        let count = writer.count + bytes
        let hasIdentities = gatekeeper.saveMore(until: count) {
            StateRecord.identities($0).put(to: writer)
        }
        guard hasIdentities, features.saveMore(until: count) else { return false }
        StateRecord.end.put(to: writer)
        return true
    }

    /// Ends saving, whether all is written or not.
    package func endSaving() {
        gatekeeper.endSaving()
        features.endSaving()
    }

    /// Identities that came since saving began, which are held in addition.
    var identitiesSinceSaving: Int { gatekeeper.identitiesSinceSaving }

    /// Reads what was saved, into an evaluator that has walked nothing. O(bytes).
    ///
    /// - Returns: whether all was there and fits; if not, this evaluator is of no use.
    package func restore(from reader: StateReader) -> Bool {
        let identities = gatekeeper.restoreHead(from: reader)
        let heads = features.restoreHead(from: reader)
        while reader.isGood, let record = StateRecord(from: reader) {
            switch record {
            case .end:
                let counts = features.counts
                return identities == gatekeeper.identityCounts && counts.count == heads.count
                    && zip(heads, counts).allSatisfy { $0 == $1 }
            case .identities(let set): gatekeeper.restore(set: set, from: reader)
            case .entity, .texts: features.restore(record, from: reader)
            }
        }
        return false
    }
}
