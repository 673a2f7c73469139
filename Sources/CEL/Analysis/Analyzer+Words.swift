// What is found, in words. Each warning points at the smallest part it is about.

extension Analyzer {
    /// Facts about one value that are looked through for the one that decides.
    private static let factsMax = 16
    /// More reasons than this help no one.
    private static let reasonsMax = 4

    mutating func report(
        _ leaf: Leaf, alone: Outcomes, here: Outcomes, _ place: Place
    ) {
        guard let isTrue = Self.decided(here) else {
            return reportEarlier(leaf, place)
        }
        if Self.decided(alone) != nil {
            let reason = reason(leaf, isTrue).map { ": " + $0 } ?? ""
            let when = isTrue ? whenTrue(leaf.id) : "never true"
            log.warning(tree[leaf.id].range, "\(this(leaf.id)) is \(when)\(reason)")
            return
        }
        let part = place.part ?? leaf.id
        reportBeside(leaf, part, isTrue: isTrue != place.isNegated, place)
    }

    mutating func reportMissing(_ slot: Int, _ id: Expression.ID) {
        let name = program.slotNames[slot] ?? "slot \(slot)"
        log.warning(tree[id].range, "this is never true: \(name) is never there")
    }

    /// Says of the whole condition what no part of it says.
    mutating func concludeUnlessFound(_ outcomes: Outcomes) {
        let root = tree.root
        guard log.diagnostics.isEmpty, checked.types[root] == .bool,
            let isTrue = Self.decided(outcomes)
        else { return }
        let when = outcomes.contains(.canFail) ? whenTrue(root) : "always true"
        log.warning(tree[root].range, "this is \(isTrue ? when : "never true")")
    }

    /// What to call a part in a warning about it: one that a macro made by how it would be written.
    private func this(_ id: Expression.ID) -> String {
        tree.madeTexts[id] == nil ? "this" : quoted(id)
    }

    /// When a part is true that is so unless a value it reads is missing.
    private func whenTrue(_ id: Expression.ID) -> String {
        var names: [String] = []
        collectNames(id, &names)
        switch names.count {
        case 0: return "always true"
        case 1: return "true whenever \(names[0]) is there"
        case 2...Self.reasonsMax: return "true whenever \(Self.listed(names)) are there"
        default: return "true whenever the values it reads are there"
        }
    }

    /// The variables without which a part may have no value, in the order written.
    private func collectNames(_ id: Expression.ID, _ names: inout [String]) {
        if case .select(_, _, let isTest, let isOptional) = tree[id].kind, isTest || isOptional {
            return
        }
        if case .variable(let variable) = checked.references[id] {
            if !names.contains(variable.name) { names.append(variable.name) }
            return
        }
        if program.constant(id) != nil { return }
        let value = bound[leaves.shapes.keys[id]] ?? id
        if value != id { return collectNames(value, &names) }
        for child in tree.children(of: id) { collectNames(child, &names) }
    }

    private static func decided(_ outcomes: Outcomes) -> Bool? {
        switch (outcomes.contains(.canBeTrue), outcomes.contains(.canBeFalse)) {
        case (true, false): true
        case (false, _): false
        case (true, true): nil
        }
    }

    // MARK: Beside other parts

    /// The facts about a leaf's value, with where they stand among all facts.
    private func related(_ leaf: Leaf) -> [(index: Int, fact: Fact)] {
        (factsByKey[leaf.key] ?? []).suffix(Self.factsMax).map { ($0, facts[$0]) }
    }

    /// A part that is decided by what stands beside it.
    private mutating func reportBeside(
        _ leaf: Leaf, _ part: Expression.ID, isTrue: Bool, _ place: Place
    ) {
        let reasons = reasons(leaf, isTrue: isTrue != place.isNegated)
        guard !reasons.isEmpty else {
            if leaf.question.isPresence { return }
            return log.warning(
                tree[part].range,
                "this part is \(isTrue ? "always" : "never") true, given the parts before it")
        }
        let isBeside = place.chain != .none && reasons.allSatisfy { $0.index >= place.floor }
        if isBeside, isTrue == (place.chain == .or) {
            let range = reasons.reduce(tree.span(of: part)) {
                $0.joined(tree.span(of: $1.fact.part))
            }
            let names = reasons.map { quoted($0.fact.part) } + [quoted(part)]
            let list = Self.listed(names)
            log.warning(
                range,
                isTrue
                    ? "this is \(whenTrue(leaf.id)): one of \(list) holds"
                    : "this is never true: \(list) exclude each other")
            return
        }
        if leaf.question.isPresence { return }
        if isBeside, reasons.contains(where: { $0.fact.leaf.question.isPresence }) { return }
        let conditions = reasons.map { reason -> String in
            let holds = isPartTrue(reason.fact) ? "holds" : "does not hold"
            return "\(quoted(reason.fact.part)) \(holds)"
        }
        log.warning(
            tree[part].range,
            "this part is \(isTrue ? "always" : "never") true where "
                + conditions.joined(separator: " and "))
    }

    /// The fewest facts found that decide a leaf; empty when it takes more than can be told.
    private mutating func reasons(
        _ leaf: Leaf, isTrue: Bool
    ) -> [(index: Int, fact: Fact)] {
        let starting = startingDomain(leaf)
        func decides(_ facts: [(index: Int, fact: Fact)]) -> Bool {
            var domain = starting
            for (_, fact) in facts { domain.learn(fact.leaf.question, is: fact.answer) }
            return Self.decided(domain.outcomes(leaf.question)) == isTrue
        }
        var kept = related(leaf)
        if let single = kept.first(where: { decides([$0]) }) { return [single] }
        guard decides(kept) else { return [] }
        for place in kept.indices.reversed() {
            var fewer = kept
            fewer.remove(at: place)
            if decides(fewer) { kept = fewer }
        }
        return kept.count > Self.reasonsMax ? [] : kept
    }

    /// A part before this one in the same chain that adds nothing to it.
    private mutating func reportEarlier(_ leaf: Leaf, _ place: Place) {
        guard place.chain != .none, !leaf.question.isPresence else { return }
        let holds = place.chain == .and
        for (index, fact) in related(leaf)
        where index >= place.floor && !fact.leaf.question.isPresence {
            let domain = startingDomain(leaf).learning(
                leaf.question, is: holds != place.isNegated)
            guard let answer = Self.decided(domain.outcomes(fact.leaf.question)),
                answer == fact.answer, isPartTrue(fact) == holds
            else { continue }
            log.warning(
                tree[fact.part].range,
                "this part is \(holds ? "always" : "never") true where "
                    + "\(quoted(place.part ?? leaf.id)) \(holds ? "holds" : "does not hold")")
        }
    }

    /// Whether a fact's part is true, its leaf possibly being negated in it.
    private func isPartTrue(_ fact: Fact) -> Bool {
        var id = fact.part
        var answer = fact.answer
        while id != fact.leaf.id, case .call(nil, "!_", let sides) = tree[id].kind {
            id = sides[0]
            answer.toggle()
        }
        return answer
    }

    private static func listed(_ names: [String]) -> String {
        names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    }

    private func quoted(_ id: Expression.ID) -> String { "'\(tree.text(of: id))'" }

    // MARK: By itself

    /// Why a leaf is decided whatever stands beside it.
    private mutating func reason(_ leaf: Leaf, _ isTrue: Bool) -> String? {
        if startingDomain(leaf).isAbsent {
            return "\(text(leaf)) is never there"
        }
        if let operation = leaves.operation(leaf.id),
            case .relation(_, .bool(true)) = leaf.question,
            leaf.operand == leaf.id
        {
            return reason(operation.sides)
        }
        let domain = startingDomain(leaf)
        switch leaf.question {
        case .presence: return nil
        case .among(let scalars):
            if scalars.isEmpty { return "the list is empty" }
            return rangeInWords(leaf, domain)
        case .relation(let relation, .number(let bound)):
            if domain.kind == .integers, bound != bound.rounded(),
                relation == .equal
                    || relation == .notEqual
            {
                return "\(text(leaf)) is a whole number"
            }
            if bound > domain.upper || (bound == domain.upper && relation.isAboutUpper) {
                return "\(text(leaf)) is at most \(Self.text(domain.upper))"
            }
            if bound < domain.lower || bound == domain.lower {
                return "\(text(leaf)) is at least \(Self.text(domain.lower))"
            }
            return rangeInWords(leaf, domain)
        case .relation: return nil
        }
    }

    /// Of a comparison of two parts: they are one, or their ranges lie apart.
    private mutating func reason(_ sides: [Expression.ID]) -> String? {
        if leaves.shapes.keys[sides[0]] == leaves.shapes.keys[sides[1]] {
            return "both sides are the same"
        }
        let (one, other) = (ranges.range(of: sides[0]), ranges.range(of: sides[1]))
        guard one.isKnown, other.isKnown else { return nil }
        if one.upper < other.lower {
            return "\(tree.text(of: sides[0])) is at most \(Self.text(one.upper)) and "
                + "\(tree.text(of: sides[1])) at least \(Self.text(other.lower))"
        }
        return "\(tree.text(of: sides[0])) is at least \(Self.text(one.lower)) and "
            + "\(tree.text(of: sides[1])) at most \(Self.text(other.upper))"
    }

    private func rangeInWords(_ leaf: Leaf, _ domain: Domain) -> String? {
        guard domain.lower.isFinite || domain.upper.isFinite else { return nil }
        if !domain.upper.isFinite { return "\(text(leaf)) is at least \(Self.text(domain.lower))" }
        if !domain.lower.isFinite { return "\(text(leaf)) is at most \(Self.text(domain.upper))" }
        return "\(text(leaf)) is \(Self.text(domain.lower)) to \(Self.text(domain.upper))"
    }

    /// What a leaf asks about, as written.
    private func text(_ leaf: Leaf) -> String {
        if case .select(let operand, let field, true, _) = tree[leaf.operand].kind {
            return tree.text(of: operand) + "." + field
        }
        return tree.text(of: leaf.operand)
    }

    private static func text(_ number: Double) -> String {
        // Adding zero turns the negative zero into the other.
        Value.double(number + 0).plainText
    }
}

extension Relation {
    /// Whether reaching the upper end decides it.
    fileprivate var isAboutUpper: Bool { self == .greater || self == .lessEqual }
}
