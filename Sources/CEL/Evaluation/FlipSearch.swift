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

    /// A leaf that must come out otherwise, and how.
    typealias Flip = (leaf: Int, outcome: Bool)
    /// The smallest set, by leaf, and how many others are as small.
    typealias Found = (flips: [Flip], alternatives: Int, isLeast: Bool)

    /// The leaves to flip; nil when no set will do.
    func smallest(_ formula: Formula) -> Found? {
        if leaves.count <= WhyNot.exhaustiveMax { return smallestOfAll(formula) }
        var isLeast = true
        let sets = sets(formula, makes: true, &isLeast)
        guard let first = sets.first else { return nil }
        let flips = first.flipped.sorted().compactMap { leaf in
            first.outcomes[leaf].map { (leaf: leaf, outcome: $0) }
        }
        let equals = sets.filter { $0.flipped.count == first.flipped.count }
        return (flips, Set(equals.map(\.flipped)).count - 1, isLeast)
    }

    // MARK: Every set

    private func smallestOfAll(_ formula: Formula) -> Found? {
        var best: (set: [Int], distance: Double, flips: [Flip])?
        var alternatives = 0
        var outcomes = leaves.map(\.outcome)
        for bits in 0..<(1 << leaves.count) {
            let set = leaves.indices.filter { bits >> $0 & 1 == 1 }
            if let best, set.count > best.set.count { continue }
            guard let demanded = demand(formula, set[...], &outcomes) else { continue }
            let distance = set.reduce(0) { $0 + leaves[$1].distance }
            let flips = zip(set, demanded).map { (leaf: $0, outcome: $1) }
            guard let held = best, held.set.count == set.count else {
                best = (set, distance, flips)
                alternatives = 0
                continue
            }
            alternatives += 1
            if distance < held.distance
                || distance == held.distance && set.lexicographicallyPrecedes(held.set)
            {
                best = (set, distance, flips)
            }
        }
        return best.map { ($0.flips, alternatives, true) }
    }

    /// The outcomes of just these leaves that make the formula true, if any do; one without a value
    /// may come out either way.
    private func demand(
        _ formula: Formula, _ set: ArraySlice<Int>, _ outcomes: inout [Bool?]
    ) -> [Bool]? {
        guard let leaf = set.first else { return formula.outcome(outcomes) == true ? [] : nil }
        defer { outcomes[leaf] = leaves[leaf].outcome }
        for outcome in leaves[leaf].outcome.map({ [!$0] }) ?? [true, false] {
            outcomes[leaf] = outcome
            if let rest = demand(formula, set.dropFirst(), &outcomes) { return [outcome] + rest }
        }
        return nil
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
