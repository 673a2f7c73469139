package import Rings
package import Vocabulary

/// The sums of lockstep over a log; see ``Detector/lockstepSums(_:progress:)``.
package typealias LockstepSums = PairSums

/// Runs detection on a log's conduct, stage by stage.
package struct Detector: Sendable {
    package let kinds: [ValueKind]
    /// What is played, such as `track`: the kind of entity, else the field's name.
    package let objectKind: String
    package let settings: DetectionSettings
    package let threads: Int

    /// The stages, in their order.
    package enum Stage: String, Sendable, CaseIterable {
        case tally, lockstep, payees, blocks, sharing, timing, takeover, judge
    }

    /// - Parameter threads: how many may work at once.
    package init(
        schema: Schema, definition: DetectionDefinition,
        settings: DetectionSettings = DetectionSettings(), threads: Int
    ) {
        kinds = ValueKind.of(definition, schema)
        let act = definition.plays?.act
        let field = act.flatMap { act in
            schema.types[act.type].fields.first { $0.slot == act.object }
        }
        objectKind = field?.entity.map { schema.entities[$0] } ?? field?.name ?? "object"
        self.settings = settings
        self.threads = threads
    }

    /// - Parameters:
    ///   - sums: of ``lockstepSums(_:progress:)``, where they are known from before.
    ///   - progress: called as stages begin; what it throws ends the run.
    package func run(
        _ conduct: Conduct, sums: PairSums? = nil,
        progress: (Stage, _ share: Double) throws -> Void
    ) rethrows -> Detected {
        try progress(.tally, 0)
        let tallies = Tallies(conduct)
        let stage = FindingsStage(
            conduct, tallies, kinds, objectKind: objectKind, settings)
        let ties = Ties(conduct, kinds, threshold: settings.shared.threshold)
        var findings = Findings()
        let sums = try sums ?? lockstepSums(conduct) { try progress(.lockstep, $0) }
        stage.lockstep(sums, into: &findings)
        try progress(.payees, 0)
        stage.payees(into: &findings)
        try progress(.blocks, 0)
        stage.blocks(into: &findings)
        try progress(.sharing, 0)
        stage.crowds(ties, into: &findings)
        stage.bursts(into: &findings)
        try progress(.timing, 0)
        stage.timing(into: &findings)
        try progress(.takeover, 0)
        stage.takeovers(into: &findings)
        try progress(.judge, 0)
        let judgement = JudgementStage.judgement(stage, findings, ties)
        let recipients = RecipientStage(stage, judgement)
        let payees = recipients.payees()
        return Detected(
            stage: stage, findings: findings, ties: ties, judgement: judgement, payees: payees,
            makers: recipients.makers(payees))
    }

    /// Sums of lockstep over all plays; the longest stage.
    package func lockstepSums(
        _ conduct: Conduct, progress: (Double) throws -> Void
    ) rethrows -> PairSums {
        try LockstepStage.sums(
            conduct.plays.actions, seatCount: conduct.seatCount, rule: settings.lockstep,
            threads: threads,
            progress: progress)
    }
}

/// What a run of detection came to.
package struct Detected: Sendable {
    package let stage: FindingsStage
    package let findings: Findings
    package let ties: Ties
    package let judgement: Judgement
    package let payees: [UInt32: Recipient]
    package let makers: [UInt32: Recipient]

    package var conduct: Conduct { stage.conduct }

    /// The rings as documents, with names that go on from `names`.
    package func documents(_ names: inout RingNames) -> [RingDocument] {
        let named = names.name(judgement.rings, conduct, asOf: conduct.latest)
        let documents = RingDocuments(stage, findings, ties, judgement, (payees, makers))
        return named.enumerated().map { documents.document($0, $1) }
    }
}
