package import CEL
import Toolbox
package import Vocabulary

/// How signals become actions at each point of the journey.
package struct Policy: Sendable {
    /// One line of a policy: the action, and when it is taken.
    package struct Step: Sendable {
        package var action: Action
        package var condition: Program
        /// The condition as written, for people.
        package var text: String

        package init(action: Action, condition: Program, text: String) {
            self.action = action
            self.condition = condition
            self.text = text
        }
    }

    /// Steps by journey index.
    package let journeys: [[Step]]
    /// Slot that receives the score.
    package let scoreSlot: Int
    private let steps: [Flat<FlatStep>]

    /// What deciding reads, in memory that counts no references.
    private struct FlatStep {
        var action: Action
        var condition: Unmanaged<Program>
    }

    package init(journeys: [[Step]], scoreSlot: Int) {
        self.journeys = journeys
        self.scoreSlot = scoreSlot
        steps = journeys.map { steps in
            Flat(
                steps.map {
                    FlatStep(action: $0.action, condition: .passUnretained($0.condition))
                }, keeping: steps.map(\.condition))
        }
    }

    /// Decides one row after its rules were evaluated. Every step is tried; those that match name
    /// their action, and `allow` is what remains when none does.
    package func decide(
        row: UnsafeMutablePointer<Value>, journey: Int, signals: Range<Int>, scratch: Scratch
    ) -> Outcome {
        var clear = 1.0
        for slot in signals { clear *= 1 - row[slot].asDouble }
        let score = 1 - clear
        row[scoreSlot] = .double(score)
        var outcome = Outcome(score: score)
        let base = steps[journey].base
        for index in 0..<steps[journey].count {
            let step = base[index]
            let value = step.condition._withUnsafeGuaranteedRef { $0.evaluate(row, scratch) }
            if value.kind == .bool, value.asBool { outcome.insert(step.action) }
        }
        return outcome
    }
}

/// Which actions a decision names, and how sure it is.
package struct Outcome: Sendable, Hashable {
    /// 0...1.
    package var score: Double
    private var bits: UInt16 = 0

    package init(score: Double) { self.score = score }

    package mutating func insert(_ action: Action) { bits |= 1 << UInt16(action.rank) }

    /// Every action named, strongest first; `[.allow]` when none.
    package var actions: [Action] {
        let named = Action.allCases.reversed().filter { bits & 1 << UInt16($0.rank) != 0 }
        return named.isEmpty ? [.allow] : named
    }

    /// The strongest action.
    package var action: Action {
        guard bits != 0 else { return .allow }
        return Action.allCases[15 - bits.leadingZeroBitCount]
    }
}
