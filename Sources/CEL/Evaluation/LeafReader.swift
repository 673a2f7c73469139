/// Reads what each comparison of a condition came to on one row.
struct LeafReader {
    /// What a leaf came to, and what it would take to come out otherwise.
    struct Observation {
        let range: SourceRange
        let outcome: Bool?
        /// 0 when next to the opposite outcome, 1 when as far as can be or not measured.
        let distance: Double
        let item: WhyNot.Item
    }

    let program: Program
    let slots: UnsafePointer<Value>
    let scratch: Scratch
    private(set) var observations: [Observation] = []
    private let leaves: Leaves
    private var places: [Int: Int] = [:]
    /// Steps that all evaluations together may still take.
    private var stepsLeft: Int

    var tree: SyntaxTree { program.tree }
    var checked: CheckedTree { program.checked }

    init(_ program: Program, _ slots: UnsafePointer<Value>, _ scratch: Scratch) {
        self.program = program
        self.slots = slots
        self.scratch = scratch
        leaves = Leaves(program)
        stepsLeft = program.stepsMax * 4
    }

    /// A part's value now.
    mutating func value(_ id: Expression.ID) -> Value {
        guard program.nodeOf[id] >= 0 else { return .error(.unknownName) }
        guard stepsLeft > 0 else { return .error(.limit, "the steps of explaining") }
        let value = program.evaluate(program.nodeOf[id], slots, scratch)
        stepsLeft -= program.stepsMax - scratch.stepsLeft
        return value
    }

    /// The logic of a part, with each of its leaves observed as it is met.
    mutating func formula(_ id: Expression.ID) -> Formula {
        if let constant = program.constant(id) {
            return constant.kind == .bool ? .constant(constant.asBool) : .failure
        }
        let node = program.nodeOf[id] >= 0 ? program.node(program.nodeOf[id]) : nil
        switch tree[id].kind {
        case .call(nil, "_&&_", let sides): return .all(formula(sides[0]), formula(sides[1]))
        case .call(nil, "_||_", let sides): return .any(formula(sides[0]), formula(sides[1]))
        case .call(nil, "!_", let sides): return .not(formula(sides[0]))
        case .call(nil, "_?_:_", let parts):
            if let condition = program.constant(parts[0]) {
                guard condition.kind == .bool else { return .failure }
                return formula(parts[condition.asBool ? 1 : 2])
            }
            return .choice(formula(parts[0]), formula(parts[1]), formula(parts[2]))
        case .bind(_, let bound, let body) where node?.opcode == .bind:
            scratch.frame[Int(node?.c ?? 0)] = value(bound)
            return formula(body)
        case .block(let values, let body) where node?.opcode == .block:
            for (index, part) in values.enumerated() {
                scratch.frame[Int(node?.c ?? 0) + index] = value(part)
            }
            return formula(body)
        default: return leaf(id)
        }
    }

    private mutating func leaf(_ id: Expression.ID) -> Formula {
        let key = leaves.shapes.keys[id]
        if let place = places[key] { return .leaf(place) }
        let value = value(id)
        let outcome = value.kind == .bool ? value.asBool : nil
        places[key] = observations.count
        observations.append(observed(id, outcome, value))
        return .leaf(observations.count - 1)
    }

    // MARK: One leaf

    private mutating func observed(
        _ id: Expression.ID, _ outcome: Bool?, _ value: Value
    ) -> Observation {
        // A leaf without a value is wanted to hold.
        let wanted = outcome.map { !$0 } ?? true
        var found = Finding()
        let missing = value.missingSlot.map { program.slotNames[$0] ?? "slot \($0)" }
        if case .comprehension(let it) = tree[id].kind {
            found = walked(id, it, wanted)
        } else if case .select(let operand, let field, true, _) = tree[id].kind {
            found.subject = tree.closedText(of: operand) + "." + field
            found.observed = wanted ? "missing" : "there"
            found.needed = wanted ? "a value" : "none"
        } else if let (name, sides) = leaves.operation(id), name == "@in" {
            found = membership(sides, wanted)
        } else if let (name, sides) = leaves.operation(id), let relation = Relation(named: name) {
            found = comparison(sides, wanted ? relation : relation.opposite)
        } else {
            found.subject = tree.closedText(of: id)
            found.observed = outcome.map(String.init) ?? "without a value"
            found.needed = String(wanted)
        }
        let observed = found.isSentence ? ": \(found.observed)" : " is \(found.observed)"
        var words = "\(found.subject)\(observed), needs \(found.needed)"
        if let missing {
            found.observed = "missing"
            found.gap = nil
            words =
                found.subject == missing
                ? "\(missing) is missing, needs \(found.needed)"
                : "\(missing) is missing: \(found.subject) needs \(found.needed)"
        } else if outcome == nil {
            found.observed = program.describe(value)
            words = "\(tree.closedText(of: id)) fails: \(found.observed)"
        } else if let distance = found.distanceInWords {
            words += ": " + distance
        }
        let range = tree[id].range
        return Observation(
            range: range, outcome: outcome, distance: found.relativeGap,
            item: WhyNot.Item(
                range: range, text: tree.closedText(of: id), observed: found.observed,
                needed: found.needed, gap: found.gap, words: words, missing: missing))
    }

    private mutating func comparison(
        _ sides: [Expression.ID], _ relation: Relation
    ) -> Finding {
        let isFlipped = program.constant(sides[0]) != nil
        let (operand, other) = isFlipped ? (sides[1], sides[0]) : (sides[0], sides[1])
        var found = Finding()
        found.subject = tree.closedText(of: operand)
        let value = value(operand)
        let bound = self.value(other)
        found.observed = Finding.text(value)
        let text = bound.isError ? tree.closedText(of: other) : Finding.text(bound)
        let isWritten = program.constant(other) != nil || bound.isError
        let turned = isFlipped ? relation.flipped : relation
        found.needed =
            Finding.needed(turned) + text
            + (isWritten ? "" : " (\(tree.closedText(of: other)))")
        if turned != .notEqual { found.measure(value, bound) }
        return found
    }

    private mutating func membership(_ sides: [Expression.ID], _ wanted: Bool) -> Finding {
        var found = Finding()
        found.subject = tree.closedText(of: sides[0])
        found.observed = Finding.text(value(sides[0]))
        let isList: Bool
        if case .list = checked.types[sides[1]] { isList = true } else { isList = false }
        let container =
            isList && program.constant(sides[1]) != nil
            ? Finding.text(value(sides[1])) : tree.closedText(of: sides[1])
        found.needed = (wanted ? "one of " : "none of ") + container
        return found
    }

    /// How many elements of a list fit; a loop is one leaf however many steps it has.
    private mutating func walked(
        _ id: Expression.ID, _ it: Expression.Comprehension, _ wanted: Bool
    ) -> Finding {
        var found = Finding()
        found.subject = tree.closedText(of: it.range)
        switch it.kind {
        case .exists: found.needed = wanted ? "at least one" : "none"
        case .all: found.needed = wanted ? "all" : "one that does not"
        default: found.needed = wanted ? "just one" : "none or several"
        }
        let range = value(it.range)
        let planned = program.nodeOf[id]
        guard range.kind == .list || range.kind == .map, planned >= 0,
            program.node(planned).opcode == .loop
        else {
            found.observed = program.describe(range)
            return found
        }
        let loop = program.loop(program.node(planned).a)
        let shown = min(range.count, Trace.partsMax)
        var fitting = 0
        for index in 0..<shown {
            Machine.put(index, of: range, in: scratch.frame + Int(loop.place), loop)
            if value(it.body).isTrue { fitting += 1 }
        }
        let all = shown < range.count ? "the first \(shown)" : "\(range.count)"
        found.observed = "\(fitting) of \(all) elements fit"
        found.isSentence = true
        return found
    }
}
