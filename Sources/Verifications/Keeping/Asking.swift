import CEL
import Decisions
import Packs
import Pipeline
import Rules
import Vocabulary

/// Reads decisions as they were committed, and asks for what the journey and the risk ask.
struct Asking {
    let pack: Pack
    let definition: VerificationDefinition
    let by = "service"

    /// How old a decision may be that asks for something, milliseconds.
    var ageMax: Int64 {
        min(VerificationRounds.ageMax, definition.requirements.map(\.open).min() ?? .max)
    }

    /// Requirements that a decision asks for, those that cost least first; each once.
    ///
    /// - Throws: ``Fault`` `invalid` for a record that cannot be read.
    func requirements(of decision: StoredDecision) throws -> [Int] {
        guard let journey = definition.journeys.first(where: { $0.name == decision.journey })
        else { return [] }
        var asked = journey.base
        if !journey.stepUps.isEmpty { asked += try stepUps(of: journey, decision) }
        var seen: Set<Int> = []
        return asked.filter { seen.insert($0).inserted }
            .sorted { definition.requirements[$0].friction < definition.requirements[$1].friction }
    }

    private func stepUps(
        of journey: VerificationDefinition.Journey, _ decision: StoredDecision
    ) throws -> [Int] {
        // Most decisions have no signal, and their records need not be read.
        if decision.score == 0, decision.action == .allow {
            return stepUps(of: journey, score: 0, isChallenged: false, reasons: [])
        }
        let record = try RecordView(record: decision.record)
        // A trial keeps this one from what the policy names: it is not asked for more.
        if record.trial?.arm == "withheld" { return [] }
        return stepUps(
            of: journey, score: record.score,
            isChallenged: record.actions.contains(Action.challenge.rawValue),
            reasons: record.reasons)
    }

    private func stepUps(
        of journey: VerificationDefinition.Journey, score: Double, isChallenged: Bool,
        reasons: [RecordView.Reason]
    ) -> [Int] {
        let slots = pack.policy.scoreSlot + 2
        let row = UnsafeMutablePointer<Value>.allocate(capacity: slots)
        defer { row.deallocate() }
        row.initialize(repeating: .absent, count: slots)
        for slot in pack.signalSlots { row[slot] = .double(0) }
        for reason in reasons {
            guard let place = pack.rules.signals.firstIndex(of: reason.signal) else { continue }
            let slot = pack.signalSlots.lowerBound + place
            row[slot] = .double(max(row[slot].asDouble, reason.weight))
        }
        row[pack.policy.scoreSlot] = .double(score)
        row[pack.policy.scoreSlot + 1] = .bool(isChallenged)
        let scratch = Scratch()
        return journey.stepUps.flatMap { stepUp -> [Int] in
            let value = stepUp.condition.evaluate(row, scratch)
            return value.kind == .bool && value.asBool ? stepUp.ask : []
        }
    }
}
