package import CEL
package import Toolbox
package import Vocabulary

/// A random trial that keeps a share of those whom the policy would act on from it, so that what
/// the policy does can be measured.
package struct TrialDefinition: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A share of entities is kept from the policy for as long as the trial stands.
        case holdout
        /// A share of events is let through, to learn the truth about what is acted on.
        case exploration
    }

    package var name: String
    package var kind: Kind
    /// Kind of entity whose name is drawn by; nil draws by the event.
    package var unit: String?
    /// The share that is withheld, in (0, ``shareMax``].
    package var share: Double
    package var actions: Set<Action>
    /// By journey: whether it has a say there.
    package var journeys: [Bool]
    /// By event type: slot of the unit; nil where the event names none, or it is drawn by event.
    package var unitSlots: [Int?]
    /// Where it holds, nothing is withheld, such as above an amount.
    package var unless: Program?

    /// No trial may withhold more.
    package static let shareMax = 0.05

    package init(
        name: String, kind: Kind, unit: String?, share: Double, actions: Set<Action>,
        journeys: [Bool], unitSlots: [Int?], unless: Program?
    ) {
        (self.name, self.kind, self.unit, self.share) = (name, kind, unit, share)
        (self.actions, self.journeys) = (actions, journeys)
        (self.unitSlots, self.unless) = (unitSlots, unless)
    }
}

/// What trials make of outcomes: the same for the same entity, trial and share; a share that grows
/// keeps whom it had.
package struct Withholding: Sendable {
    package let trials: [TrialDefinition]
    private let salts: [UInt64]

    package static let none = Withholding([])

    package init(_ trials: [TrialDefinition]) {
        self.trials = trials
        salts = trials.map { Hash64.of($0.name) }
    }

    /// Lets the first trial that has a say draw. The part a name falls into is that of
    /// `bucket(name, "TRIAL", n)`.
    package func apply(
        to outcome: inout Outcome, row: UnsafePointer<Value>, type: Int, journey: Int,
        identity: Hash128, scratch: Scratch
    ) {
        guard !trials.isEmpty, outcome.action != .allow else { return }
        for (index, trial) in trials.enumerated()
        where trial.journeys[journey] && trial.actions.contains(outcome.action) {
            let drawn: UInt64
            if trial.unit == nil {
                drawn = Hash64.combine(identity.high, identity.low)
            } else if let slot = trial.unitSlots[type], row[slot].kind != .absent {
                drawn = row[slot].nameHash
            } else {
                continue
            }
            if let unless = trial.unless {
                let value = unless.evaluate(row, scratch)
                // What cannot be decided is not put at risk.
                if value.kind != .bool || value.asBool { continue }
            }
            let part = Hash64.combine(salts[index], drawn)
            outcome.draw(index, isWithheld: Double(part) * 0x1p-64 < trial.share)
            return
        }
    }
}
