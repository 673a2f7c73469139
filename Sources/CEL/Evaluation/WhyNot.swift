/// What would have to come out otherwise for a condition to be true, and by how much.
package struct WhyNot: Sendable {
    /// One comparison of the condition that stands in the way.
    package struct Item: Sendable {
        /// The place in the source; the first, where it is written several times.
        package let range: SourceRange
        /// The comparison as written.
        package let text: String
        /// What it found: a value, `missing`, or how many elements of a list fit.
        package let observed: String
        /// What it wants, such as `at least 50`.
        package let needed: String
        /// How far the value is from what is wanted, in the value's own unit (seconds for times);
        /// nil where values have no distance.
        package let gap: Double?
        /// All of it in one sentence: `plays is 14, needs at least 50: 36 short`.
        package let words: String
        /// The variable that is missing, if that is why.
        package let missing: String?
    }

    /// The least that would have to change, in source order. Empty when nothing that compares
    /// values can make the condition true.
    package let items: [Item]
    /// False when the condition has so many comparisons that a smaller set may have been passed
    /// over.
    package let isLeast: Bool

    /// The most sets of comparisons that are held against each other at any part.
    static let setsMax = 64
    /// Up to this many comparisons, every set of them is tried.
    static let exhaustiveMax = 10
}

extension Program {
    /// Why the condition is not true for a row; nil when it is.
    ///
    /// Of all sets of comparisons that would make it true by coming out otherwise, the smallest;
    /// of those, the one whose values are nearest to what is wanted; then the one written first.
    /// Evaluates each comparison once or twice: for explaining one decision, not for making many.
    package func whyNot(_ slots: UnsafePointer<Value>, _ scratch: Scratch) -> WhyNot? {
        if evaluate(slots, scratch).isTrue { return nil }
        var reader = LeafReader(self, slots, scratch)
        let formula = reader.formula(tree.root)
        let search = FlipSearch(reader.observations.map { ($0.outcome, $0.distance) })
        let found = search.smallest(formula)
        let chosen = (found?.flipped ?? []).map { reader.observations[$0] }
        let items = chosen.sorted { $0.range.lower < $1.range.lower }.map(\.item)
        return WhyNot(items: items, isLeast: found?.isLeast ?? true)
    }
}

/// A condition as leaves joined by logic; the numbers are places among the leaves.
indirect enum Formula {
    case constant(Bool)
    /// Something that has no value whatever the leaves are.
    case failure
    case leaf(Int)
    case not(Formula)
    case all(Formula, Formula)
    case any(Formula, Formula)
    case choice(Formula, Formula, Formula)
}

/// Finds the fewest leaves that must come out otherwise for a formula to be true.
struct FlipSearch {
    /// Each leaf's outcome (nil when it has none) and how far it is from its opposite, 0 to 1.
    let leaves: [(outcome: Bool?, distance: Double)]

    init(_ leaves: [(Bool?, Double)]) { self.leaves = leaves.map { ($0.0, $0.1) } }

    /// The leaves to flip, ascending; nil when no set will do.
    func smallest(_ formula: Formula) -> (flipped: [Int], isLeast: Bool)? {
        if leaves.count <= WhyNot.exhaustiveMax {
            return smallestOfAll(formula).map { ($0, true) }
        }
        var isLeast = true
        let sets = sets(formula, makes: true, &isLeast)
        return sets.first.map { ($0.flipped.sorted(), isLeast) }
    }

    // MARK: Every set

    private func smallestOfAll(_ formula: Formula) -> [Int]? {
        var best: (set: [Int], distance: Double)?
        var outcomes = leaves.map(\.outcome)
        for bits in 0..<(1 << leaves.count) {
            let set = leaves.indices.filter { bits >> $0 & 1 == 1 }
            if let best, set.count > best.set.count { continue }
            let distance = set.reduce(0) { $0 + leaves[$1].distance }
            if let best, set.count == best.set.count {
                if distance > best.distance { continue }
                if distance == best.distance, !set.lexicographicallyPrecedes(best.set) { continue }
            }
            if canBeTrue(formula, set[...], &outcomes) { best = (set, distance) }
        }
        return best?.set
    }

    /// Whether flipping just these leaves can make the formula true; one without a value may come
    /// out either way.
    private func canBeTrue(
        _ formula: Formula, _ set: ArraySlice<Int>, _ outcomes: inout [Bool?]
    ) -> Bool {
        guard let leaf = set.first else { return formula.outcome(outcomes) == true }
        defer { outcomes[leaf] = leaves[leaf].outcome }
        for outcome in leaves[leaf].outcome.map({ [!$0] }) ?? [true, false] {
            outcomes[leaf] = outcome
            if canBeTrue(formula, set.dropFirst(), &outcomes) { return true }
        }
        return false
    }

    // MARK: The best sets of each part

    /// Leaves that must have given outcomes; those that have others now are flipped.
    private struct Demand {
        var outcomes: [Int: Bool]
        var flipped: Set<Int>
        var distance: Double
    }

    /// The best demands under which a formula comes out as wanted, best first.
    private func sets(
        _ formula: Formula, makes wanted: Bool, _ isLeast: inout Bool
    ) -> [Demand] {
        switch formula {
        case .constant(let value):
            return value == wanted ? [Demand(outcomes: [:], flipped: [], distance: 0)] : []
        case .failure: return []
        case .leaf(let leaf):
            let isFlipped = leaves[leaf].outcome != wanted
            return [
                Demand(
                    outcomes: [leaf: wanted], flipped: isFlipped ? [leaf] : [],
                    distance: isFlipped ? leaves[leaf].distance : 0)
            ]
        case .not(let inner): return sets(inner, makes: !wanted, &isLeast)
        case .all(let one, let other), .any(let one, let other):
            let left = sets(one, makes: wanted, &isLeast)
            let right = sets(other, makes: wanted, &isLeast)
            var isAll = false
            if case .all = formula { isAll = true }
            return isAll == wanted
                ? both(left, right, &isLeast) : best(left + right, &isLeast)
        case .choice(let condition, let yes, let no):
            let first = both(
                sets(condition, makes: true, &isLeast), sets(yes, makes: wanted, &isLeast),
                &isLeast)
            let second = both(
                sets(condition, makes: false, &isLeast), sets(no, makes: wanted, &isLeast),
                &isLeast)
            return best(first + second, &isLeast)
        }
    }

    private func both(
        _ left: [Demand], _ right: [Demand], _ isLeast: inout Bool
    ) -> [Demand] {
        var joined: [Demand] = []
        for one in left {
            for other in right {
                let agrees = other.outcomes.allSatisfy { leaf, outcome in
                    one.outcomes[leaf] ?? outcome == outcome
                }
                guard agrees else { continue }
                let flipped = one.flipped.union(other.flipped)
                joined.append(
                    Demand(
                        outcomes: one.outcomes.merging(other.outcomes) { first, _ in first },
                        flipped: flipped,
                        distance: flipped.sorted().reduce(0) { $0 + leaves[$1].distance }))
            }
        }
        return best(joined, &isLeast)
    }

    private func best(_ demands: [Demand], _ isLeast: inout Bool) -> [Demand] {
        var kept: [Demand] = []
        var seen: Set<[Int: Bool]> = []
        let order = demands.map { ($0, $0.flipped.sorted()) }.sorted { one, other in
            if one.1.count != other.1.count { return one.1.count < other.1.count }
            if one.0.distance != other.0.distance { return one.0.distance < other.0.distance }
            return one.1.lexicographicallyPrecedes(other.1)
        }
        for (demand, _) in order where seen.insert(demand.outcomes).inserted {
            if kept.count == WhyNot.setsMax {
                isLeast = false
                break
            }
            kept.append(demand)
        }
        return kept
    }
}

extension Formula {
    /// What it comes to when the leaves come to these; nil when it has no value.
    func outcome(_ leaves: [Bool?]) -> Bool? {
        switch self {
        case .constant(let value): return value
        case .failure: return nil
        case .leaf(let leaf): return leaves[leaf]
        case .not(let inner): return inner.outcome(leaves).map { !$0 }
        case .all(let one, let other):
            let (left, right) = (one.outcome(leaves), other.outcome(leaves))
            if left == false || right == false { return false }
            return left == nil || right == nil ? nil : true
        case .any(let one, let other):
            let (left, right) = (one.outcome(leaves), other.outcome(leaves))
            if left == true || right == true { return true }
            return left == nil || right == nil ? nil : false
        case .choice(let condition, let yes, let no):
            guard let chosen = condition.outcome(leaves) else { return nil }
            return (chosen ? yes : no).outcome(leaves)
        }
    }
}
