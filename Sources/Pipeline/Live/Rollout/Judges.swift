import CEL
import Decisions
import Packs
import Rules
import Toolbox
package import Vocabulary

/// Who judges the rows of one walk: the evaluator in force, a canary's for its share of entities,
/// and shadows beside them, whose outcomes are counted and nothing more.
///
/// All of them judge by ``Evaluator/judge(_:_:into:lane:)`` on the same filled rows, and one
/// judge's slots are emptied before the next, so a version decides an event alike in shadow, canary
/// and live.
package final class Judges: Sendable {
    /// A version that is tried.
    package struct Candidate: Sendable {
        package let evaluator: Evaluator
        package let release: PolicyRelease
        let progress: CandidateProgress
    }

    package let live: Evaluator
    package let canary: Candidate?
    package let shadows: [Candidate]
    /// Slots that a row needs for the widest of them.
    package let stride: Int
    /// By event type: slot of the name that a canary chooses by.
    private let unitSlots: [Int?]
    private let salt: UInt64
    private let slowNanoseconds: UInt64

    /// - Parameters:
    ///   - live: which judges by the roster's live pack.
    ///   - held: who judged until now; a step that goes on keeps what was counted for it.
    package init(_ roster: Roster, live: Evaluator, after held: Judges?) {
        self.live = live
        let settings = roster.live.rollout
        let known = Dictionary(
            (held?.candidates ?? []).map { ($0.progress.step, $0.progress) },
            uniquingKeysWith: { first, _ in first })
        func candidate(_ candidate: Roster.Candidate) -> Candidate {
            Candidate(
                evaluator: live.judging(by: candidate.pack), release: candidate.release,
                progress: known[candidate.step]
                    ?? CandidateProgress(
                        step: candidate.step, tally: candidate.tally,
                        rolloutGuard: candidate.release.stage == .canary
                            ? RolloutGuard(settings) : nil))
        }
        canary = roster.canary.map { candidate($0) }
        shadows = roster.shadows.prefix(Roster.shadowsMax).map { candidate($0) }
        stride = roster.stride
        let schema = roster.live.schema
        let unit = schema.entities.firstIndex(of: settings.unit)
        unitSlots = schema.types.indices.map { type in
            unit.flatMap { schema.field(naming: $0, at: type)?.slot }
        }
        salt = Hash64.of("policy/\(roster.canary?.release.version ?? 0)")
        slowNanoseconds = UInt64(settings.latencyMicrosecondsMax) * 1000
    }

    var candidates: [Candidate] { (canary.map { [$0] } ?? []) + shadows }

    /// The same packs over features that were rebuilt; nothing is on its way.
    func restarted(_ live: Evaluator, _ roster: Roster) -> Judges {
        for candidate in candidates { candidate.progress.forgetUncommitted() }
        return Judges(roster, live: live, after: self)
    }

    /// Ids that the decision on an event may have.
    func ids(of identity: Hash128) -> [String] {
        (canary.map { [$0.evaluator.record.id(of: identity)] } ?? []) + live.ids(of: identity)
    }

    /// Whether the canary decides a row: always for the same entities, and a share that grows keeps
    /// whom it had. The part is that of `bucket(name, "policy/VERSION", n)`.
    private func isOfCanary(_ batch: EventBatch, _ index: Int) -> Bool {
        guard let canary, !canary.progress.hasStopped,
            let slot = unitSlots[Int(batch.types[index])]
        else { return false }
        let name = batch.row(index)[slot]
        guard name.kind != .absent else { return false }
        let part = Hash64.combine(salt, name.nameHash)
        return Double(part) * 0x1p-64 < canary.release.share
    }

    /// Decides all rows that were accepted, each by who decides for its entity.
    package func decide(_ batch: EventBatch, into judged: Judged, lane: Lane) {
        judged.begin(batch.count)
        guard let canary, !canary.progress.hasStopped else {
            live.decide(batch, rows: 0..<batch.count, into: judged.results, lane: lane)
            return
        }
        lane.scratch.forget()
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            live.fillFormulas(batch, index, lane: lane)
            if isOfCanary(batch, index) {
                let started = monotonicNanoseconds()
                canary.evaluator.judge(batch, index, into: judged.results, lane: lane)
                judged.serve(index, isSlow: monotonicNanoseconds() - started > slowNanoseconds)
            } else {
                live.judge(batch, index, into: judged.results, lane: lane)
            }
            lane.scratch.reset()
        }
    }

    /// Has those judge who do not decide, once the records of what was decided are written, and
    /// counts what they come to.
    ///
    /// - Parameter seen: called with each row that a shadow judged, its place among the shadows,
    ///   and what came of it, while its values are there.
    /// - Returns: by step, what is to be added to its tally.
    package func compare(
        _ batch: EventBatch, _ judged: Judged, lane: Lane,
        seen: ((_ index: Int, _ shadow: Int, _ results: Results) -> Void)? = nil
    ) -> [Int64: PolicyTally] {
        guard !shadows.isEmpty || judged.hasCanary else { return [:] }
        var tallies = Array(repeating: PolicyTally(), count: candidates.count)
        let first = canary == nil ? 0 : 1
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            defer { lane.scratch.reset() }
            var inForce = judged.results.rows[index].outcome.named
            if let canary, judged.isOfCanary(index) {
                let named = inForce
                inForce = judge(by: live, batch, index, judged, lane)
                tallies[0].count(named, live: inForce)
                if judged.isSlow(index) { tallies[0].slow += 1 }
                tallies[0].count(judged.results.rows[index].findings.fired, canary.evaluator)
            }
            for (place, shadow) in shadows.enumerated() {
                let named = judge(by: shadow.evaluator, batch, index, judged, lane)
                tallies[first + place].count(named, live: inForce)
                tallies[first + place].count(
                    judged.beside.rows[index].findings.fired, shadow.evaluator)
                seen?(index, place, judged.beside)
            }
        }
        var byStep: [Int64: PolicyTally] = [:]
        for (candidate, tally) in zip(candidates, tallies) where tally.events > 0 {
            candidate.progress.add(tally)
            byStep[candidate.progress.step] = tally
        }
        return byStep
    }

    /// What an evaluator names for a row that others have judged.
    private func judge(
        by evaluator: Evaluator, _ batch: EventBatch, _ index: Int, _ judged: Judged, _ lane: Lane
    ) -> Action {
        evaluator.clear(batch, index)
        evaluator.judge(batch, index, into: judged.beside, lane: lane)
        return judged.beside.rows[index].outcome.named
    }
}

extension PolicyTally {
    fileprivate mutating func count(_ fired: [Int], _ evaluator: Evaluator) {
        for rule in fired { rules[evaluator.pack.rules.rules[rule].id, default: 0] += 1 }
    }
}
