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
    /// The trials that keep a share from it.
    package let withholding: Withholding
    /// Slots of the signals' strengths.
    private let signals: Range<Int>
    private let steps: [Flat<FlatStep>]
    /// By journey: what is decided where no signal speaks; nil where that depends on more.
    private let quiet: [Outcome?]

    /// What deciding reads, in memory that counts no references.
    private struct FlatStep {
        var action: Action
        var condition: Unmanaged<Program>
    }

    package init(
        journeys: [[Step]], signals: Range<Int>, scoreSlot: Int,
        withholding: Withholding = .none
    ) {
        self.journeys = journeys
        self.withholding = withholding
        self.signals = signals
        self.scoreSlot = scoreSlot
        quiet = journeys.map { Policy.quiet($0, signals: signals, scoreSlot: scoreSlot) }
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
        row: UnsafeMutablePointer<Value>, journey: Int, scratch: Scratch
    ) -> Outcome {
        var clear = 1.0
        var strengths = 0.0
        for slot in signals {
            clear *= 1 - row[slot].asDouble
            strengths += row[slot].asDouble
        }
        let score = 1 - clear
        row[scoreSlot] = .double(score)
        if strengths == 0, let outcome = quiet[journey] { return outcome }
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

extension Policy {
    /// What the steps come to on a row without signals, where they read nothing else.
    private static func quiet(
        _ steps: [Step], signals: Range<Int>, scoreSlot: Int
    ) -> Outcome? {
        let known = Set(signals).union([scoreSlot])
        guard
            steps.allSatisfy({
                $0.condition.isPure && known.isSuperset(of: $0.condition.references)
            })
        else { return nil }
        let row = UnsafeMutablePointer<Value>.allocate(
            capacity: max(signals.upperBound, scoreSlot + 1))
        defer { row.deallocate() }
        for slot in known { row[slot] = .double(0) }
        let scratch = Scratch()
        var outcome = Outcome(score: 0)
        for step in steps {
            let value = step.condition.evaluate(row, scratch)
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
    /// Index of the trial that drew, and what it drew; nil where none did.
    package private(set) var trial: Draw?

    /// What a trial drew.
    package struct Draw: Sendable, Hashable {
        /// Index into ``Withholding/trials``.
        package var trial: Int
        package var isWithheld: Bool
    }

    package init(score: Double) { self.score = score }

    mutating func draw(_ trial: Int, isWithheld: Bool) {
        self.trial = Draw(trial: trial, isWithheld: isWithheld)
    }

    package mutating func insert(_ action: Action) { bits |= 1 << UInt16(action.rank) }

    private var isWithheld: Bool { trial?.isWithheld ?? false }

    /// Every action that is taken, strongest first; `[.allow]` when none, or when a trial withholds
    /// them.
    package var actions: [Action] {
        if isWithheld { return [.allow] }
        let named = Action.allCases.reversed().filter { bits & 1 << UInt16($0.rank) != 0 }
        return named.isEmpty ? [.allow] : named
    }

    /// The strongest action that is taken.
    package var action: Action { isWithheld ? .allow : named }

    /// The strongest action that the policy named, whatever a trial drew.
    package var named: Action {
        guard bits != 0 else { return .allow }
        return Action.allCases[15 - bits.leadingZeroBitCount]
    }
}
