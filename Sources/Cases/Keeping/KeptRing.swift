package import Vocabulary

/// A ring as one run of detection had it, kept for good: somebody worked on it, or no run has named
/// it since.
package struct KeptRing: Sendable, Hashable {
    /// Its place among all that are kept, from one.
    package var sequence: Int64
    /// Without its document in lists.
    package var ring: RingRecord
    /// When the run ended that had it so, milliseconds since 1970.
    package var seenAt: Int64

    package init(sequence: Int64, ring: RingRecord, seenAt: Int64) {
        (self.sequence, self.ring, self.seenAt) = (sequence, ring, seenAt)
    }
}

/// The ring that spoke of a case's subject when somebody worked on the case.
package struct CaseRing: Sendable, Hashable {
    package var kept: KeptRing
    /// When it was put with the case, milliseconds since 1970.
    package var at: Int64
    /// What detection said of the subject then.
    package var action: String
    package var score: Double

    package init(kept: KeptRing, at: Int64, action: String, score: Double) {
        (self.kept, self.at, self.action, self.score) = (kept, at, action, score)
    }
}

/// Rings that stay when detection goes on.
///
/// A run of detection replaces the last one, so whatever was decided on is copied before: with a
/// case when it is opened, added to and closed, with an order when it is given, and with nobody at
/// all when a run names a ring no more.
package protocol RingKeeping {
    /// Keeps a ring as the last run has it, once for each run.
    ///
    /// - Returns: its place among those kept; nil where the last run does not name it.
    @discardableResult
    func keepRing(_ id: String) throws -> Int64?
    /// Keeps with a case the ring that the last run sees its subject in; nothing where there is
    /// none, or it is there already.
    func keepRing(of one: Case, at clock: Int64) throws
    /// Those kept with a case, the latest first, at most ``CaseBounds/ringsOfCaseMax``; without
    /// documents.
    func rings(ofCase id: String) throws -> [CaseRing]
    /// With its document.
    func keptRing(sequence: Int64) throws -> KeptRing?
    /// As it was last kept up to a time, else as it was first kept; with its document.
    func keptRing(id: String, until time: Int64) throws -> KeptRing?
    /// Those that the last run names no more, the latest first, each once; without documents.
    func goneRings(limit: Int) throws -> [KeptRing]
    /// Orders that wait for a second person, the oldest first.
    func heldOrders(limit: Int) throws -> [KeptOrder]
}
