package import Packs
package import Vocabulary

/// The packs that judge what one walk fills: the one in force, and those that are tried beside it.
package struct Roster: Sendable {
    /// A version that is tried.
    package struct Candidate: Sendable {
        package var pack: Pack
        package var release: PolicyRelease
        /// Of the ledger: the step that put it where it stands. What is counted is counted for it.
        package var step: Int64
        /// What was counted for the step before, such as before a restart.
        package var tally: PolicyTally

        package init(pack: Pack, release: PolicyRelease, step: Int64, tally: PolicyTally) {
            (self.pack, self.release, self.step) = (pack, release, step)
            self.tally = tally
        }
    }

    package var live: Pack
    package var canary: Candidate?
    /// At most ``shadowsMax``.
    package var shadows: [Candidate]

    /// Each shadow costs what judging every event once more costs.
    package static let shadowsMax = 4

    package init(live: Pack, canary: Candidate? = nil, shadows: [Candidate] = []) {
        (self.live, self.canary, self.shadows) = (live, canary, shadows)
    }

    package var packs: [Pack] { [live] + (canary.map { [$0.pack] } ?? []) + shadows.map(\.pack) }

    /// Slots that a row needs for the widest of them.
    var stride: Int { packs.map(\.stride).max() ?? 0 }
}
