import Decisions
import Vocabulary

/// Events by what is known of them.
package struct Marks: Codable, Sendable, Hashable {
    package var bad = 0
    package var good = 0
    package var unknown = 0
    package var events: Int { bad + good + unknown }

    mutating func add(_ mark: Int8) {
        if mark == 1 { bad += 1 } else if mark == 0 { good += 1 } else { unknown += 1 }
    }

    static func += (left: inout Marks, right: Marks) {
        left.bad += right.bad
        left.good += right.good
        left.unknown += right.unknown
    }
}

/// A set of small numbers.
struct NumberSet: Sendable {
    private(set) var words: [UInt64]

    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    @inline(__always)
    mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

    mutating func formUnion(_ other: NumberSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    func subtracting(_ other: NumberSet) -> NumberSet {
        var rest = self
        for index in words.indices { rest.words[index] &= ~other.words[index] }
        return rest
    }

    var numbers: [Int] {
        words.indices.flatMap { index in
            (0..<64).filter { words[index] & 1 << UInt64($0) != 0 }.map { index * 64 + $0 }
        }
    }
}

/// What a pack's decisions come to on some rows. Amounts are in millionths of the unit, so that
/// sums do not depend on their order.
struct Tally: Sendable {
    static let millionths = 1_000_000.0

    /// By rank of the action.
    var actions: [Marks] = Action.allCases.map { _ in Marks() }
    var actionPeople: [NumberSet]
    /// By rule; whether live or in shadow.
    var rules: [Marks]
    var rulePeople: [NumberSet]
    /// By rule: people not known to be bad, at an event not known to be bad, on whom it fired.
    var ruleGoodPeople: [NumberSet]
    /// By rule: what the bad events it fired on cost where nothing meets them.
    var ruleCosts: [Int64]
    /// Of events known to be good: those a measure hurt.
    var hurt = 0
    /// Of events known to be bad: those that any action but `allow` met.
    var caught = 0
    /// People not known to be bad whom a measure hurt at an event that is not known to be bad.
    var hurtPeople: NumberSet
    /// People with an event that any action but `allow` met.
    var metPeople: NumberSet
    var missedCost: Int64 = 0
    var wrongCost: Int64 = 0
    /// By segment and its value.
    var segments: [[SegmentTally]]
    /// By kind of partner and its number: events withheld.
    var withheld: [[Int32]]

    struct SegmentTally: Sendable {
        var marks = Marks()
        var caught = 0
        var hurt = 0
        var cost: Int64 = 0
    }

    init(rules ruleCount: Int, people: Int, segments: [Int], partners: [Int]) {
        let none = NumberSet(count: people)
        actionPeople = Action.allCases.map { _ in none }
        rules = (0..<ruleCount).map { _ in Marks() }
        rulePeople = (0..<ruleCount).map { _ in none }
        ruleGoodPeople = rulePeople
        ruleCosts = Array(repeating: 0, count: ruleCount)
        (hurtPeople, metPeople) = (none, none)
        self.segments = segments.map { (0..<$0).map { _ in SegmentTally() } }
        withheld = partners.map { Array(repeating: 0, count: $0) }
    }

    mutating func add(_ other: Tally) {
        for index in actions.indices {
            actions[index] += other.actions[index]
            actionPeople[index].formUnion(other.actionPeople[index])
        }
        for index in rules.indices {
            rules[index] += other.rules[index]
            rulePeople[index].formUnion(other.rulePeople[index])
            ruleGoodPeople[index].formUnion(other.ruleGoodPeople[index])
            ruleCosts[index] += other.ruleCosts[index]
        }
        hurt += other.hurt
        caught += other.caught
        hurtPeople.formUnion(other.hurtPeople)
        metPeople.formUnion(other.metPeople)
        missedCost += other.missedCost
        wrongCost += other.wrongCost
        for segment in segments.indices {
            for value in segments[segment].indices {
                let more = other.segments[segment][value]
                segments[segment][value].marks += more.marks
                segments[segment][value].caught += more.caught
                segments[segment][value].hurt += more.hurt
                segments[segment][value].cost += more.cost
            }
        }
        for kind in withheld.indices {
            for number in withheld[kind].indices {
                withheld[kind][number] += other.withheld[kind][number]
            }
        }
    }
}
