/// Reads what each comparison of a condition came to on one row.
struct LeafReader {
    /// What a leaf came to, and what it would take to come out otherwise.
    struct Observation {
        let outcome: Bool?
        /// 0 when next to the opposite outcome, 1 when as far as can be or not measured.
        let distance: Double
        /// What is said when it is wanted to hold, and when it is wanted not to.
        fileprivate var items: [Bool: WhyNot.Item]

        /// What is said when this outcome is wanted; nil for the outcome it has.
        func item(_ wanted: Bool) -> WhyNot.Item? { items[wanted] }
    }

    /// No more parts of named programs are gone into than this.
    private static let partsMax = 20_000

    /// The program being read: the first, or one that a slot is a name for.
    private(set) var program: Program
    let slots: UnsafePointer<Value>
    let scratch: Scratch
    private(set) var observations: [Observation] = []
    private let names: [Int: Program]
    /// What the parts of each program say (``Shapes``).
    private let keys: [ObjectIdentifier: [Int]]
    private var places: [Int: Int] = [:]
    /// The place of the name, while the program behind it is read.
    private var place: SourceRange?
    /// The names being gone into.
    private var entered: Set<Int> = []
    /// Steps that all evaluations together may still take.
    private var stepsLeft: Int
    private var partsLeft = LeafReader.partsMax

    var tree: SyntaxTree { program.tree }
    var checked: CheckedTree { program.checked }

    init(
        _ program: Program, _ slots: UnsafePointer<Value>, _ scratch: Scratch,
        names: [Int: Program]
    ) {
        self.program = program
        self.slots = slots
        self.scratch = scratch
        self.names = names
        keys = Self.keys(program, names)
        stepsLeft = program.stepsMax * 4
    }

    private static func keys(
        _ program: Program, _ names: [Int: Program]
    ) -> [ObjectIdentifier: [Int]] {
        var shapes = Shapes(program.checked)
        var keys: [ObjectIdentifier: [Int]] = [:]
        for (slot, named) in names.sorted(by: { $0.key < $1.key }) {
            shapes.visit(tree: named.checked)
            shapes.name(slot: slot)
            keys[ObjectIdentifier(named)] = shapes.keys
        }
        shapes.visit(tree: program.checked)
        keys[ObjectIdentifier(program)] = shapes.keys
        return keys
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
        partsLeft -= 1
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
        default: return named(id) ?? leaf(id)
        }
    }

    /// The logic of the program that a name stands for; nil if the part is no such name.
    private mutating func named(_ id: Expression.ID) -> Formula? {
        if case .select(_, _, let isTest, let isOptional) = tree[id].kind, isTest || isOptional {
            return nil
        }
        guard case .variable(let variable) = checked.references[id], variable.type == .bool,
            let named = names[variable.slot], partsLeft > 0,
            entered.insert(variable.slot).inserted
        else { return nil }
        let (outer, outerPlace) = (program, place)
        // Both programs use the frame from its start.
        let frame = Array(UnsafeBufferPointer(start: scratch.frame, count: outer.localCount))
        place = place ?? tree[id].range
        program = named
        scratch.begin(variables: named.localCount, iterations: 0)
        let formula = formula(named.tree.root)
        program = outer
        place = outerPlace
        for (index, value) in frame.enumerated() { scratch.frame[index] = value }
        entered.remove(variable.slot)
        return formula
    }

    private mutating func leaf(_ id: Expression.ID) -> Formula {
        let key = keys[ObjectIdentifier(program), default: []][id]
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
        var observation = Observation(outcome: outcome, distance: 1, items: [:])
        // One without a value may be wanted either way.
        for wanted in outcome.map({ [!$0] }) ?? [true, false] {
            let found = finding(id, outcome, wanted)
            if outcome != nil {
                observation = Observation(
                    outcome: outcome, distance: found.relativeGap, items: [:])
            }
            observation.items[wanted] = item(id, outcome, value, found)
        }
        return observation
    }

    private mutating func finding(
        _ id: Expression.ID, _ outcome: Bool?, _ wanted: Bool
    ) -> Finding {
        if case .comprehension(let it) = tree[id].kind { return walked(id, it, wanted) }
        if let (name, sides) = program.operation(id) {
            if name == "@in" { return membership(sides, wanted) }
            if let relation = Relation(named: name) {
                return comparison(sides, wanted ? relation : relation.opposite)
            }
        }
        var found = Finding()
        if case .select(let operand, let field, true, _) = tree[id].kind {
            found.subject = tree.text(of: operand) + "." + field
            found.observed = wanted ? "missing" : "there"
            found.needed = wanted ? "a value" : "none"
        } else {
            found.subject = tree.text(of: id)
            found.observed = outcome.map(String.init) ?? "without a value"
            found.needed = String(wanted)
        }
        return found
    }

    private func item(
        _ id: Expression.ID, _ outcome: Bool?, _ value: Value, _ finding: Finding
    ) -> WhyNot.Item {
        var found = finding
        let missing = value.missingSlot.map { program.slotNames[$0] ?? "slot \($0)" }
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
            words = "\(tree.text(of: id)) fails: \(found.observed)"
        } else if let distance = found.distanceInWords {
            words += ": " + distance
        }
        return WhyNot.Item(
            range: place ?? tree[id].range, text: tree.text(of: id), observed: found.observed,
            needed: found.needed, gap: found.gap, words: words, missing: missing)
    }

    private mutating func comparison(
        _ sides: [Expression.ID], _ relation: Relation
    ) -> Finding {
        let isFlipped = program.constant(sides[0]) != nil
        let (operand, other) = isFlipped ? (sides[1], sides[0]) : (sides[0], sides[1])
        var found = Finding()
        found.subject = tree.text(of: operand)
        let value = value(operand)
        let bound = self.value(other)
        found.observed = Finding.text(value)
        let text = bound.isError ? tree.text(of: other) : Finding.text(bound)
        let isWritten = program.constant(other) != nil || bound.isError
        let turned = isFlipped ? relation.flipped : relation
        found.needed =
            Finding.needed(turned, ofTimes: checked.types[operand] == .timestamp) + text
            + (isWritten ? "" : " (\(tree.text(of: other)))")
        if turned != .notEqual { found.measure(value, bound) }
        if let most = program.greatestBeyondCounting(operand), value.kind == .int,
            value.asInt == most
        {
            found.observed = "more than \(most - 1)"
            found.gap = nil
            found.distanceInWords = nil
        }
        return found
    }

    private mutating func membership(_ sides: [Expression.ID], _ wanted: Bool) -> Finding {
        var found = Finding()
        found.subject = tree.text(of: sides[0])
        found.observed = Finding.text(value(sides[0]))
        let isList: Bool
        if case .list = checked.types[sides[1]] { isList = true } else { isList = false }
        let container =
            isList && program.constant(sides[1]) != nil
            ? Finding.text(value(sides[1])) : tree.text(of: sides[1])
        found.needed = (wanted ? "one of " : "none of ") + container
        return found
    }

    /// How many elements of a list fit; a loop is one leaf however many steps it has.
    private mutating func walked(
        _ id: Expression.ID, _ it: Expression.Comprehension, _ wanted: Bool
    ) -> Finding {
        var found = Finding()
        found.subject = tree.text(of: it.range)
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
