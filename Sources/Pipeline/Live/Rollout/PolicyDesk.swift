import Foundation
package import Packs
package import Vocabulary

/// Where people move versions of the policy: it says how far a step reaches, and asks a second
/// person where that is far.
package struct PolicyDesk: Sendable {
    private let registry: any PolicyRegistry & PolicyProposals
    /// The pack that judges, or judged last; nil where none did yet. What it says of steps holds,
    /// never what the one says that is to come.
    private let running: Pack?

    /// What became of a step.
    package enum Outcome: Sendable, Hashable {
        case taken
        /// It waits for a second person.
        case proposed(Int64, reach: Double?)
    }

    /// Events that a version must have judged beside the policy in force before its reach is known.
    package static let eventsMin = 300
    /// Lines of the ledger that are looked through for what was counted.
    private static let linesMax = 1000
    /// Files that say what follows from decisions, which no count of events shows.
    private static let consequences = ["enforcement.yaml", "verification.yaml"]
    /// By how much a reach may grow while its proposal waits.
    private static let growthMax = 1.5

    /// - Parameter running: see ``running(in:)``.
    package init(registry: any PolicyRegistry & PolicyProposals, running: Pack?) {
        (self.registry, self.running) = (registry, running)
    }

    /// The share of events that a step will treat otherwise than the policy in force does: act on
    /// newly, or no longer. From what was counted beside that policy; nil where too little was.
    ///
    /// It is the upper end of a 95 % interval, one-sided (Wilson, 1927), so that none of a thousand
    /// says "at most three in a thousand".
    package func reach(of step: PolicyStep) throws -> Double? {
        guard PolicyDesk.reaches(step.stage) else { return 0 }
        let changes = try registry.policyChanges(limit: PolicyDesk.linesMax)
        for change in changes {
            // What was counted before was counted beside another policy.
            if change.step.stage == .live || change.from == .live { return nil }
            guard change.step.version == step.version else { continue }
            let tally = try registry.policyTally(step: change.sequence)
            guard tally.events >= PolicyDesk.eventsMin else { continue }
            return PolicyDesk.upperEnd(tally.newly + tally.spared, of: tally.events)
                * (step.stage == .canary ? step.share : 1)
        }
        return nil
    }

    private static func upperEnd(_ hits: Int, of count: Int) -> Double {
        let (n, p, z) = (Double(count), Double(hits) / Double(count), 1.645)
        let middle = p + z * z / (2 * n)
        let width = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return min(1, (middle + width) / (1 + z * z / n))
    }

    /// Whether a step to a stage reaches people, so that somebody should have looked before.
    package static func reaches(_ stage: PolicyStage) -> Bool { stage == .canary || stage == .live }

    /// The step with the reason for which nobody looks before, as the ledger keeps it.
    ///
    /// - Throws: ``Fault`` `conflict` where it reaches people, nobody looked at what its version
    ///   would have done, and no reason is given.
    private func expectSeen(_ step: PolicyStep, withoutPreview reason: String?) throws -> PolicyStep
    {
        guard PolicyDesk.reaches(step.stage), try standing(step.version) != nil,
            try !registry.isPreviewed(version: step.version)
        else { return step }
        guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
            throw Fault(
                .conflict, "Nobody has looked at what version \(step.version) would have done.",
                fix:
                    "Preview it at /rules/versions/\(step.version), or say why it is taken without "
                    + "one: `without_preview`, at the command line --without-preview.")
        }
        var meant = step
        meant.why = PlainWords.joined(step.why, "Without a preview: \(reason)")
        return meant
    }

    /// Has a step wait for a second person, whatever its reach.
    ///
    /// - Parameter withoutPreview: as in ``advance(_:withoutPreview:)``.
    /// - Returns: the proposal's id.
    package func propose(_ step: PolicyStep, withoutPreview reason: String? = nil) throws -> Int64 {
        let step = try expectSeen(step, withoutPreview: reason)
        return try registry.propose(step, reach: try reach(of: step))
    }

    /// Takes a step, or has it wait for a second person: where it reaches further than the policy
    /// in force allows, where its reach is not known, where what follows from decisions changes,
    /// and where the live version is retired by hand. A rollback is none of these.
    ///
    /// - Parameter withoutPreview: why it is taken though nobody looked at what it would do; the
    ///   ledger keeps it. Not asked for where somebody did, or the step reaches nobody.
    /// - Throws: ``Fault`` as ``PolicyRegistry/move(_:approvedBy:)``, and `conflict` for a version
    ///   that was made for other events or features than those that run, or that nobody looked at.
    package func advance(
        _ step: PolicyStep, withoutPreview reason: String? = nil
    ) throws -> Outcome {
        let step = try expectSeen(step, withoutPreview: reason)
        try expectFit(step)
        let reach = try reach(of: step)
        let allowed = running?.rollout.approveAbove ?? RolloutSettings().approveAbove
        if let reach, reach <= allowed, try !changesConsequences(step), try !retiresLive(step) {
            try registry.move(step, approvedBy: nil)
            return .taken
        }
        return .proposed(try registry.propose(step, reach: reach), reach: reach)
    }

    /// Approves a proposal, and takes its step.
    ///
    /// - Parameter withoutPreview: why the second person agrees though nobody looked.
    /// - Throws: ``Fault`` `conflict` where it is not to be taken any more: nobody looked, it does
    ///   not fit what runs, or its reach has grown; else as
    ///   ``PolicyProposals/decide(proposal:isApproved:at:by:adding:)``.
    package func approve(
        _ id: Int64, at: Int64, by: String, withoutPreview reason: String? = nil
    ) throws {
        var words = ""
        if let proposal = try registry.openProposal(id) {
            var step = proposal.step
            step.why = ""
            words = try expectSeen(step, withoutPreview: reason).why
            try expectFit(step)
            if let told = proposal.reach, let now = try reach(of: step),
                now > told * PolicyDesk.growthMax
            {
                throw Fault(
                    .conflict,
                    "The reach of proposal \(id) has grown from \(told) to \(now) of events.",
                    fix: "Look at it again, and propose the step anew.")
            }
        }
        try registry.decide(proposal: id, isApproved: true, at: at, by: by, adding: words)
    }

    private func changesConsequences(_ step: PolicyStep) throws -> Bool {
        guard PolicyDesk.reaches(step.stage), let running,
            let files = try registry.policyFiles(version: step.version)
        else { return false }
        return PolicyDesk.consequences.contains { files[$0] != running.files[$0] }
    }

    private func retiresLive(_ step: PolicyStep) throws -> Bool {
        guard step.stage == .retired else { return false }
        return try standing(step.version)?.release.stage == .live
    }

    private func standing(_ version: Int) throws -> PolicyVersion? {
        try registry.policyVersions().first { $0.release.version == version }
    }

    private func expectFit(_ step: PolicyStep) throws {
        guard [.shadow, .canary, .live].contains(step.stage), let running,
            let held = try standing(step.version), held.release.walkHash != running.walkHash
        else { return }
        throw Fault(
            .conflict,
            "Version \(step.version) of the policy was made for other events, features or lists "
                + "than those that run.",
            fix: "Bring these in first: start the service with a pack that has them and the rules "
                + "in force, then register the version again.")
    }
}

extension PolicyDesk {
    /// Decisions that are looked at for the pack that judged last.
    private static let decisionsMax = 200

    /// The pack that judges in a store, or judged last: the live version, else the pack of the
    /// latest decision that is no version of the registry, such as a canary.
    package static func running(in store: any Store & PolicyRegistry) throws -> Pack? {
        for version in try store.policyVersions() where version.release.stage == .live {
            guard let files = try store.policyFiles(version: version.release.version) else { break }
            return PackLoader.read(texts: files).pack
        }
        var hashes: [String] = []
        for decision in try store.decisions(DecisionFilter(limit: decisionsMax))
        where !hashes.contains(decision.packHash) {
            hashes.append(decision.packHash)
        }
        hashes += try store.packHashes(limit: Evaluator.formerPacksMax)
        for hash in hashes {
            guard let files = try store.pack(hash: hash), files["release.yaml"] == nil else {
                continue
            }
            return PackLoader.read(texts: files).pack
        }
        return nil
    }
}
