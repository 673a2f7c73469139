package import Packs
package import Vocabulary

/// Where people move versions of the policy: it says how far a step reaches, and asks a second
/// person where that is far.
package struct PolicyDesk {
    private let registry: any PolicyRegistry & PolicyProposals
    /// What holds for the step: of the policy in force, never of the one that is to come.
    private let settings: RolloutSettings
    /// Of the pack that runs; nil where none ran yet.
    private let walkHash: String?

    /// What became of a step.
    package enum Outcome: Sendable, Hashable {
        case taken
        /// It waits for a second person.
        case proposed(Int64, reach: Double?)
    }

    /// - Parameter running: the pack that judges, or judged last; nil where none did yet.
    package init(registry: any PolicyRegistry & PolicyProposals, running: Pack?) {
        self.registry = registry
        settings = running?.rollout ?? RolloutSettings()
        walkHash = running?.walkHash
    }

    /// The pack that judges in a store, or judged last: the live version, else the newest pack that
    /// decided and is no version of the registry.
    package static func running(in store: any Store & PolicyRegistry) throws -> Pack? {
        for version in try store.policyVersions() where version.release.stage == .live {
            guard let files = try store.policyFiles(version: version.release.version) else { break }
            return PackLoader.read(texts: files).pack
        }
        for hash in try store.packHashes(limit: Evaluator.formerPacksMax) {
            guard let files = try store.pack(hash: hash), files["release.yaml"] == nil else {
                continue
            }
            return PackLoader.read(texts: files).pack
        }
        return nil
    }

    /// The share of events that a step will act on where the policy in force does not, from what was
    /// counted of the version beside it; nil where too little was.
    ///
    /// Three events are added to those that were counted, so that none in a thousand says "at most
    /// three in a thousand" (the rule of three: Hanley and Lippman-Hand, 1983).
    package func reach(of step: PolicyStep) throws -> Double? {
        guard [.canary, .live].contains(step.stage) else { return 0 }
        for change in try registry.policyChanges(limit: PolicyDesk.linesMax)
        where change.step.version == step.version {
            let tally = try registry.policyTally(step: change.sequence)
            guard tally.events >= PolicyDesk.eventsMin else { continue }
            let share = min(1, (Double(tally.newly) + 3) / Double(tally.events))
            return share * (step.stage == .canary ? step.share : 1)
        }
        return nil
    }

    /// Lines of the ledger that are looked through for what was counted.
    private static let linesMax = 1000

    /// Events that a version must have judged beside the policy in force before its reach is known.
    package static let eventsMin = 300

    /// Takes a step, or has it wait for a second person.
    ///
    /// - Throws: ``Fault`` as ``PolicyRegistry/move(_:approvedBy:)``, and `conflict` for a version
    ///   that was made for other events or features than those that run.
    package func advance(_ step: PolicyStep) throws -> Outcome {
        if [.shadow, .canary, .live].contains(step.stage) { try expectFit(step.version) }
        let reach = try reach(of: step)
        if let reach, reach <= settings.approveAbove {
            try registry.move(step, approvedBy: nil)
            return .taken
        }
        return .proposed(try registry.propose(step, reach: reach), reach: reach)
    }

    private func expectFit(_ version: Int) throws {
        guard let walkHash,
            let held = try registry.policyVersions().first(where: {
                $0.release.version == version
            })
        else { return }
        guard held.release.walkHash == walkHash else {
            throw Fault(
                .conflict,
                "Version \(version) of the policy was made for other events, features or lists than "
                    + "those that run.",
                fix: "Bring these in first: start the service with a pack that has them and the "
                    + "rules in force, then register the version again.")
        }
    }
}
