/// Walks a condition with what is known at each of its parts.
///
/// The right side of `&&` is judged where the left is true, that of `||` where it is false; what
/// was learned is taken back on the way out, so that a walk is near-linear in the tree.
struct Analyzer {
    /// Something that holds at the place of the walk: a part of the condition, and its answer.
    struct Fact {
        let leaf: Leaf
        let answer: Bool
        /// The leaf, or the negation around it.
        let part: Expression.ID
    }

    /// Where a leaf stands: in which chain of `&&` or `||`, and under which negation.
    struct Place {
        enum Chain { case and, or, none }
        var chain = Chain.none
        /// Facts from here on were learned in the chain.
        var floor = 0
        /// The negation around the leaf, if there is one.
        var part: Expression.ID?
        var isNegated = false
    }

    let program: Program
    let missing: Set<Int>
    var leaves: Leaves
    var ranges: NumberRanges
    var log: DiagnosticLog
    private(set) var facts: [Fact] = []
    /// The places among the facts of those about each value.
    private(set) var factsByKey: [Int: [Int]] = [:]
    /// What is known of the parts that facts are about.
    var domains: [Int: Domain] = [:]
    /// By what they say: parts that were given names, which say more of themselves than these.
    private(set) var bound: [Int: Expression.ID] = [:]
    private var undo: [(key: Int, domain: Domain?, factCount: Int)] = []
    private var plain: [Expression.ID: Outcomes] = [:]
    private var failing: [Expression.ID: Int?] = [:]

    var tree: SyntaxTree { program.tree }
    var checked: CheckedTree { program.checked }

    init(_ program: Program, _ missing: Set<Int>) {
        self.program = program
        self.missing = missing
        leaves = Leaves(program)
        ranges = NumberRanges(program)
        log = DiagnosticLog(source: program.tree.source)
    }

    // MARK: Outcomes where facts hold

    /// What a part can come to at this place of the walk; reports what it finds in it.
    mutating func outcome(_ id: Expression.ID, _ place: Place = Place()) -> Outcomes {
        if let constant = program.constant(id) { return Self.outcome(of: constant) }
        switch tree[id].kind {
        case .call(nil, "_&&_", let sides): return both(sides, joinedBy: .and, place)
        case .call(nil, "_||_", let sides): return both(sides, joinedBy: .or, place)
        case .call(nil, "!_", let sides) where checked.types[id] == .bool:
            var inner = Place()
            if isLeaf(sides[0]) || place.part != nil {
                inner = place
                inner.part = place.part ?? id
                inner.isNegated.toggle()
            }
            return outcome(sides[0], inner).negated
        case .call(nil, "_?_:_", let parts): return conditional(parts)
        case .bind(_, let value, let body):
            descend(value)
            let key = leaves.shapes.keys[value]
            if bound[key] == nil { bound[key] = value }
            return outcome(body)
        case .block(let values, let body):
            values.forEach { descend($0) }
            return outcome(body)
        case .comprehension(let it) where checked.types[id] == .bool: return walk(it, id, place)
        default:
            guard checked.types[id] == .bool else {
                tree.children(of: id).forEach { descend($0) }
                return .any
            }
            return judged(id, place)
        }
    }

    private static func outcome(of constant: Value) -> Outcomes {
        constant.kind == .bool ? .only(constant.asBool) : .canFail
    }

    /// Looks for findings in a part whose own outcome does not matter here.
    private mutating func descend(_ id: Expression.ID) { _ = outcome(id) }

    private func isLeaf(_ id: Expression.ID) -> Bool {
        switch tree[id].kind {
        case .call(nil, "_&&_", _), .call(nil, "_||_", _), .call(nil, "_?_:_", _), .bind, .block:
            false
        default: true
        }
    }

    /// `&&`, or by exchanging true and false `||`.
    private mutating func both(
        _ sides: [Expression.ID], joinedBy chain: Place.Chain, _ outer: Place
    ) -> Outcomes {
        var place = outer
        if outer.chain != chain || outer.part != nil {
            place = Place(chain: chain, floor: facts.count)
        }
        let neutral = chain == .and
        let (open, closed): (Outcomes, Outcomes) = (.only(neutral), .only(!neutral))
        let left = outcome(sides[0], place)
        guard left.contains(open) else {
            // The right side never matters but where the left fails.
            let right = plainOutcome(sides[1])
            var result = left.intersection([closed, .canFail])
            if left.contains(.canFail), right.contains(closed) { result.insert(closed) }
            if left == .canFail, right == closed { return closed }
            return result
        }
        let mark = undo.count
        assume(sides[0], is: neutral, part: sides[0])
        let right = outcome(sides[1], place)
        retract(to: mark)
        var result = left.union(right).intersection([closed, .canFail])
        if right.contains(open) { result.insert(open) }
        if left.contains(.canFail), plainOutcome(sides[1]).contains(closed) {
            result.insert(closed)
        }
        return result
    }

    private mutating func conditional(_ parts: [Expression.ID]) -> Outcomes {
        let condition = outcome(parts[0])
        var result = condition.intersection(.canFail)
        for (answer, part) in [(true, parts[1]), (false, parts[2])]
        where condition.contains(.only(answer)) {
            let mark = undo.count
            assume(parts[0], is: answer, part: parts[0])
            result.formUnion(outcome(part))
            retract(to: mark)
        }
        return result
    }

    private mutating func walk(
        _ it: Expression.Comprehension, _ id: Expression.ID, _ place: Place
    ) -> Outcomes {
        descend(it.range)
        if let filter = it.filter { descend(filter) }
        let body = outcome(it.body)
        if failingSlot(id) != nil { return judged(id, place, descends: false) }
        switch it.kind {
        // An endless list meets a limit, and an empty one has no step.
        case .exists:
            return body.intersection(.canBeTrue).union([.canBeFalse, .canFail])
        case .all: return body.intersection(.canBeFalse).union([.canBeTrue, .canFail])
        default: return .any
        }
    }

    /// A leaf's outcomes at this place.
    private mutating func judged(
        _ id: Expression.ID, _ place: Place, descends: Bool = true
    ) -> Outcomes {
        if descends { tree.children(of: id).forEach { descend($0) } }
        if let slot = failingSlot(id) {
            reportMissing(slot, id)
            return .canFail
        }
        let leaf = leaves.leaf(id)
        let alone = aloneOutcome(leaf)
        var here = alone
        if let domain = domains[leaf.key] {
            here.formIntersection(domain.outcomes(leaf.question).union(.canFail))
        }
        report(leaf, alone: alone, here: here, place)
        return here
    }

    // MARK: Outcomes of parts by themselves

    /// What a leaf can come to where nothing else is known.
    mutating func aloneOutcome(_ leaf: Leaf) -> Outcomes {
        if leaf.question.isPresence {
            return startingDomain(leaf).isAbsent ? .canBeFalse : [.canBeTrue, .canBeFalse]
        }
        if let sides = leaves.operation(leaf.id), let decided = compared(sides.name, sides.sides) {
            return decided.union(.canFail)
        }
        return startingDomain(leaf).outcomes(leaf.question).union(.canFail)
    }

    /// Comparisons that are decided by both sides being one, or by their ranges.
    private mutating func compared(_ name: String, _ sides: [Expression.ID]) -> Outcomes? {
        guard let relation = Relation(named: name), let kind = Leaves.kind(checked.types[sides[0]])
        else { return nil }
        let one = ranges.range(of: sides[0])
        if leaves.shapes.keys[sides[0]] == leaves.shapes.keys[sides[1]] {
            let isTrueOfEquals: Bool
            switch relation {
            case .equal, .lessEqual, .greaterEqual: isTrueOfEquals = true
            default: isTrueOfEquals = false
            }
            if kind != .reals || !one.mayBeNaN { return .only(isTrueOfEquals) }
            return relation == .less || relation == .greater ? .canBeFalse : nil
        }
        guard program.constant(sides[0]) == nil, program.constant(sides[1]) == nil,
            checked.types[sides[0]].isPlainNumber, checked.types[sides[1]].isPlainNumber
        else { return nil }
        let other = ranges.range(of: sides[1])
        // Rounding keeps order, so this holds between ints and doubles too.
        guard one.upper < other.lower || other.upper < one.lower else { return nil }
        let isLess = one.upper < other.lower
        switch relation {
        case .equal: return .canBeFalse
        case .notEqual: return .canBeTrue
        case .less, .lessEqual:
            if isLess { return one.mayBeNaN || other.mayBeNaN ? nil : .canBeTrue }
            return .canBeFalse
        case .greater, .greaterEqual:
            if !isLess { return one.mayBeNaN || other.mayBeNaN ? nil : .canBeTrue }
            return .canBeFalse
        }
    }

    mutating func startingDomain(_ leaf: Leaf) -> Domain {
        let isAbsent: Bool
        let operand = bound[leaf.key] ?? leaf.operand
        switch checked.references[operand] {
        case .variable(let variable): isAbsent = missing.contains(variable.slot)
        default: isAbsent = false
        }
        if leaf.question.isPresence {
            return Domain(leaf.kind, isAbsent: isAbsent)
        }
        return Domain(leaf.kind, ranges.range(of: operand), isAbsent: isAbsent)
    }

    /// What a part can come to on any row at all, without reporting anything.
    private mutating func plainOutcome(_ id: Expression.ID) -> Outcomes {
        if let known = plain[id] { return known }
        let found = foundPlain(id)
        plain[id] = found
        return found
    }

    private mutating func foundPlain(_ id: Expression.ID) -> Outcomes {
        if let constant = program.constant(id) { return Self.outcome(of: constant) }
        guard checked.types[id] == .bool else { return .any }
        switch tree[id].kind {
        case .call(nil, "_&&_", let sides), .call(nil, "_||_", let sides):
            let (left, right) = (plainOutcome(sides[0]), plainOutcome(sides[1]))
            var isAnd = false
            if case .call(nil, "_&&_", _) = tree[id].kind { isAnd = true }
            var result = left.union(right)
            if !(left.contains(.only(isAnd)) && right.contains(.only(isAnd))) {
                result.remove(.only(isAnd))
            }
            return result
        case .call(nil, "!_", let sides): return plainOutcome(sides[0]).negated
        case .call(nil, "_?_:_", _), .bind, .block, .comprehension: return .any
        default:
            if failingSlot(id) != nil { return .canFail }
            return aloneOutcome(leaves.leaf(id))
        }
    }

    /// A slot that is never filled and without which the part has no value.
    private mutating func failingSlot(_ id: Expression.ID) -> Int? {
        if missing.isEmpty { return nil }
        if let known = failing[id] { return known }
        let found = foundFailing(id)
        failing[id] = .some(found)
        return found
    }

    private mutating func foundFailing(_ id: Expression.ID) -> Int? {
        if case .select(_, _, let isTest, let isOptional) = tree[id].kind, isTest || isOptional {
            return nil
        }
        if case .variable(let variable) = checked.references[id] {
            return missing.contains(variable.slot) ? variable.slot : nil
        }
        switch tree[id].kind {
        case .call(nil, "_&&_", _), .call(nil, "_||_", _), .call(nil, "_?_:_", _): return nil
        case .call(let target, let name, let arguments):
            guard case .function(_, _, let dropsTarget) = checked.references[id] else { return nil }
            let isLazy = name == "or" || name == "orValue"
            let parts = (dropsTarget ? nil : target).map { [$0] + arguments } ?? arguments
            for part in isLazy ? parts.prefix(1) : parts[...] {
                if let slot = failingSlot(part) { return slot }
            }
            return nil
        case .select(let operand, _, _, _): return failingSlot(operand)
        case .comprehension(let it): return failingSlot(it.range)
        default: return nil
        }
    }

    // MARK: Facts

    /// Learns from a part's answer what it says of leaves.
    private mutating func assume(_ id: Expression.ID, is answer: Bool, part: Expression.ID?) {
        if program.constant(id) != nil { return }
        switch tree[id].kind {
        case .call(nil, "_&&_", let sides) where answer,
            .call(nil, "_||_", let sides) where !answer:
            for side in sides { assume(side, is: answer, part: nil) }
        case .call(nil, "_&&_", _), .call(nil, "_||_", _), .call(nil, "_?_:_", _), .bind, .block:
            return
        case .call(nil, "!_", let sides):
            assume(sides[0], is: !answer, part: part ?? id)
        default:
            guard checked.types[id] == .bool, failingSlot(id) == nil else { return }
            let leaf = leaves.leaf(id)
            let fact = Fact(leaf: leaf, answer: answer, part: part ?? id)
            undo.append((leaf.key, domains[leaf.key], facts.count))
            factsByKey[leaf.key, default: []].append(facts.count)
            facts.append(fact)
            var domain = domains[leaf.key] ?? startingDomain(leaf)
            domain.learn(leaf.question, is: answer)
            domains[leaf.key] = domain
        }
    }

    private mutating func retract(to mark: Int) {
        while undo.count > mark, let last = undo.popLast() {
            domains[last.key] = last.domain
            factsByKey[last.key]?.removeLast()
            facts.removeLast(facts.count - last.factCount)
        }
    }
}
