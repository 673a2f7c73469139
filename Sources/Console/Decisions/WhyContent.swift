import API
import CEL
import Pipeline
import Vocabulary

/// What `decision_why.mustache` shows: rules that fired, those that nearly did, and the others.
struct WhyContent {
    struct Obstacle {
        let words: String
    }

    struct Rule {
        let id: String
        let path: String
        let description: String
        let mode: String
        let signal: String
        let weight: String
        let verdict: String
        let mood: String
        let why: String?
        let obstacles: [Obstacle]
        let heading: String?
    }

    struct Step {
        let action: String
        let condition: String
        let isTaken: Bool
        let outcome: String
    }

    /// Rules with so few obstacles nearly fired.
    private static let nearMax = 1

    let id: String
    let path: String
    let fired: [Rule]
    let near: [Rule]
    let others: [Rule]
    let hasFired: Bool
    let hasNear: Bool
    let hasOthers: Bool
    let steps: [Step]
    let walked: String

    init(_ trace: DecisionTrace) {
        id = trace.kept.id
        path = "/decisions/\(Query.escaped(trace.kept.id))"
        let isNear = { (rule: DecisionTrace.Rule) in
            (1...WhyContent.nearMax).contains(rule.whyNot?.items.count ?? 0)
        }
        fired = trace.rules.filter { $0.verdict == .fired }.map { Rule($0) }
        let left = trace.rules.filter { $0.verdict != .fired }
        near = left.filter(isNear).map { Rule($0) }
        others = left.filter { !isNear($0) }.map { Rule($0) }
        (hasFired, hasNear, hasOthers) = (!fired.isEmpty, !near.isEmpty, !others.isEmpty)
        steps = trace.steps.map {
            Step(
                action: $0.action.rawValue, condition: $0.condition.text, isTaken: $0.isTaken,
                outcome: $0.isTaken ? "holds" : "does not hold")
        }
        walked =
            trace.eventsWalked == 0
            ? "The record tells all values; nothing of the log was walked."
            : "\(Counted.words(trace.eventsWalked, "event", "events")) of the log were walked."
    }
}

extension WhyContent.Rule {
    init(_ rule: DecisionTrace.Rule) {
        id = rule.id
        path = RegistryContent.path(rule.id)
        (description, mode, signal) = (rule.description, rule.mode.rawValue, rule.signal)
        weight = RingWords.weight(rule.weight)
        switch rule.verdict {
        case .fired: (verdict, mood, why) = ("fired", "bad", nil)
        case .didNotFire: (verdict, mood, why) = ("did not fire", "good", nil)
        case .undecided(let words): (verdict, mood, why) = ("could not be decided", "warn", words)
        }
        let items = rule.whyNot?.items ?? []
        obstacles = items.map {
            WhyContent.Obstacle(words: FieldWords.grouping($0.words))
        }
        guard let whyNot = rule.whyNot else {
            heading = nil
            return
        }
        if items.isEmpty {
            heading = "No value of what it compares would make it fire."
            return
        }
        let also =
            whyNot.alternatives > 0
            ? ", these or those of \(whyNot.alternatives) other choices" : ""
        heading =
            "\(Counted.words(items.count, "comparison", "comparisons")) kept it from firing\(also):"
    }
}
