/// A value that conditions compare with, in a form that can be compared and counted.
enum Scalar: Hashable {
    case number(Double)
    case text([UInt8])
    case bool(Bool)

    var asNumber: Double? {
        if case .number(let number) = self { return number }
        return nil
    }
}

/// What a leaf of a condition asks of its operand.
enum Question {
    case relation(Relation, Scalar)
    case among([Scalar])
    /// Whether there is a value at all.
    case presence

    var isPresence: Bool {
        if case .presence = self { return true }
        return false
    }
}

/// The values that a part of an expression may have; always at least those it does have.
struct Domain {
    enum Kind { case integers, reals, times, texts, bools }

    /// Integers of this size and beyond are not told apart by doubles.
    static let exactMax = 0x1p53
    /// Larger sets are not followed value by value.
    static let valuesMax = 64

    let kind: Kind
    var lower = -Double.infinity
    var upper = Double.infinity
    var mayBeNaN: Bool
    /// When not nil, no other value.
    private var only: Set<Scalar>?
    private var not: Set<Scalar> = []
    private(set) var isPresent = false
    private(set) var isAbsent = false

    init(_ kind: Kind, _ range: NumberRange = .all, isAbsent: Bool = false) {
        self.kind = kind
        self.isAbsent = isAbsent
        mayBeNaN = kind == .reals && range.mayBeNaN
        if kind == .integers || kind == .reals {
            lower = kind == .integers ? range.lower.rounded(.up) : range.lower
            upper = kind == .integers ? range.upper.rounded(.down) : range.upper
        }
    }

    /// What asking can come to, when the operand has a value.
    func outcomes(_ question: Question) -> Outcomes {
        var outcomes: Outcomes = []
        if learning(question, is: true).isInhabited { outcomes.insert(.canBeTrue) }
        if learning(question, is: false).isInhabited { outcomes.insert(.canBeFalse) }
        return outcomes
    }

    /// The values for which the answer is known.
    func learning(_ question: Question, is answer: Bool) -> Domain {
        var learned = self
        learned.learn(question, is: answer)
        return learned
    }

    mutating func learn(_ question: Question, is answer: Bool) {
        switch question {
        case .presence:
            if answer { isPresent = true } else { isAbsent = true }
            return
        case .relation(let relation, let scalar):
            if answer != (relation == .notEqual) { mayBeNaN = false }
            learn(answer ? relation : relation.opposite, scalar)
        case .among(let scalars):
            if answer {
                mayBeNaN = false
                keep(scalars)
            } else {
                for scalar in scalars { exclude(scalar) }
            }
        }
        isPresent = true
    }

    private mutating func learn(_ relation: Relation, _ scalar: Scalar) {
        switch (relation, scalar) {
        case (.equal, _): keep([scalar])
        case (.notEqual, _): exclude(scalar)
        case (.less, .number(let bound)): upper = min(upper, below(bound))
        case (.lessEqual, .number(let bound)): upper = min(upper, roundedDown(bound))
        case (.greater, .number(let bound)): lower = max(lower, -below(-bound))
        case (.greaterEqual, .number(let bound)): lower = max(lower, -roundedDown(-bound))
        default: break
        }
    }

    /// The greatest value less than a bound.
    private func below(_ bound: Double) -> Double {
        switch kind {
        case .integers:
            let floor = bound.rounded(.down)
            return floor == bound ? bound - 1 : floor
        case .times: return bound.nextUp
        default: return bound.nextDown
        }
    }

    private func roundedDown(_ bound: Double) -> Double {
        switch kind {
        case .integers: bound.rounded(.down)
        case .times: bound.nextUp
        default: bound
        }
    }

    private mutating func keep(_ scalars: [Scalar]) {
        let numbers = scalars.compactMap(\.asNumber)
        if kind != .texts, kind != .bools {
            lower = max(lower, kind == .times ? numbers.min()?.nextDown ?? 0 : numbers.min() ?? 1)
            upper = min(upper, kind == .times ? numbers.max()?.nextUp ?? 0 : numbers.max() ?? 0)
        }
        guard kind != .times, scalars.count <= Self.valuesMax else { return }
        only = only?.intersection(scalars) ?? Set(scalars)
    }

    private mutating func exclude(_ scalar: Scalar) {
        guard kind != .times, not.count < Self.valuesMax else { return }
        not.insert(scalar)
    }

    /// False when there surely is no such value.
    private var isInhabited: Bool {
        if isAbsent && isPresent { return false }
        if isAbsent { return true }
        if mayBeNaN { return true }
        if let only { return only.contains { holds($0) } }
        switch kind {
        case .texts: return true
        case .bools: return holds(.bool(true)) || holds(.bool(false))
        case .times: return lower <= upper
        case .reals: return lower < upper || (lower == upper && holds(.number(lower)))
        case .integers:
            guard lower <= upper else { return false }
            guard upper - lower < Double(Self.valuesMax), abs(lower) < Self.exactMax,
                abs(upper) < Self.exactMax
            else { return true }
            return stride(from: lower, through: upper, by: 1).contains { holds(.number($0)) }
        }
    }

    private func holds(_ scalar: Scalar) -> Bool {
        guard !not.contains(scalar) else { return false }
        guard let number = scalar.asNumber else { return true }
        if kind == .integers, number != number.rounded() { return false }
        return lower <= number && number <= upper
    }
}

extension Relation {
    /// What holds when this does not, between values that have an order.
    var opposite: Relation {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterEqual
        case .lessEqual: .greater
        case .greater: .lessEqual
        case .greaterEqual: .less
        }
    }
}
